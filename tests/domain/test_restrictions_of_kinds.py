"""Every kind has the same restrictions, read in its own units of time."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from app.domain.asking import Party, Period
from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document
from tests.domain.make import LONG_BEFORE, ask, july, local

TOURS = [
    {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "time": f"{hour}:00", "duration_min": 60}
    for hour in range(10, 20)
]
PARTS: dict[str, dict[str, Any]] = {
    "nightly": {},
    "slot": {"slots": TOURS},
    "interval": {"counts": "hour"},
}
PERIODS = {
    "nightly": july(10, 12),
    "slot": Period(date(2026, 7, 10), date(2026, 7, 10), time(10)),
    "interval": Period(date(2026, 7, 10), date(2026, 7, 10), time(10), time(12)),
}


def document(kind: str, **parts: Any):
    return read_document({"kind": kind, "pricing": {"base_minor": 1}} | PARTS[kind] | parts)


def broken(doc, asked) -> list[str]:
    return [refusal.code for refusal in KINDS[doc.kind].restrictions(doc, asked)]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    ("restrictions", "expected"),
    [
        ({"closed_to_arrival": [{"weekdays": ["fri"]}]}, "closed_to_arrival"),
        ({"min_stay_through": [{"minimum": 3}]}, "min_through"),
        ({"party": {"max_adults": 1}}, "too_many_adults"),
        ({"client_quota": [{"maximum": 1, "per": "month"}]}, "client_quota"),
        ({"expressions": [{"code": "a", "name": "A", "expression": "units > 2", "sentence": {"en": "No."}}]}, "own_rule"),
    ],
)  # fmt: skip
def test_restrictions_hold_whatever_the_kind(kind: str, restrictions: dict, expected: str):
    asked = ask(
        PERIODS[kind],
        Party(2),
        client_periods=(replace(PERIODS[kind], starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 1)),),
    )
    assert broken(document(kind), asked) == []
    assert broken(document(kind, restrictions=restrictions), asked) == [expected]


def tour(hour: int, day: int = 10) -> Period:
    return Period(date(2026, 7, day), date(2026, 7, day), time(hour))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([tour(11)], []),
        ([tour(11), tour(13)], ["client_in_a_row"]),  # 11 to 14
        ([tour(10), tour(14)], []),  # an hour between on both sides
        ([tour(12), tour(12), tour(11)], []),  # a second place on the same tour is no more time
        ([tour(11, 9), tour(13, 11)], []),
    ],
)
def test_slots_in_a_row_are_counted_by_their_times(others: list[Period], expected: list[str]):
    doc = document("slot", restrictions={"client_max_contiguous": 2})
    assert broken(doc, ask(tour(12), client_periods=tuple(others))) == expected


def rented(first: int, last: int, day: int = 10) -> Period:
    return Period(date(2026, 7, day), date(2026, 7, day), time(first), time(last))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([rented(8, 10)], []),  # 4 hours
        ([rented(7, 10)], ["client_in_a_row"]),
        ([rented(10, 12)], []),  # a second kayak in the same hours
        ([rented(11, 15)], ["client_in_a_row"]),
        ([rented(6, 9), rented(13, 20)], []),
    ],
)
def test_hours_in_a_row_are_counted_by_the_clock(others: list[Period], expected: list[str]):
    doc = document("interval", restrictions={"client_max_contiguous": 4})
    assert broken(doc, ask(rented(10, 12), client_periods=tuple(others))) == expected


def test_an_expression_reads_the_hour_of_a_slot():
    rule = {
        "code": "late",
        "name": "Late",
        "expression": "hour < 18 || party.children == 0",
        "sentence": {"en": "No."},
    }
    doc = document("slot", restrictions={"expressions": [rule]})
    assert broken(doc, ask(tour(17), Party(1, 1))) == []
    assert broken(doc, ask(tour(18), Party(1, 1))) == ["own_rule"]
    # a change of the time alone is judged, since the expression reads it
    assert broken(doc, ask(tour(18), Party(1, 1), is_new=False, held=tour(17))) == ["own_rule"]


def test_an_interval_lies_wholly_before_the_horizon_where_that_is_said():
    doc = document("interval", horizon_days=1, horizon_covers="stay")
    now = local("2026-07-09T12:00")
    longer = Period(date(2026, 7, 10), date(2026, 7, 11), time(10), time(10))
    assert broken(doc, ask(rented(10, 12), now=now)) == []
    assert broken(doc, ask(longer, now=now)) == ["stay_beyond_horizon"]
    assert broken(doc, ask(longer, now=now, is_new=False, held=rented(10, 12))) == ["stay_beyond_horizon"]
    assert broken(doc, ask(longer, now=LONG_BEFORE)) == ["beyond_horizon"]
