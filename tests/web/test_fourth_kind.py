"""A kind that nobody knew when the pages were written: mornings and afternoons."""

from __future__ import annotations

import datetime as dt

import pytest

from app import clock
from app.queries import units, usage
from tests import half_day, make
from tests.web.page import Browser, Page
from tests.web.test_reservations_editor import ref_of


@pytest.fixture
def half_days():
    """The kind is known while a test runs."""
    with half_day.known():
        yield


@pytest.fixture(params=["browser", "htmx"])
def browsing(request, half_days, build, sign_in):
    """A house that sells half days, open in a browser."""
    house = build(policy={"kind": "half_day", "pricing": {"base_minor": 4_000}})
    is_htmx = request.param == "htmx"
    return house, Browser(sign_in(house, "owner"), f"/{house.tenant.slug}", is_htmx=is_htmx)


def made(browser, at="14:00", client="Ada"):
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    return browser.send(page, page.form("/reservations"), starts_time=at, client_name=client)


def test_a_half_day_is_made_changed_and_cancelled_in_the_pages(browsing, inside):
    house, browser = browsing
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    assert {"day_on", "starts_time"} <= page.form("/reservations").names
    assert "quantity" not in page.form("/reservations").names
    shown = made(browser)
    assert "1 unit of time" in shown.text
    assert "€40.00" in shown.text
    ref = ref_of(shown)
    refused = made(browser, client="Bea")
    assert refused.status == 409
    assert "Fri 10 Jul, 14:00 – 20:00" in refused.problem
    other = made(browser, "08:00", "Bea")
    assert other.headline == "Bea"
    edit = browser.get(f"admin/reservations/{ref}/edit")
    assert (edit.value("day_on"), edit.value("starts_time")) == ("2026-07-10", "14:00")
    changed = browser.send(edit, edit.form(f"/{ref}"), day_on="2026-07-11")
    assert changed.headline == "Ada"
    with inside(house):
        row = make.find(ref)
        assert (row.arrives_on, row.period["starts_time"]) == (dt.date(2026, 7, 11), "14:00")
    ask = browser.get(f"admin/reservations/{ref}/cancel")
    browser.send(ask, ask.form("/cancel"))
    with inside(house):
        assert make.find(ref).state == "cancelled"


@pytest.mark.parametrize(
    "path",
    [
        "", "/reservations", "/reservations?format=csv", "/timeline?from=2026-07-10", "/days/2026-07-10", "/calendar?month=2026-07",
        "/units", "/units/cabin-1", "/units/cabin-1/edit", "/policies", "/policies/cabins", "/closures/new?unit=cabin-1",
        "/stats", "/audit",
    ],
)  # fmt: skip
def test_every_page_answers_for_a_half_day(browsing, path):
    house, browser = browsing
    made(browser)
    assert browser.client.get(f"/{house.tenant.slug}/admin{path}", follow_redirects=True).status_code == 200


def test_a_half_day_is_closed_by_whole_days(browsing):
    _house, browser = browsing
    page = browser.get("admin/closures/new?unit=cabin-1&starts_on=2026-07-10&ends_on=2026-07-11")
    closed = browser.send(page, page.form("/closures/new"))
    assert closed.headline == "Cabin 1 closed"
    assert made(browser).status == 409


def pressed(browser, path, ending, **typed):
    """Send a form to where its button sends it."""
    page = browser.get(path)
    form = page.form(path.rpartition("/")[2])
    button = next(
        one for one in form.element.iter("button") if (one.get("formaction") or "").endswith(ending)
    )
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if browser.is_htmx else {}
    answer = browser.client.post(button.get("formaction"), data=form.filled(**typed), headers=headers)
    return Page(answer, button.get("formaction"), page=page)


def test_its_policy_is_listed_told_and_written_in_a_form_made_of_its_document(browsing):
    _house, browser = browsing
    assert "Half day" in browser.get("admin/policies").text
    assert "€40.00" in browser.get("admin/policies/cabins").text
    page = browser.get("admin/policies/cabins/edit")
    form = page.form("/edit")
    assert "pricing.base_minor" in form.names
    saved = browser.send(page, form, **{"pricing.base_minor": "45"})
    assert saved.status == 200
    assert "€45.00" in browser.get("admin/policies/cabins").text
    new = browser.get("admin/policies/new?kind=half_day")
    assert "pricing.base_minor" in new.form("/new").names


def test_its_policy_is_tried_before_it_is_saved(browsing):
    _house, browser = browsing
    typed = {"pricing.base_minor": "50", "try-day_on": "2026-07-10", "try-starts_time": "14:00"}
    page = pressed(browser, "admin/policies/cabins/edit", "/playground", **typed)
    assert page.status == 200
    assert "€50.00" in page.text
    typed["try-starts_time"] = "10:00"
    assert "Choose the time at which it begins" in pressed(
        browser, "admin/policies/cabins/edit", "/playground", **typed
    ).text  # fmt: skip


def test_its_requests_are_asked_again_under_what_is_being_written(browsing):
    _house, browser = browsing
    made(browser)
    page = pressed(browser, "admin/policies/cabins/edit", "/simulation", **{"pricing.base_minor": "50"})
    assert page.status == 200
    assert "€10.00" in page.text


def test_its_price_is_quoted_while_it_is_typed(browsing):
    _house, browser = browsing
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    values = page.form("/reservations").filled(starts_time="08:00", client_name="Ada")
    checked = browser.client.post(f"{page.form('/reservations').address}/check", data=values)
    assert checked.status_code == 200
    assert "€40.00" in checked.text


def test_its_halves_are_counted_by_what_it_offers(browsing, inside):
    """Two halves a day of each of three cabins."""
    house, browser = browsing
    made(browser)
    made(browser, "08:00", "Bea")
    calendar = browser.get("admin/calendar?month=2026-07&day=2026-07-10")
    assert "2 of 6 reserved" in calendar.text
    with inside(house):
        used = usage.list_usage(units.list_units(), dt.date(2026, 7, 10), dt.date(2026, 7, 12), clock.now())
    assert [(day.taken_count, day.available_count, day.free_count) for day in used["half_day"].values()] == [
        (2, 6, 4), (0, 6, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("days", [1, 7, 21])
def test_the_timeline_shows_the_half_that_is_taken_and_offers_the_other(browsing, days):
    _house, browser = browsing
    made(browser)
    page = browser.get(f"admin/timeline?from=2026-07-10&days={days}")
    assert "14:00 – 20:00" in page.text
    assert "Free 10 Jul, 08:00. Reserve Cabin 1" in page.text
    assert "Free 10 Jul, 14:00. Reserve Cabin 1" not in page.text
    assert "Free 10 Jul, 14:00. Reserve Cabin 2" in page.text


def test_the_day_says_who_comes_at_which_half(browsing):
    _house, browser = browsing
    made(browser)
    for path in ("days/2026-07-10", "calendar?month=2026-07&day=2026-07-10"):
        text = browser.get(f"admin/{path}").text
        assert "Ada" in text
        assert "14:00" in text


def test_statistics_count_the_halves(browsing):
    _house, browser = browsing
    made(browser)
    made(browser, "08:00", "Bea")
    text = browser.get("admin/stats?month=2026-07").text
    assert "1.1%" in text  # 2 of 186
    assert "Units of time reserved" in text
    assert "€80" in text
    counted = browser.get("admin/stats/counted/reserved?month=2026-07").text
    assert "Ada" in counted
    assert "Bea" in counted
    assert "July 2026: 2" in " ".join(counted.split())
