"""How full a day is by what each kind counts: nights, seats, minutes."""

import datetime as dt

import pytest

from app import clock as clocks
from app.queries.calendar import Moves, list_moves
from app.queries.units import list_units
from app.queries.usage import list_usage
from tests import make, stocks
from tests.cast import document, local
from tests.counting import queries
from tests.make import july


def used(kind, day):
    night = list_usage(list_units(), july(day), july(day + 1), clocks.now())[kind][july(day)]
    return night.taken_count, night.available_count, night.percent


@pytest.fixture
def empty(build):
    """A business without units yet."""
    return build(units=0)


def test_A7_seats_sold_of_the_departures_that_are_offered(empty):
    stocks.add_tour(empty, called_off=[{"on": "2026-07-10", "time": "16:00"}])
    stocks.sell(empty, "tour", 10, 10, adults=9)
    assert used("slot", 10) == (9, 12, 75)
    assert used("slot", 11) == (0, 24, 0)


def test_A7_a_departure_that_was_called_off_at_its_cut_off_is_not_offered(empty, clock):
    stocks.add_tour(empty, least_seats=4, cutoff_min=60)
    stocks.sell(empty, "tour", 10, 10, adults=9)
    stocks.sell(empty, "tour", 10, 16, adults=3)
    assert used("slot", 10) == (12, 24, 50)
    clock.move_to(local(2026, 7, 10, 15))
    assert used("slot", 10) == (9, 12, 75)


def test_seats_are_those_that_the_policy_says(empty):
    stocks.add(empty, "tour", policy=stocks.departures("10:00", seats=6), stock="seats", quantity=12)
    stocks.sell(empty, "tour", 10, 10, adults=3)
    assert used("slot", 10) == (3, 6, 50)


def test_tours_that_overlap_keep_their_seats_apart(empty):
    stocks.add_tour(empty, "tour", "10:00", "11:00")
    stocks.sell(empty, "tour", 10, 10, adults=6)
    assert used("slot", 10) == (6, 24, 25)


def test_A8_hours_reserved_of_opening_hours_and_never_of_closed_ones(empty):
    stocks.add_pool(empty, "bikes", count=5, opens="08:00", closes="16:00")
    stocks.sell(empty, "bikes", 10, 14, 10, until_day=11, quantity=2)
    assert used("interval", 10) == (2 * 2 * 60, 5 * 8 * 60, 10)
    assert used("interval", 11) == (2 * 2 * 60, 5 * 8 * 60, 10)


def test_P2_a_pool_by_the_night_counts_each_bed(empty):
    stocks.add(empty, "dorm", stock="pool", quantity=4)
    make.reserve(empty, 10, 12, unit="dorm", quantity=3)
    assert [used("nightly", day)[:2] for day in (9, 10, 11, 12)] == [(0, 4), (3, 4), (3, 4), (0, 4)]


def test_P3_a_house_counts_through_its_rooms_and_comes_once(build):
    house = build()
    stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    make.reserve(house, 10, 12, unit="villa")
    assert used("nightly", 10) == (3, 3, 100)
    moves = list_moves(july(1), july(32), clocks.now())
    assert moves == {july(10): Moves(arriving=1), july(12): Moves(leaving=1)}


def test_a_year_of_everything_takes_as_many_queries_as_a_day(build):
    house = build(document())
    stocks.add_tour(house)
    stocks.add_pool(house)
    for day in range(10, 16):
        stocks.sell(house, "tour", day, 10)
    units = list_units()
    list_usage(units, july(1), july(2), clocks.now())
    with queries() as seen:
        found = list_usage(units, july(1), july(1) + dt.timedelta(days=365), clocks.now())
    assert len(seen) == 2
    assert sum(night.taken_count for night in found["slot"].values()) == 6
