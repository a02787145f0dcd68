"""No stay leaves a stretch beside it that is too short for anybody else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alternatives import Judge, neighbours, search
from app.domain.asking import Around, Period
from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.refusal import Refusal
from app.domain.stock import Need, Stock
from tests.domain.make import CABIN, LONG_BEFORE, MADRID, NIGHTLY, ask, claim, closure, codes, july, policy

DOC = policy(restrictions={"min_gap": 3})


def refused(period: Period, around: Around | None, **more: object) -> list[Refusal]:
    return NIGHTLY.restrictions(DOC, ask(period, around=around, **more))


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (Around(0, 0), []),  # it fills the gap exactly
        (Around(0, 3), []),  # it touches one side and leaves enough on the other
        (Around(1, 0), ["gap_before"]),
        (Around(2, 3), ["gap_before"]),
        (Around(3, 3), []),
        (Around(0, 2), ["gap_after"]),
        (Around(1, 2), ["gap_before", "gap_after"]),  # both are told
        (Around(None, 1), ["gap_after"]),
        (Around(None, None), []),  # nobody is near
        (None, []),  # nobody has looked
    ],
)
def test_a_stay_leaves_nothing_or_enough_beside_it(around: Around | None, expected: list[str]):
    assert [each.code for each in refused(july(10, 14), around)] == expected


def test_the_refusal_says_what_would_pass_and_what_fills_the_gap():
    before, after = refused(july(10, 14), Around(1, 2))
    assert (before.field, after.field) == ("arrives_on", "departs_on")
    assert before.facts == {
        "minimum": 3,
        "free": 1,
        "noun": "night",
        "read_on": "2026-07-10",
        "touching_on": "2026-07-09",
        "leaving_on": "2026-07-12",
        "fills_from": "2026-07-09",
        "fills_until": "2026-07-16",
    }
    assert (after.facts["touching_on"], after.facts["leaving_on"]) == ("2026-07-16", "2026-07-13")


def test_where_the_stay_is_too_short_to_leave_enough_only_touching_is_named():
    [found] = refused(july(10, 12), Around(1, None))
    assert (found.facts["touching_on"], found.facts["leaving_on"]) == ("2026-07-09", None)
    assert found.facts["fills_until"] is None


def test_a_change_is_judged_on_the_side_that_it_moves():
    assert refused(july(10, 14), Around(1, 1), is_new=False, held=july(10, 14)) == []
    later = refused(july(10, 15), Around(1, 1), is_new=False, held=july(10, 14))
    assert [each.code for each in later] == ["gap_after"]
    sooner = refused(july(9, 14), Around(1, 1), is_new=False, held=july(10, 14))
    assert [each.code for each in sooner] == ["gap_before"]


def beside(
    period: Period, *claims: ClaimFacts, needs: tuple[Need, ...] = CABIN.takes, wanted: int = 1
) -> Around:
    calendar = Calendar({need.unit: [each for each in claims if each.unit == need.unit] for need in needs})
    room = Room(needs, calendar, now=LONG_BEFORE)
    return room.around(NIGHTLY.span(DOC, period, MADRID), period, zone=MADRID, wanted=wanted)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([july(5, 10), july(12, 14)], Around(0, 0)),
        ([july(5, 8), july(15, 16)], Around(2, 3)),
        ([july(1, 2), july(5, 9), july(13, 14), july(20, 22)], Around(1, 1)),  # the nearest ones
        ([], Around(None, None)),
        ([july(20, 22)], Around(None, 8)),
    ],
)
def test_what_lies_around_a_stay_is_counted_in_nights(others: list[Period], expected: Around):
    claims = [claim(DOC, other, f"r{place}") for place, other in enumerate(others)]
    assert beside(july(10, 12), *claims) == expected


def test_a_closure_counts_as_somebody():
    owners_use = closure("2026-07-14T00:00", "2026-07-20T00:00")
    assert beside(july(10, 12), owners_use) == Around(None, 2)


def test_a_pool_is_taken_where_too_few_are_left_and_a_house_where_one_room_is():
    tents = (Need(CABIN.ref, quantity=3, stock=Stock.POOL),)
    claims = [
        claim(DOC, july(5, 9), "a")._replace(quantity=2),
        claim(DOC, july(14, 16), "b")._replace(quantity=3),
    ]
    assert beside(july(10, 12), *claims, needs=tents) == Around(None, 2)
    assert beside(july(10, 12), *claims, needs=tents, wanted=2) == Around(1, 2)
    rooms = (Need("room-1"), Need("room-2"))
    claims = [claim(DOC, july(5, 9), "a", unit="room-1"), claim(DOC, july(14, 16), "b", unit="room-2")]
    assert beside(july(10, 12), *claims, needs=rooms) == Around(1, 2)


def test_alternatives_leave_no_gap_either():
    claims = [claim(DOC, july(5, 9), "a"), claim(DOC, july(20, 25), "b")]
    asked = ask(july(10, 14), around=Around(1, 6))
    assert codes(DOC, asked) == ["gap_before"]
    judge = Judge(NIGHTLY, DOC, ask=asked, calendar=Calendar({CABIN.ref: claims}))
    found = search(
        asked, [CABIN], near=neighbours(NIGHTLY, DOC, asked.period, zone=MADRID), is_acceptable=judge
    )
    assert found
    for way in found:
        near = beside(way.period, *claims)
        assert codes(DOC, replace(asked, period=way.period, around=near)) == []


@given(st.integers(2, 6), st.integers(1, 6), st.integers(0, 6), st.integers(0, 6))
def test_the_dates_that_a_refusal_names_pass(minimum: int, count: int, before: int, after: int):
    doc = policy(restrictions={"min_gap": minimum})
    period = july(10, 10 + count)
    edges = july(10 - before, 10 + count + after)

    def told(first: str, last: str) -> list[str]:
        start, end = july(10, 11).starts_on.fromisoformat(first), july(10, 11).starts_on.fromisoformat(last)
        near = Around((start - edges.starts_on).days, (edges.ends_on - end).days)
        return codes(doc, ask(Period(start, end), around=near))

    for found in NIGHTLY.restrictions(doc, ask(period, around=Around(before, after))):
        facts, code = found.facts, found.code
        starts, ends = period.starts_on.isoformat(), period.ends_on.isoformat()
        assert told(str(facts["fills_from"]), str(facts["fills_until"])) == []
        for passing in (facts["touching_on"], facts["leaving_on"]):
            if passing:
                moved = (str(passing), ends) if code == "gap_before" else (starts, str(passing))
                assert code not in told(*moved)
