"""Seating: nobody twice in a unit, and no more units than the busiest moment needs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.cli.imports.seating import House, Seat
from app.domain.span import Span

BEGIN = datetime(2026, 7, 1, 15, tzinfo=UTC)
STAYS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=60)


def span(first: int, nights: int) -> Span:
    starts_at = BEGIN + timedelta(days=first)
    return Span(starts_at, starts_at + timedelta(days=nights, hours=-4))


@given(STAYS)
def test_stays_by_arrival_need_as_many_units_as_meet_in_one_night(stays):
    house = House(policy_id=1)
    for first, nights in sorted(stays):
        own = span(first, nights)
        house.free("cabin", lambda _policy, own=own: (own, own)).take(own)

    for seat in house.seats:
        taken = sorted(seat.blocked)
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(taken))
    busiest = max(sum(first <= day < first + nights for first, nights in stays) for day in range(50))
    assert len(house.seats) == busiest


@given(STAYS, st.integers(0, 40), st.integers(1, 9))
def test_a_rival_is_found_whenever_there_is_one(stays, first, nights):
    seat, wanted = Seat("1", "cabin", 1), span(first, nights)
    for stay in stays:
        own = span(*stay)
        if seat.rival(own, own) is None:
            seat.take(own)

    assert (seat.rival(wanted, wanted) is not None) == any(own.overlaps(wanted) for own in seat.blocked)


def test_a_closure_bars_the_own_time_only():
    seat, stay = Seat("1", "cabin", 1, closed=[span(3, 2)]), span(1, 2)
    cleaned = Span(stay.starts_at, stay.ends_at + timedelta(hours=8))

    assert seat.rival(stay, cleaned) is None
    assert seat.rival(span(1, 3), span(1, 3)) == span(3, 2)


def test_new_units_get_names_nobody_has():
    house = House(policy_id=1)
    house.add(Seat("cabin 2", "lodge", 7, unit_id=5))

    assert [house.new("cabin").name, house.new("cabin").name, house.new("lodge").name] == [
        "cabin 1", "cabin 3", "lodge 2",
    ]  # fmt: skip
    assert house.seats[-1].policy_id == 7
