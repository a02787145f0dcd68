"""Plans that free a unit: valid, found whenever there is one, and always there while nothing is fixed."""

import time
from datetime import UTC, datetime, timedelta
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import reseating
from app.domain.reseating import Move, Plan, Seated, Wanted, find_plan
from app.domain.span import Span

START = datetime(2026, 7, 1, 15, tzinfo=UTC)
CLEANING = timedelta(hours=3)


def span(first: int, last: int) -> Span:
    return Span(START + timedelta(days=first), START + timedelta(days=last) - timedelta(hours=4))


def seated(
    ref: str, unit: str, first: int, last: int, *, fixed: bool = False, after: timedelta = CLEANING
) -> Seated:
    own = span(first, last)
    return Seated(ref, unit, own, own.widened(timedelta(0), after), is_fixed=fixed)


def wanted(first: int, last: int, units, after: timedelta = CLEANING) -> Wanted:
    own = span(first, last)
    return Wanted(own, own.widened(timedelta(0), after), tuple(units))


def is_valid(plan: Plan, want: Wanted, stays: list[Seated], may) -> bool:
    goes = {move.ref: move.to for move in plan.moves}
    assert all(move.unit != move.to for move in plan.moves)
    assert all(move.unit == each.unit for move in plan.moves for each in stays if each.ref == move.ref)
    fixed = {each.ref for each in stays if each.is_fixed}
    then = [
        Seated(each.ref, goes.get(each.ref, each.unit), each.own, each.blocked, is_buffered=each.is_buffered)
        for each in stays
    ]
    then.append(Seated("new", plan.unit, want.own, want.blocked))
    alone = all(
        one.unit != other.unit or not one.clashes(other)
        for place, one in enumerate(then)
        for other in then[:place]
    )
    return (
        alone
        and not fixed & set(goes)
        and plan.unit in want.units
        and all(may(*pair) for pair in goes.items())
    )


def fewest_moves(want: Wanted, stays: list[Seated], units, may) -> int | None:
    """Try every seating there is."""
    free = [each for each in stays if not each.is_fixed]
    best = None
    for unit in want.units:
        for places in product(units, repeat=len(free)):
            moves = tuple(
                Move(each.ref, each.unit, to)
                for each, to in zip(free, places, strict=True)
                if each.unit != to
            )
            if (best is None or len(moves) < best) and is_valid(Plan(unit, moves), want, stays, may):
                best = len(moves)
    return best


@st.composite
def houses(draw, *, most_units: int, most_stays: int, fixes: bool):
    """Units with stays that never clash, some of which are fixed, and some closures where any are."""
    count = draw(st.integers(2, most_units))
    units = [f"u{number}" for number in range(count)]
    after = draw(st.sampled_from([timedelta(0), CLEANING, timedelta(hours=30)]))
    found: list[Seated] = []
    for number in range(draw(st.integers(0, most_stays))):
        first = draw(st.integers(0, 9))
        own = span(first, first + draw(st.integers(1, 4)))
        is_closure = fixes and draw(st.integers(0, 5)) == 0
        each = Seated(
            f"r{number}", draw(st.sampled_from(units)), own,
            own if is_closure else own.widened(timedelta(0), after),
            is_fixed=is_closure or (fixes and draw(st.booleans())), is_buffered=not is_closure,
        )  # fmt: skip
        if not any(each.unit == other.unit and each.clashes(other) for other in found):
            found.append(each)
    first = draw(st.integers(0, 9))
    return units, found, wanted(first, first + draw(st.integers(1, 4)), draw(st.permutations(units)), after)


@given(
    houses(most_units=3, most_stays=6, fixes=True), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 2)))
)
def test_a_plan_is_found_if_and_only_if_there_is_one_and_no_shorter_one_exists(house, refused):
    units, stays, want = house
    own = {each.ref: each.unit for each in stays}
    not_there = {(f"r{stay}", f"u{unit}") for stay, unit in refused}

    def may(ref: str, unit: str) -> bool:
        return own.get(ref) == unit or (ref, unit) not in not_there

    plan = find_plan(want, stays, units=units, may_stand=may)
    fewest = fewest_moves(want, stays, units, may)
    assert (plan is None) == (fewest is None)
    if plan is not None:
        assert is_valid(plan, want, stays, may)
        assert len(plan.moves) == fewest or fewest > 4


@given(houses(most_units=6, most_stays=40, fixes=False))
def test_with_nothing_fixed_a_span_fits_exactly_when_its_peak_does(house):
    units, stays, want = house
    instants = [want.blocked.starts_at, *(each.blocked.starts_at for each in stays)]
    peak = max(sum(each.blocked.holds(at) for each in stays) for at in instants if want.blocked.holds(at))
    plan = find_plan(want, stays, units=units)
    assert (plan is not None) == (peak < len(units))
    assert plan is None or is_valid(plan, want, stays, lambda _ref, _unit: True)


@given(houses(most_units=6, most_stays=40, fixes=False))
def test_a_whole_seating_anew_alone_does_so_too(house):
    units, stays, want = house
    with patch.object(reseating, "FEW", 0):
        plan = find_plan(want, stays, units=units)
    assert (plan is None) == (find_plan(want, stays, units=units) is None)
    assert plan is None or is_valid(plan, want, stays, lambda _ref, _unit: True)


def crowded(count: int, days: int) -> list[Seated]:
    """Units full to the last night but one each, at places that nobody could guess."""
    found = []
    for unit in range(count):
        day = -(unit * 7 % 3)
        gap = unit * 11 % days
        while day < days:
            length = 1 + (unit * 5 + day * 3) % 4
            if not day <= gap < day + length:
                found.append(seated(f"r{unit}.{day}", f"u{unit}", day, day + length))
            day += length
    return found


@pytest.mark.parametrize("few", [reseating.FEW, 0])
def test_fifty_units_over_months_are_seated_within_seconds(few):
    stays, units = crowded(50, 120), [f"u{number}" for number in range(50)]
    began, days = time.perf_counter(), range(0, 110, 5)
    with patch.object(reseating, "FEW", few):
        answers = [find_plan(wanted(day, day + 6, units), stays, units=units) for day in days]
    assert time.perf_counter() - began < 30
    for day, plan in zip(days, answers, strict=True):
        want = wanted(day, day + 6, units)
        starts = [want.blocked.starts_at, *(each.blocked.starts_at for each in stays)]
        peak = max(sum(each.blocked.holds(at) for each in stays) for at in starts if want.blocked.holds(at))
        assert (plan is not None) == (peak < 50)
        assert plan is None or is_valid(plan, want, stays, lambda _ref, _unit: True)
    assert sum(answer is not None for answer in answers) > 3


def test_one_move_is_preferred_to_a_new_seating():
    stays = [seated("ana", "u1", 10, 12), seated("bo", "u2", 12, 14), seated("cy", "u3", 9, 15)]
    plan = find_plan(wanted(10, 14, ["u1", "u2", "u3"]), stays, units=["u1", "u2", "u3"])
    assert plan == Plan("u1", (Move("ana", "u1", "u2"),))


def test_who_is_fixed_stays_and_another_moves():
    stays = [seated("ana", "u1", 10, 12, fixed=True), seated("bo", "u2", 12, 14)]
    plan = find_plan(wanted(10, 14, ["u1", "u2"]), stays, units=["u1", "u2"])
    assert plan == Plan("u2", (Move("bo", "u2", "u1"),))
    stays = [stays[0], seated("bo", "u2", 12, 14, fixed=True)]
    assert find_plan(wanted(10, 14, ["u1", "u2"]), stays, units=["u1", "u2"]) is None


def test_a_stay_goes_only_where_its_rules_allow_it():
    units = ["u1", "u2", "u3"]
    stays = [seated("ana", "u1", 10, 12), seated("bo", "u2", 12, 14), seated("cy", "u3", 12, 14)]

    def may(ref: str, unit: str) -> bool:
        return (ref, unit) not in {("ana", "u2"), ("bo", "u1"), ("cy", "u1")}

    plan = find_plan(wanted(10, 14, units), stays, units=units, may_stand=may)
    assert plan == Plan("u1", (Move("ana", "u1", "u3"),))
    assert find_plan(wanted(10, 14, units), stays, units=units, may_stand=lambda _ref, _unit: False) is None
