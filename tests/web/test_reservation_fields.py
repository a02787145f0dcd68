"""What a form asks follows the policy and the unit: steps of time, people, cots, and the words of the stock."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import Unit
from tests.cast import document
from tests.web.page import text_of
from tests.web.test_reservations_kinds import RENTAL, TOUR, sold

COUNTS = ("quantity", "adults", "children", "infants", "cots")
AT = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=11:30"
POOL = {"stock": "pool", "quantity": 8}
SEATS = {"stock": "seats", "quantity": 12, "capacity": 12}


def labels(page, prefix: str = "") -> dict[str, str]:
    """The counts that somebody is asked for, by what they are called."""
    texts = {one.get("for"): text_of(one) for one in page.all("label")}
    return {name: texts[f"f-{prefix}{name}"] for name in COUNTS if f"f-{prefix}{name}" in texts}


@pytest.mark.parametrize(
    ("policy", "unit", "expected"),
    [
        (RENTAL, {**POOL, "cots": 0}, {"quantity": "Pieces", "adults": "People"}),
        (TOUR, {**SEATS, "cots": 0}, {"adults": "Seats"}),
        # a price of its own tells children from adults
        (
            {**TOUR, "pricing": {"base_minor": 2_500, "per_person": {"child_percent": "50"}}},
            {**SEATS, "cots": 0},
            {"adults": "Adults", "children": "Children"},
        ),
        (
            {**TOUR, "each_person_takes_one": False, "infants_count": True},
            {**SEATS, "cots": 0},
            {"quantity": "Seats", "adults": "Adults", "infants": "Infants"},
        ),
        # people who sleep are told apart; cots where the unit has any
        (document(), {"cots": 0}, {"adults": "Adults", "children": "Children", "infants": "Infants"}),
        (
            document(),
            {"cots": 1},
            {"adults": "Adults", "children": "Children", "infants": "Infants", "cots": "Cots"},
        ),
    ],
)
def test_only_what_policy_and_unit_read_is_asked(stocked, open_as, policy, unit, expected):
    browser = open_as(stocked(policy, **unit))
    assert labels(browser.get(AT)) == expected
    group = browser.get("admin/groups/new?unit=cabin-1&from=2026-07-10&to=2026-07-10")
    assert labels(group, "items-1-") == expected


def test_what_is_not_asked_keeps_what_it_holds_and_is_shown_where_it_is_refused(stocked, open_as, inside):
    house = stocked(document(), cots=1)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-12")
    shown = sold(browser, page, client_name="Ada", cots="1")
    with inside(house):
        db.session.execute(update(Unit).values(cots=0))
    edit = browser.get(f"{shown.address}/edit")
    assert (labels(edit)["cots"], edit.value("cots")) == ("Cots", "1")
    without = browser.get("admin/reservations/new?unit=cabin-2&from=2026-07-10&to=2026-07-12")
    assert "cots" not in labels(without)
    refused = sold(browser, without, client_name="Bea", cots="2")
    assert refused.status == 422
    assert "cots" in labels(refused)
    assert refused.error_at("cots")


def test_times_go_by_the_step_of_the_policy_and_within_its_hours(stocked, open_as):
    browser = open_as(stocked({**RENTAL, "step_min": 45}, **POOL))
    pages = [
        (browser.get(AT), "starts_time"),
        (browser.get("admin/groups/new?unit=cabin-1&from=2026-07-10"), "items-1-starts_time"),
    ]
    for page, name in pages:
        asked = page.one("input", id=f"f-{name}")
        assert asked.get("step") == "2700"
        offered = [one.get("value") for one in page.one("datalist", id=asked.get("list")).iter("option")]
        assert (offered[0], offered[1], offered[-1]) == ("09:00", "09:45", "18:45")


def test_an_interval_that_is_taken_is_offered_at_other_steps_of_its_policy(stocked, open_as):
    browser = open_as(stocked({**RENTAL, "step_min": 20}, stock="single"))
    at = AT.replace("11:30", "12:00")
    sold(browser, browser.get(at), client_name="Ada")
    refused = sold(browser, browser.get(at), client_name="Bea")
    ways = [text_of(one) for one in refused.all("button", name="fix")]
    assert any("12:00 – 14:00" in way for way in ways), ways
