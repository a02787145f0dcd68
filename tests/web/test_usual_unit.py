"""What pages begin with where nothing is asked for: the zoom that can be read, the unit that is sold."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.models import Unit
from tests import stocks
from tests.stockroom import add_unit
from tests.web.page import Browser, text_of
from tests.web.visiting import visit


@pytest.fixture
def boats(build, inside):
    """A boat let by the hour, which comes first, and a tour that runs on it."""
    house = build(policy=stocks.rental(), units=1)
    with inside(house):
        tour = add_unit(
            house, "whales", "seats", policy=stocks.departures("10:00"), asset="cabin-1", quantity=12
        )
        db.session.get_one(Unit, (house.tenant.id, tour)).position = 2
        db.session.commit()
    return house


def open_admin(house, sign_in):
    return Browser(sign_in(house), f"/{house.tenant.slug}/")


def test_the_timeline_of_a_business_by_the_hour_opens_at_a_week(boats, house, sign_in):
    for each, days in ((boats, 7), (house, 21)):
        assert f'data-days="{days}"' in sign_in(each).get(f"/{each.tenant.slug}/admin/timeline").text


def test_a_few_units_by_the_hour_leave_the_timeline_of_a_house_at_three_weeks(house, inside, sign_in):
    with inside(house):
        stocks.add_pool(house)
    assert 'data-days="21"' in open_admin(house, sign_in).get("admin/timeline").html


def test_a_zoom_that_was_chosen_stays(boats, sign_in):
    browser = open_admin(boats, sign_in)
    browser.get("admin/timeline?days=14")
    assert 'data-days="14"' in browser.get("admin/timeline").html


def test_the_calendar_opens_on_departures_rather_than_on_the_boat_that_they_run_on(boats, sign_in):
    browser = open_admin(boats, sign_in)
    page = browser.get("admin/calendar")
    chosen = [text_of(link) for link in page.all("a") if link.get("aria-current") == "true"]
    assert "Departures" in chosen
    assert "Rentals" not in chosen
    rentals = browser.get(page.links()["Rentals"])
    assert "Rentals" in [text_of(link) for link in rentals.all("a") if link.get("aria-current") == "true"]


def test_forms_begin_with_the_tour_rather_than_with_its_boat(app, boats, sign_in):
    assert visit(app, boats).get("estimate").value("unit") == "whales"
    assert (
        "starts_time" in open_admin(boats, sign_in).get("admin/reservations/new").form("/reservations").names
    )
    assert (
        "ends_on" not in open_admin(boats, sign_in).get("admin/reservations/new").form("/reservations").names
    )
