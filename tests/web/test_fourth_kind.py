"""A kind that nobody knew when the pages were written: mornings and afternoons."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import half_day, make
from tests.web.page import Browser
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
