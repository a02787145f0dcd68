"""The estimator: what a visitor is told of a stay, without a script, a cookie or anything written."""

from __future__ import annotations

import datetime as dt
from datetime import time

import pytest
from sqlalchemy import func, select

from app.actions.site import publishing, writing
from app.domain.asking import Period
from app.domain.site import UnitPage
from app.extensions import db
from app.models import AuditEntry, Claim, Client, Reservation, StoredQuote, Unit
from app.queries.site import list_public_units
from app.web.public.estimate import estimate_form
from tests import make, stocks
from tests.cast import document
from tests.web.test_fuzz import RUBBISH
from tests.web.visiting import publish, visit

STAY = "unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2"


def test_a_free_stay_is_answered_with_its_lines_its_total_and_the_terms_of_cancelling(app, build):
    house = build(
        document(
            pricing={"fees": [{"name": "Cleaning", "minor": 4_000}], "deposit_percent": "30"},
            cancellation=[
                {"days_before": 7, "charge_percent": "0"},
                {"days_before": 0, "charge_percent": "50"},
            ],
        )
    )
    page = visit(app, house).get(f"estimate?{STAY}")
    said = page.text
    for words in (
        "Cabin 1 is free",
        "€340.00 for 3 nights, 2 adults",
        "3 nights × €100",
        "Cleaning",
        "€102.00",
        "€238.00",
    ):
        assert words in said
    assert "Until 3 Jul 2026: free of charge. After that: 50 % of the price." in said
    assert "Ask for these dates" in page.links()


def test_terms_that_are_over_by_now_are_not_offered_any_more(app, build, clock):
    tiers = [(30, "0"), (7, "50"), (0, "100")]
    house = build(document(cancellation=[{"days_before": d, "charge_percent": c} for d, c in tiers]))
    browser = visit(app, house)
    at = {
        dt.date(2026, 6, 10): "Until 10 Jun 2026: free of charge.",
        dt.date(2026, 6, 11): "Cancelling Until 3 Jul 2026: 50 %",
    }
    for day, first in at.items():
        clock.move_to(dt.datetime.combine(day, dt.time(8), dt.UTC))
        assert first in browser.get(f"estimate?{STAY}").text
    clock.move_to(dt.datetime(2026, 7, 4, 8, tzinfo=dt.UTC))
    said = browser.get(f"estimate?{STAY}").text
    assert "At any time: the whole price." in said
    assert "Until" not in said


def test_nothing_is_written_and_no_cookie_is_set(app, house, inside):
    def rows():
        with inside(house):
            models = (Reservation, Client, StoredQuote, AuditEntry, Claim)
            return [
                db.session.execute(select(func.count()).select_from(model)).scalar_one() for model in models
            ]

    publish(app, house)
    before = rows()
    client = app.test_client()
    for address in (
        STAY,
        STAY + "&promo_code=NO",
        "unit=any:cabins&arrives_on=2026-07-10&departs_on=2026-07-12",
        "",
    ):
        client.get(f"/{house.tenant.slug}/estimate?{address}", headers={"HX-Request": "true"})
    client.get(f"/{house.tenant.slug}/request?{STAY}")
    assert rows() == before


def test_a_taken_stay_says_when_and_what_is_free_instead_and_not_who_has_it(app, house, inside):
    with inside(house):
        make.reserve(house, 11, 12, client="Grace Secret")
    page = visit(app, house).get(f"estimate?{STAY}")
    assert "Cabin 1 can't be had like this" in page.text
    assert "Cabin 1 is taken on Sat 11 Jul." in page.text
    assert "Grace" not in page.html
    assert "another reservation" not in page.text
    other = next(url for text, url in page.links().items() if text.startswith("Take Cabin 2"))
    assert "Cabin 2 is free" in visit(app, house).get(other).text


def test_all_broken_rules_are_said_at_once(app, build):
    house = build(document(min_nights=5, horizon_days=3))
    said = visit(app, house).get(f"estimate?{STAY}&adults=2").text
    assert "At least 5 nights" in said or "5 nights" in said
    assert said.count("Cabin 1 can't be had like this") == 1
    page = visit(app, house).get("estimate?unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-11&adults=9")
    assert len(page.all("ul", class_="est-reasons")[0].findall("li")) == 3


@pytest.mark.parametrize("nights", ["3", ""])
def test_a_length_will_do_instead_of_a_last_day(app, house, nights):
    page = visit(app, house).get(f"estimate?unit=cabin-1&arrives_on=2026-07-10&nights={nights}")
    assert ("€300.00 for 3 nights" in page.text) is bool(nights)
    assert ("Choose the last day." in page.text) is not bool(nights)


def test_of_a_type_the_cheapest_that_is_free_is_answered(app, house, inside):
    with inside(house):
        make.reserve(house, 10, 13)
        stocks.add(house, "hut", policy=document(pricing={"base_minor": 5_000}))
    page = visit(app, house).get("estimate?unit=any:cabins&arrives_on=2026-07-10&departs_on=2026-07-13")
    assert "Cabin 2 is free" in page.text
    assert page.value("unit") == "any:cabins"
    with inside(house):
        for unit in ("cabin-2", "cabin-3"):
            make.reserve(house, 10, 13, unit=unit)
    full = visit(app, house).get("estimate?type=cabins&arrives_on=2026-07-10&departs_on=2026-07-13")
    assert "None is free then: Cabins" in full.text


def test_of_a_type_of_which_none_is_free_that_is_said_and_ways_lead_into_any_of_it(app, house, inside):
    with inside(house):
        for unit, first, last in (("cabin-1", 8, 15), ("cabin-2", 9, 14), ("cabin-3", 10, 12)):
            make.reserve(house, first, last, unit=unit)
    browser = visit(app, house)
    page = browser.get("estimate?unit=any:cabins&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2")
    assert "None is free then: Cabins" in page.text
    assert "Cabin 1 is taken" not in page.text
    assert page.value("unit") == "any:cabins"
    ways = [text for text in page.links() if text.startswith("Cabin ")]
    assert ways[0].startswith("Cabin 3, 12 Jul – 15 Jul")
    assert "Cabin 3 is free" in browser.get(page.links()[ways[0]]).text
    asked = browser.get("request?unit=any:cabins&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2")
    assert "None is free then: Cabins" in asked.text
    assert "unit=any" in asked.links()["Choose other dates"]


def test_of_a_type_whose_rules_are_broken_the_rules_are_said(app, build, inside):
    house = build(document(min_nights=3))
    with inside(house):
        db.session.get_one(Unit, (house.tenant.id, house.units["cabin-2"])).capacity = 8
        db.session.commit()
    page = visit(app, house).get(
        "estimate?unit=any:cabins&arrives_on=2026-07-10&departs_on=2026-07-11&adults=6"
    )
    assert "None can be had like this: Cabins" in page.text
    assert "At least 3 nights" in page.text
    assert len(page.all("ul", class_="est-reasons")[0].findall("li")) == 1


def test_departures_ask_for_a_date_and_a_time_and_seats(app, house, inside):
    with inside(house):
        stocks.add_tour(house)
        stocks.sell(house, "tour", 10, 10, adults=9)
    page = visit(app, house).get("estimate?unit=tour&starts_on=2026-07-10")
    assert "Choose a time of day." in page.error_at_id("e-starts_time")
    assert "10:00, 3 left" in page.text
    full = visit(app, house).get("estimate?unit=tour&starts_on=2026-07-10&starts_time=10:00&adults=4")
    assert "not enough: 3 left" in full.text
    free = visit(app, house).get("estimate?unit=tour&starts_on=2026-07-10&starts_time=16:00&adults=4")
    assert "Tour is free" in free.text
    assert "€80.00" in free.text


def test_things_ask_for_pick_up_and_return(app, house, inside):
    with inside(house):
        stocks.add_pool(house, count=3)
        period = Period(make.july(10), make.july(10), time(10), time(13))
    address = f"unit=kayaks&starts_on={period.starts_on}&ends_on={period.ends_on}&starts_time=10:00&ends_time=13:00&quantity=2"
    assert "€60.00 for 3 hours, 2 pieces" in visit(app, house).get(f"estimate?{address}").text
    assert (
        "not enough: 3 left"
        in visit(app, house).get(f"estimate?{address.replace('quantity=2', 'quantity=4')}").text
    )


def test_a_unit_of_nobody_or_of_another_business_is_404(app, build, inside):
    house, other = build(), build()
    with inside(other):
        stocks.add(other, "palace")
    publish(app, house)
    publish(app, other)
    client = app.test_client()
    for unit in ("palace", "nothing", "any:palace-type", "any:"):
        for page in ("estimate", "request"):
            got = client.get(f"/{house.tenant.slug}/{page}?unit={unit}&arrives_on=2026-07-10")
            assert got.status_code == 404, (page, unit)


def test_what_only_members_say_is_not_read_from_an_address(app, house):
    page = visit(app, house).get(
        f"estimate?{STAY}&complimentary=1&quote_ref=x&ends_time=13:00&override_reason=x"
    )
    assert "€300.00 for 3 nights" in page.text
    assert "ends_time" not in page.links()["Ask for these dates"]


def test_what_is_not_published_is_404_and_not_among_the_choices(app, house, inside):
    visit(app, house)
    with inside(house):
        page = list_public_units()[0]
        writing.save_unit(house.actor("owner"), page.ref, page.slug, UnitPage(is_shown=False), version=1)
        make.reserve(house, 10, 13, unit="cabin-2")
    browser = visit(app, house)
    assert app.test_client().get(f"/{house.tenant.slug}/estimate?{STAY}").status_code == 404
    taken = browser.get(f"estimate?{STAY.replace('cabin-1', 'cabin-2')}")
    assert "Cabin 1" not in taken.text
    assert "Take Cabin 3" in taken.text


def test_where_a_site_is_taken_away_nothing_is_offered(app, house, inside):
    client, root = visit(app, house).client, f"/{house.tenant.slug}"
    assert client.get(f"{root}/request?{STAY}").status_code == 200
    with inside(house):
        publishing.withdraw(house.actor("owner"))
    assert "Nothing can be reserved here yet." in client.get(f"{root}/estimate").text
    assert client.get(f"{root}/request?{STAY}").status_code == 404


@pytest.mark.parametrize(
    ("address", "ref", "chosen"),
    [
        ("", "", "cabin-1"),
        ("", "cabin-2", "cabin-2"),
        ("?unit=cabin-3", "cabin-2", "cabin-3"),
        ("?unit=nobody&type=none", "cabin-2", "cabin-2"),  # the filters of another page
        ("", "a-draft", "cabin-1"),
    ],
)
def test_another_page_that_includes_the_form_is_never_404_by_it(app, house, inside, address, ref, chosen):
    publish(app, house)
    with inside(house), app.test_request_context(f"/{address}"):
        wanted = estimate_form(ref)
        assert wanted["est"].chosen == chosen
        assert set(wanted) == {"est", "est_id", "is_whole", "contact"}


def test_a_fragment_is_the_pages_own_part(app, house):
    whole = visit(app, house).get(f"estimate?{STAY}")
    part = app.test_client().get(f"/{house.tenant.slug}/estimate?{STAY}", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert part.text.strip() in whole.html


def test_units_that_visitors_write_about_have_a_price_and_an_address_instead_of_a_form(app, build):
    house = build(document(visitors="none"))
    page = visit(app, house).get(f"estimate?{STAY}")
    assert "Write or call to reserve it." in page.text
    assert "Ask for these dates" not in page.links()
    assert "ticket" not in app.test_client().get(f"/{house.tenant.slug}/request?{STAY}").text


@pytest.mark.parametrize("page", ["estimate", "request"])
def test_rubbish_in_an_address_is_refused_or_left_out(app, house, inside, page):
    with inside(house):
        stocks.add_tour(house)
    client, stay = visit(app, house).client, dict(part.split("=") for part in STAY.split("&"))
    names = (
        "unit",
        "type",
        "arrives_on",
        "departs_on",
        "nights",
        "starts_on",
        "starts_time",
        "adults",
        "cots",
        "quantity",
        "promo_code",
    )
    for number, text in enumerate(RUBBISH):
        name = names[number % len(names)]
        for given in (
            {**stay, name: text},
            {"unit": "tour", "starts_on": "2026-07-10", "starts_time": "10:00", name: text},
        ):
            status = client.get(f"/{house.tenant.slug}/{page}", query_string=given).status_code
            assert status in {200, 400, 404}, (name, text)
