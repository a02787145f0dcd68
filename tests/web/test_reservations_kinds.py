"""Reservations of slots, of intervals and of many, through the form that is really there."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.actions.reservations import states
from app.extensions import db
from app.models import Policy, PolicyVersion, Unit
from tests import make
from tests.cast import document, local
from tests.web.page import text_of
from tests.web.test_reservations_editor import ref_of

TOUR = {
    "kind": "slot",
    "slots": [
        {"weekdays": ["fri", "sat"], "time": "10:00", "duration_min": 120},
        {"weekdays": ["fri"], "time": "16:00", "duration_min": 120},
    ],
    "pricing": {"base_minor": 2_500},
}
RENTAL = {
    "kind": "interval",
    "opening": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "09:00", "closes": "19:00"}
    ],
    "pricing": {"base_minor": 1_000},
}


@pytest.fixture
def stocked(build, inside):
    """Build a house in whose first unit there are so many."""

    def built(policy, **values):
        house = build(policy=policy)
        with inside(house):
            values["exclusive"] = values.get("stock", "single") == "single"
            db.session.execute(update(Unit).where(Unit.id == house.units["cabin-1"]).values(**values))
        return house

    return built


def options(page) -> dict[str, str]:
    """The times that may be chosen, by what they say."""
    chosen = page.one("select", id="f-starts_time")
    return {one.get("value", ""): text_of(one) for one in chosen.iter("option")}


def sold(browser, page, **typed):
    return browser.send(page, page.form("/reservations"), **typed)


def test_P4_seats_of_a_tour_are_sold_to_the_last_and_what_is_left_is_said(stocked, open_as, inside):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    address = "admin/reservations/new?unit=cabin-1&from=2026-07-10&at=10:00"
    for people, client in (("5", "Ada"), ("4", "Bea")):
        page = browser.get(address)
        shown = sold(browser, page, adults=people, client_name=client)
        assert shown.headline == client
        assert f"{people} seats" in shown.text
        assert (
            "10:00 – 12:00" in shown.text.replace("AM", "").replace("PM", "").replace("\u202f", "")
            or "10:00" in shown.text
        )
    page = browser.get(address)
    assert options(page) == {"": "Choose a time", "10:00": "10:00, 3 left", "16:00": "16:00, 12 left"}
    refused = sold(browser, page, adults="4", client_name="Cleo")
    assert refused.status == 409
    assert "3 left" in refused.error_at("adults")
    assert any("16:00" in text_of(one) for one in refused.all("button", name="fix"))
    take = next(text_of(one) for one in refused.all("button", name="fix") if "3 seats" in text_of(one))
    assert take == "Take 3 seats €75"
    full = browser.send(refused, refused.form("/reservations"), press=take)
    assert full.headline == "Cleo"
    assert options(browser.get(address))["10:00"] == "10:00, full"
    with inside(house):
        row = make.find(ref_of(full))
        assert (row.quantity, row.total_minor, row.period["starts_time"]) == (3, 7_500, "10:00")


def test_a_time_that_is_not_offered_is_kept_in_sight_and_refused_with_the_times_that_are(stocked, open_as):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-11&at=16:00")
    assert options(page)["16:00"] == "16:00, not offered that day"
    refused = sold(browser, page, client_name="Ada")
    assert refused.status == 422
    assert "On Sat 11 Jul there are: 10:00." in refused.error_at("starts_time")
    way = next(text_of(one) for one in refused.all("button", name="fix"))
    saved = browser.send(refused, refused.form("/reservations"), press=way[:18])
    assert saved.headline == "Ada"


def test_the_times_come_anew_when_the_date_changes_and_only_then(stocked, open_as):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-11")
    form = page.form("/reservations")
    checked = browser.fragment(
        f"admin/reservations/check?unit=cabin-1&starts_on=2026-07-10&adults=2&shown_for={form.values['shown_for']}",
        page=page,
    )
    assert "16:00, 12 left" in checked.text
    same = browser.fragment(
        "admin/reservations/check?unit=cabin-1&starts_on=2026-07-11&starts_time=10:00&adults=3"
        f"&shown_for={form.values['shown_for']}",
        page=page,
    )
    assert same.all("select") == []
    assert "€75.00" in same.text


def test_kayaks_go_out_by_the_hour_and_P4_says_how_many_are_left(stocked, open_as, inside):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=13:00&quantity=5"
    )
    shown = sold(browser, page, client_name="Ada")
    assert "5 pieces" in shown.text
    assert "3 hours" in shown.text
    assert "€150.00" in shown.text
    refused = sold(browser, page, client_name="Bea", quantity="4", note="Two seats each", idem="other")
    assert refused.status == 409
    assert "3 left" in refused.error_at("quantity")
    assert refused.value("note") == "Two seats each"
    fewer = browser.send(refused, refused.form("/reservations"), press="Take 3 pieces €90")
    assert (fewer.headline, "3 pieces" in fewer.text) == ("Bea", True)
    with inside(house):
        row = make.find(ref_of(fewer))
        assert (row.quantity, row.note, row.total_minor) == (3, "Two seats each", 9_000)
        states.cancel(house.actor("manager"), row.ref, fee_shown_minor=0)
    edit = browser.get(f"admin/reservations/{ref_of(shown)}/edit")
    assert [edit.value(name) for name in ("starts_on", "starts_time", "ends_time", "quantity")] == [
        "2026-07-10", "10:00", "13:00", "5",
    ]  # fmt: skip
    more = browser.send(edit, edit.form(f"/{ref_of(shown)}"), quantity="8", ends_time="12:00")
    assert "8 pieces" in more.text
    with inside(house):
        row = make.find(ref_of(shown))
        assert (row.quantity, row.period["ends_time"], row.total_minor) == (8, "12:00", 16_000)
    assert "10:00 – 12:00" in browser.get("admin/reservations").text


def test_everything_about_times_is_said_beside_its_field(stocked, open_as):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10")
    refused = sold(browser, page, client_name="Ada", starts_time="08:00", ends_time="")
    assert refused.error_at("ends_time") == "Choose the time at which it ends."
    refused = sold(browser, page, client_name="Ada", starts_time="08:00", ends_time="12:10")
    assert "That day it is open 09:00-19:00." in refused.error_at("starts_time")
    assert "The nearest one is 12:00." in refused.error_at("ends_time")
    refused = sold(browser, page, client_name="Ada", starts_time="12:00", ends_time="10:00")
    assert "It has to end after it begins" in refused.error_at("ends_time")


def test_X5_an_extension_is_refused_with_the_latest_return(stocked, open_as, inside):
    house = stocked(RENTAL | {"after_min": 60}, stock="single")
    browser = open_as(house)
    at = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at={}&until={}"
    out = sold(browser, browser.get(at.format("10:00", "16:00")), client_name="Ada")
    sold(browser, browser.get(at.format("18:00", "19:00")), client_name="Bea")
    edit = browser.get(f"admin/reservations/{ref_of(out)}/edit")
    refused = browser.send(edit, edit.form(f"/{ref_of(out)}"), ends_time="17:30")
    assert refused.status == 409
    assert "It can last until Fri 10 Jul at 17:00." in refused.problem
    with inside(house):
        assert make.find(ref_of(out)).period["ends_time"] == "16:00"


def test_what_should_be_back_is_called_overdue_in_words(stocked, open_as, inside, clock):
    house = stocked(RENTAL, stock="single")
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=12:00"
    )
    ref = ref_of(sold(browser, page, client_name="Ada"))
    clock.move_to(local(2026, 7, 10, 10))
    with inside(house):
        states.check_in(house.actor(), ref)
    assert "nobody has checked it out" not in browser.get(f"admin/reservations/{ref}").text
    clock.move_to(local(2026, 7, 10, 12, 1))
    assert "This should have ended on 10 Jul 2026" in browser.get(f"admin/reservations/{ref}").text


def test_another_kind_of_unit_shows_its_own_fields_and_keeps_what_was_typed(stocked, open_as, inside):
    house = stocked(document())
    with inside(house):
        policy = Policy(tenant_id=house.tenant.id, ref="tours", name="Tours")
        db.session.add(policy)
        db.session.flush()
        db.session.add(
            PolicyVersion(
                tenant_id=house.tenant.id, policy_id=policy.id, number=1, kind="slot", document=TOUR, note=""
            )
        )
        values = {"policy_id": policy.id, "stock": "seats", "quantity": 9, "capacity": 9, "exclusive": False}
        db.session.execute(update(Unit).where(Unit.id == house.units["cabin-2"]).values(**values))
        ref = make.reserve(house, 20, 22)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13")
    form = page.form("/reservations")
    assert "starts_time" not in form.names
    if browser.is_htmx:
        checked = browser.fragment(
            "admin/reservations/check?unit=cabin-2&arrives_on=2026-07-10&departs_on=2026-07-13&adults=3"
            f"&shown_for={form.values['shown_for']}",
            page=page,
        )
        assert checked.one("input", id="f-starts_on").get("value") == "2026-07-10"
    else:
        checked = browser.send(
            page, form, press="Check", unit="cabin-2", adults="3", client_name="Ada", note="Hat"
        )
        assert (checked.value("starts_on"), checked.value("adults"), checked.value("note")) == (
            "2026-07-10",
            "3",
            "Hat",
        )
        saved = sold(browser, checked, starts_time="16:00")
        assert saved.headline == "Ada"
    assert options(checked)["16:00"] == "16:00, 9 left"
    edit = browser.get(f"admin/reservations/{ref}/edit")
    assert {one.get("value") for one in edit.one("select", id="f-unit").iter("option")} == {
        "cabin-1",
        "cabin-3",
    }


def test_a_promo_code_is_read_and_an_unknown_one_is_refused_at_its_field(build, open_as, inside):
    code = {"code": "SUMMER", "percent": 10}
    house = build(policy=document(pricing={"promo_codes": [code]}))
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-12")
    refused = sold(browser, page, client_name="Ada", promo_code="WINTER")
    assert "WINTER" in refused.error_at("promo_code")
    saved = sold(browser, refused, promo_code="summer")
    with inside(house):
        row = make.find(ref_of(saved))
        assert row.total_minor == 18_000
    assert row.departs_on == dt.date(2026, 7, 12)


def test_T6_a_slot_that_is_hidden_because_of_a_buffer_is_refused_when_it_is_posted(stocked, open_as, inside):
    times = ("10:00", "11:00", "11:30")
    slots = [{"weekdays": ["fri"], "time": time, "duration_min": 60} for time in times]
    house = stocked({**TOUR, "slots": slots, "after_min": 30, "each_person_takes_one": False})
    browser = open_as(house)
    address = "admin/reservations/new?unit=cabin-1&from=2026-07-10&at={}"
    page = browser.get(address.format("10:00"))
    ref_of(sold(browser, page, client_name="Ada"))
    page = browser.get(address.format("11:30"))
    assert [options(page)[time] for time in times] == ["10:00, full", "11:00, full", "11:30, 1 left"]
    refused = sold(browser, page, client_name="Bea", starts_time="11:00")
    assert refused.status == 409
    assert "can’t be made ready" in refused.problem.replace("'", "’")
    ref_of(sold(browser, refused, starts_time="11:30"))
    with inside(house):
        assert db.session.query(make.Claim).filter_by(live=True).count() == 2


def test_six_people_have_room_in_five_kayaks_for_two_and_not_in_two(stocked, open_as):
    house = stocked(RENTAL, stock="pool", quantity=8, capacity=2)
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=13:00&quantity=2"
    )
    refused = sold(browser, page, client_name="Ada", adults="6")
    assert refused.status == 422
    assert "takes 4 people, and these are 6" in refused.error_at("adults")
    shown = browser.send(refused, refused.form("/reservations"), quantity="5")
    assert shown.headline == "Ada"
    assert "5 pieces" in shown.text


def test_hours_off_the_steps_or_closed_lead_to_hours_that_save_when_pressed(stocked, open_as, inside):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    for begins, ends, expected in (("10:10", "12:10", "10:00"), ("18:00", "20:00", "17:00")):
        page = browser.get(
            f"admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at={begins}&until={ends}"
        )
        refused = sold(browser, page, client_name=f"Ada {begins}")
        assert refused.status == 422
        way = text_of(refused.all("button", name="fix")[0])
        saved = browser.send(refused, refused.form("/reservations"), press=way)
        with inside(house):
            assert make.find(ref_of(saved)).period["starts_time"] == expected


def test_the_links_of_the_timeline_fill_in_the_times(stocked, open_as):
    browser = open_as(stocked(RENTAL, stock="pool", quantity=8))
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&starts_time=10:00&ends_time=13:00"
    )
    assert (page.value("starts_time"), page.value("ends_time")) == ("10:00", "13:00")
    empty = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    assert empty.value("ends_on") == "2026-07-10"


def test_statistics_without_nights_say_nothing_of_nights(stocked, open_as):
    text = open_as(stocked(RENTAL, stock="pool", quantity=8), "owner").get("admin/stats?month=2026-07").text
    assert "How much is taken" in text
    assert "Nights reserved" not in text
    assert "Occupancy" not in text
