"""A day of what has hours: departures, hand-outs, returns, and what is left."""

import pytest

from app import clock as clocks
from app.actions.reservations import states
from app.queries.day import load_day
from app.queries.nights import Night
from tests import make, stocks
from tests.cast import local
from tests.make import july


@pytest.fixture
def mixed(build):
    """Cabins, a tour, kayaks, beds and a house of the cabins."""
    house = build()
    stocks.add_tour(house)
    stocks.add_pool(house)
    stocks.add(house, "dorm", stock="pool", quantity=4)
    stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    return house


def day(number, today=1):
    return load_day(july(number), july(today), clocks.now())


def test_P4_departures_stand_in_the_order_of_time_with_their_seats(mixed):
    stocks.sell(mixed, "tour", 10, 16, adults=2, client="Zoe")
    stocks.sell(mixed, "tour", 10, 10, adults=5, client="Ada")
    found = [
        (each.at.hour, each.sold, each.left, [guest.held.client for guest in each.guests])
        for each in day(10).hours.departures
    ]
    assert found == [(10, 5, 7, ["Ada"]), (16, 2, 10, ["Zoe"])]


def test_hand_outs_and_returns_stand_on_their_days(mixed):
    stocks.sell(mixed, "kayaks", 10, 10, 12, until_day=11, client="Ada", quantity=3)
    here, after = day(10).hours, day(11).hours
    assert [guest.held.client for guest in here.going_out] == ["Ada"]
    assert here.coming_back == []
    assert [guest.held.client for guest in after.coming_back] == ["Ada"]
    assert [(level.left, level.total, level.out) for level in here.levels] == [(7, 10, 0)]


def test_what_is_overdue_is_told_today_and_is_not_left(mixed, clock):
    ref = stocks.sell(mixed, "kayaks", 10, 10, 12, client="Ada", quantity=3)
    clock.move_to(local(2026, 7, 10, 10))
    states.check_in(mixed.actor(), ref)
    clock.move_to(local(2026, 7, 10, 13))
    found = day(10, today=10).hours
    assert [guest.held.client for guest in found.overdue] == ["Ada"]
    assert [(level.out, level.left) for level in found.levels] == [(3, 7)]
    clock.move_to(local(2026, 7, 12, 13))
    assert [guest.held.client for guest in day(12, today=12).hours.overdue] == ["Ada"]


def test_P2_free_units_say_how_many_and_a_night_counts_each(mixed):
    make.reserve(mixed, 10, 12, unit="dorm", quantity=3)
    found = day(10)
    assert found.night == Night(7, 3, 4)
    assert {each.unit.ref: each.left for each in found.free}["dorm"] == 1
    assert found.count("confirmed") == 3


def test_P3_who_takes_the_house_arrives_once_and_leaves_no_room_free(mixed):
    make.reserve(mixed, 10, 12, unit="villa", client="Ada")
    found = day(10)
    assert [(person.client, person.unit.ref) for person in found.arriving] == [("Ada", "villa")]
    assert [each.unit.ref for each in found.free] == ["dorm"]
    assert found.night.taken_count == 3


def test_P3_a_taken_room_closes_the_house_and_not_its_other_rooms(mixed):
    make.reserve(mixed, 10, 12, unit="cabin-2")
    assert [each.unit.ref for each in day(10).free] == ["cabin-1", "cabin-3", "dorm"]


def test_tours_and_kayaks_are_no_arrivals(mixed):
    stocks.sell(mixed, "tour", 10, 10)
    stocks.sell(mixed, "kayaks", 10, 10, 12)
    assert (day(10).arriving, day(10).leaving) == ([], [])
