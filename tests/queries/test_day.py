"""A day: who comes, who goes, who stays, what is free, and what waits for a decision."""

import datetime as dt

from app import clock as clocks
from app.actions import closures
from app.actions.reservations import states
from app.queries.day import list_waiting, load_day
from app.queries.nights import Night
from tests import make
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

EVENING = document(absent_after={"time": "22:00"})


def day(number, today=1):
    return load_day(july(number), july(today), clocks.now())


def names(people):
    return [person.client for person in people]


def test_A5_a_day_lists_who_leaves_and_who_arrives_in_the_only_unit(build):
    house = build(units=1)
    make.reserve(house, 10, 13, client="Ada")
    make.reserve(house, 13, 15, client="Bruno")
    found = day(13)
    assert (names(found.leaving), names(found.arriving), found.free) == (["Ada"], ["Bruno"], [])
    assert found.night == Night(1, 1, 0)


def test_who_neither_comes_nor_goes_stays_on(house):
    make.reserve(house, 10, 13, client="Ada")
    found = day(11)
    assert (names(found.staying), found.arriving, found.leaving) == (["Ada"], [], [])


def test_arrivals_stand_in_the_order_of_their_expected_times(house):
    make.reserve(house, 10, 12, client="Zoe", unit="cabin-1", expected_time=dt.time(16))
    make.reserve(house, 10, 12, client="Bea", unit="cabin-2")
    make.reserve(house, 10, 12, client="Ada", unit="cabin-3", expected_time=dt.time(19))
    assert names(day(10).arriving) == ["Zoe", "Ada", "Bea"]


def test_free_units_say_until_when(house):
    make.reserve(house, 10, 12, unit="cabin-1")
    make.reserve(house, 13, 14, unit="cabin-2")
    assert [(each.unit.ref, each.until) for each in day(10).free] == [
        ("cabin-2", july(13)),
        ("cabin-3", None),
    ]


def test_a_closed_unit_is_neither_taken_nor_free(house):
    fields = closures.ClosureFields("cabin-1", july(10), july(12), "maintenance", "Roof")
    closures.create(house.actor("manager"), fields)
    found = day(11)
    assert [(each.unit.ref, each.note, each.ends_on) for each in found.closed] == [
        ("cabin-1", "Roof", july(12))
    ]
    assert found.night == Night(3, 0, 2)
    assert day(12).closed == []


def test_S1_an_absence_waits_for_a_decision_today_and_tomorrow(build, clock):
    house = build(EVENING)
    make.reserve(house, 10, 13, client="Ada")
    clock.move_to(local(2026, 7, 10, 21, 59, 59))
    assert names(day(10, today=10).arriving) == ["Ada"]
    clock.move_to(local(2026, 7, 10, 22))
    found = day(10, today=10)
    assert (names(found.absent), found.arriving, found.night.taken_count) == (["Ada"], [], 0)
    assert names(day(11, today=11).absent) == ["Ada"]
    assert day(12, today=12).absent == []


def test_who_never_came_and_has_no_deadline_is_asked_about(house, clock):
    make.reserve(house, 10, 13, client="Ada")
    clock.move_to(local(2026, 7, 11, 12))
    assert (names(day(11, today=11).absent), day(11, today=11).staying) == (["Ada"], [])


def test_who_should_have_left_is_asked_about_until_somebody_checks_out(house, clock):
    ref = make.reserve(house, 10, 12, client="Ada")
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 14))
    assert names(day(14, today=14).overdue) == ["Ada"]
    states.check_out(house.actor(), ref)
    assert day(14, today=14).overdue == []


def test_a_request_for_the_day_waits_for_an_answer_and_holds_the_unit(house):
    make.request(house, 10, 12, client="Ada")
    found = day(10)
    assert (names(found.waiting), found.arriving) == (["Ada"], [])
    assert found.count("pending") == 1


def test_requests_are_listed_longest_waiting_first_and_never_expired_ones(build, clock):
    house = build(document(pending_expires_hours=24))
    make.request(house, 10, 12, client="Ada")
    clock.shift(dt.timedelta(hours=1))
    make.request(house, 20, 22, client="Bruno")
    assert [each.client for each in list_waiting(clocks.now(), most=5)] == ["Ada", "Bruno"]
    clock.shift(dt.timedelta(hours=23))
    assert [each.client for each in list_waiting(clocks.now(), most=5)] == ["Bruno"]


def test_a_day_takes_three_queries_however_many_come(build):
    house = build(units=12)
    for unit in list(house.units)[:8]:
        make.reserve(house, 10, 12, unit=unit)
    with queries() as seen:
        found = day(10)
    assert (len(seen), len(found.arriving), len(found.free)) == (3, 8, 4)
