"""Seating: nobody twice in a unit, and no more units than the busiest moment needs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.cli.imports.seating import House, Seat, Wanted
from app.domain.availability import ClaimFacts
from app.domain.span import Span
from app.domain.stock import Need, Stock
from app.domain.words import ClaimSource

BEGIN = datetime(2026, 7, 1, 15, tzinfo=UTC)
STAYS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=40)


def span(first: int, nights: int) -> Span:
    starts_at = BEGIN + timedelta(days=first)
    return Span(starts_at, starts_at + timedelta(days=nights, hours=-4))


def wanted(own: Span, quantity: int = 1, **more) -> Wanted:
    return Wanted(own, own, quantity, **more)


def a_house() -> House:
    return House(policy_id=1, now=BEGIN)


@given(STAYS)
def test_stays_by_arrival_need_as_many_units_as_meet_in_one_night(stays):
    house, taken = a_house(), {}
    for first, nights in sorted(stays):
        own = wanted(span(first, nights))
        seat = house.free(house.of_type("cabin"), lambda _seat, own=own: own) or house.new("cabin")
        house.take(seat, own)
        taken.setdefault(seat.name, []).append(own.own)

    for spans in taken.values():
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(sorted(spans)))
    busiest = max(sum(first <= day < first + nights for first, nights in stays) for day in range(50))
    assert len(house.seats) == len(taken) == busiest


@given(STAYS, st.integers(0, 40), st.integers(1, 9), st.integers(1, 4))
def test_as_many_are_left_as_the_busiest_moment_leaves(stays, first, nights, quantity):
    house, kept = a_house(), []
    seat = house.add(Seat("1", "cabin", 1, 5, Stock.POOL, (Need("1", quantity=quantity, stock=Stock.POOL),)))
    for stay in stays:
        if house.left(seat, wanted(span(*stay))):
            house.take(seat, wanted(span(*stay)))
            kept.append(stay)

    busiest = max(
        sum(begins <= day < begins + length for begins, length in kept)
        for day in range(first, first + nights)
    )
    assert house.left(seat, wanted(span(first, nights))) == quantity - busiest


def test_a_closure_bars_the_own_time_only():
    house, stay = a_house(), span(1, 2)
    seat = house.new("cabin", "1")
    house.claim(ClaimFacts("1", span(3, 2), span(3, 2), ClaimSource.CLOSURE))
    cleaned = Span(stay.starts_at, stay.ends_at + timedelta(hours=8))

    assert house.left(seat, Wanted(stay, cleaned)) == 1
    assert house.left(seat, wanted(span(1, 3))) == 0
    assert [claim.span for claim in house.room(seat, wanted(span(1, 3))).rivals(span(1, 3), span(1, 3))] == [
        span(3, 2)
    ]


def test_a_slot_takes_what_it_runs_with_once():
    """P8: the first seat of a tour closes another that runs with the same boat."""
    house = a_house()
    house.add(Seat("Boat", "boats", 1, 1))
    whales, lights = (
        house.add(
            Seat(name, "tours", 1, 2, Stock.SEATS, (Need(name, quantity=9, stock=Stock.SEATS), Need("Boat", serves=name)))
        )
        for name in ("Whales", "Lights")
    )  # fmt: skip
    own = Span(BEGIN, BEGIN + timedelta(hours=2))

    house.take(whales, wanted(own, 4, seats=12))
    house.take(whales, wanted(own, 5, seats=12))

    assert house.left(whales, wanted(own, seats=12)) == 3
    assert house.left(lights, wanted(Span(BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=3)))) == 0
    assert house.left(lights, wanted(Span(own.ends_at, BEGIN + timedelta(hours=3)))) == 9


def test_new_units_get_names_nobody_has():
    house = a_house()
    house.add(Seat("cabin 2", "lodge", 7, unit_id=5))

    assert [house.new("cabin").name, house.new("cabin").name, house.new("lodge").name] == [
        "cabin 1", "cabin 3", "lodge 2",
    ]  # fmt: skip
    assert house.seats[-1].policy_id == 7
