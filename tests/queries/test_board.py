"""The timeline of every kind and stock: what is left, what is taken, and through what."""

import pytest

from app import clock as clocks
from app.domain.board import Grid
from app.queries.board import load_board
from app.queries.nights import list_nights
from app.queries.timeline import list_unit_lines
from tests import make, stocks
from tests.cast import MADRID, document
from tests.counting import queries
from tests.make import july


def board(days=7, per_day=4, first=10, **hours):
    return load_board(Grid(july(first), days, per_day, MADRID, **hours), clocks.now())


def row(unit, found=None, **how):
    found = found or board(**how)
    (one,) = [each for group in found.groups for each in group.rows if each.unit.ref == unit]
    return one


def bars(unit, **how):
    return [
        (bar.item.held.client or bar.item.held.note, bar.item.unit, bar.start, bar.length, bar.lane)
        for bar in row(unit, **how).bars
    ]


@pytest.fixture
def mixed(build):
    """A cabin business with tours, kayaks, beds and a house of its cabins."""
    house = build()
    stocks.add_tour(house)
    stocks.add_pool(house)
    stocks.add(house, "dorm", stock="pool", quantity=4)
    stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    return house


def test_only_single_units_by_the_night_are_plain(mixed):
    assert [line.ref for line in list_unit_lines() if line.is_plain] == ["cabin-1", "cabin-2", "cabin-3"]


def test_P4_departures_say_how_many_seats_are_left(mixed):
    stocks.sell(mixed, "tour", 10, 10, adults=5)
    stocks.sell(mixed, "tour", 10, 10, adults=4)
    found = row("tour")
    first, second = found.left[:2]
    assert [(each.period.starts_time.hour, each.left, each.total) for each in (first, second)] == [
        (10, 3, 12),
        (16, 12, 12),
    ]
    assert found.left_on[july(10)] == 15
    assert found.bars == []
    stocks.sell(mixed, "tour", 10, 10, adults=3)
    assert row("tour").left[0].left == 0


def test_departures_of_a_day_are_one_where_days_are_narrow(mixed):
    stocks.sell(mixed, "tour", 10, 10, adults=5)
    first = row("tour", days=14, per_day=2).left[0]
    assert (first.departures, first.left, first.total, first.start, first.length) == (2, 19, 24, 0, 2)


def test_P1_a_pool_says_the_peak_of_the_day_and_the_hours_of_one_day(mixed):
    stocks.sell(mixed, "kayaks", 10, 10, 12, quantity=4)
    stocks.sell(mixed, "kayaks", 10, 12, 14, quantity=3)
    assert [(each.left, each.total) for each in row("kayaks").left[:2]] == [(6, 10), (10, 10)]
    hours = row("kayaks", days=1, per_day=18, from_hour=9, until_hour=18).left
    assert [(each.period.starts_time.hour, each.period.ends_time.hour, each.left) for each in hours] == [
        (9, 10, 10),
        (10, 12, 6),
        (12, 14, 7),
        (14, 18, 10),
    ]


def test_ten_kayaks_stay_readable_three_lanes_and_a_link_for_the_rest(mixed):
    for place in range(7):
        stocks.sell(mixed, "kayaks", 10, 10, 12, client=f"Client {place}")
    found = row("kayaks")
    assert [bar.lane for bar in found.bars] == [1, 2, 3]
    assert [(each.day, each.hidden) for each in found.more] == [(july(10), 4)]


def test_an_interval_lies_on_its_hours_and_on_half_days_where_days_are_narrow(mixed):
    stocks.add(mixed, "boat", policy=stocks.rental())
    stocks.sell(mixed, "boat", 11, 10, 14)
    assert bars("boat") == [("Ada Okonkwo", "", 5, 2, 1)]
    assert bars("boat", days=14, per_day=2) == [("Ada Okonkwo", "", 2, 2, 1)]
    assert bars("boat", days=1, per_day=18, first=11, from_hour=9, until_hour=18) == [
        ("Ada Okonkwo", "", 2, 8, 1)
    ]
    free = [
        each
        for each in row("boat", days=1, per_day=18, first=11, from_hour=9, until_hour=18).left
        if each.left
    ]
    assert [(each.start, each.length, each.period.ends_time.hour) for each in free] == [
        (0, 2, 10),
        (10, 8, 18),
    ]


def test_P2_a_pool_of_beds_counts_each_night(mixed):
    make.reserve(mixed, 10, 12, unit="dorm", quantity=2)
    found = row("dorm")
    assert [each.left for each in found.left[:3]] == [2, 2, 4]
    assert [(bar.start, bar.length) for bar in found.bars] == [(2, 8)]


def test_P3_a_house_is_shown_taken_through_its_room_and_the_rooms_through_the_house(mixed):
    make.reserve(mixed, 10, 12, unit="cabin-2", client="Room")
    make.reserve(mixed, 13, 15, unit="villa", client="House")
    assert bars("villa") == [("Room", "Cabin 2", 2, 8, 1), ("House", "", 14, 8, 1)]
    assert bars("cabin-1") == [("House", "Villa", 14, 8, 1)]
    found = board()
    assert [row("villa", found).left_on[july(day)] for day in (10, 12, 13, 15)] == [0, 1, 0, 1]
    assert row("cabin-1", found).left_on[july(10)] == 1


def test_P3_the_heatmap_counts_three_units_and_not_four(build):
    house = build()
    stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    make.reserve(house, 10, 12, unit="villa")
    (night,) = list_nights(july(10), july(11), clocks.now()).values()
    assert (night.taken_count, night.available_count) == (3, 3)
    found = board()
    assert [(night.taken_count, night.available_count) for night in found.nights[:3]] == [
        (3, 3),
        (3, 3),
        (0, 3),
    ]
    assert found.reservation_count == 1


def test_P5_what_is_in_repair_is_not_left(mixed):
    from app.actions import closures

    fields = closures.ClosureFields("dorm", july(10), july(12), "maintenance", "Bunk", quantity=1)
    closures.create(mixed.actor("manager"), fields)
    assert [each.left for each in row("dorm").left[:3]] == [3, 3, 4]


def test_P8_a_tour_that_runs_takes_its_boat_and_the_boat_says_so(build):
    house = build(units=1)
    boat = stocks.add(house, "boat", policy=stocks.rental())
    stocks.add(house, "tour", policy=stocks.departures("10:00"), stock="seats", quantity=12, asset_id=boat)
    stocks.add(house, "trip", policy=stocks.departures("11:00"), stock="seats", quantity=12, asset_id=boat)
    stocks.sell(house, "tour", 10, 10, adults=2)
    assert bars("boat")[0][1:] == ("Tour", 1, 1, 1)
    assert [row(unit).left[0].left for unit in ("tour", "trip")] == [10, 0]


def test_a_board_takes_as_many_queries_however_much_it_shows(mixed):
    with queries() as before:
        board()
    for place in range(8):
        stocks.sell(mixed, "kayaks", 10, 10, 12, client=f"Client {place}")
        stocks.sell(mixed, "tour", 11, 10, client=f"Client {place}")
    with queries() as after:
        board()
    assert len(after) <= len(before) <= 12
    assert len(after) <= 6


def test_another_tenants_stays_are_on_no_board(build):
    build(document())
    stocks.add_pool(build())
    assert board().reservation_count == 0
