"""What was on the books at an instant, from the changes of state and the record."""

from __future__ import annotations

from app import clock as clocks
from app.actions.reservations import states
from app.actions.reservations.afterwards import Deed, catch_up
from app.queries.pace import count_active, load_books
from app.queries.stats import load_total
from app.queries.sums import ALL, Choice
from app.queries.units import list_units
from tests import make
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

JULY, AUGUST = july(1), july(32)


def books(choice=ALL, first=JULY, last=AUGUST):
    units = {unit.id: unit for unit in list_units()}
    return load_books(first, last, units, choice, clocks.now())


def test_A6_what_stood_then_and_what_still_stands(build, clock):
    house = build(units=5)
    clock.move_to(local(2026, 4, 20))
    gone = make.reserve(house, 10, 11)
    for unit in range(1, 5):
        for first in (1, 11, 21):
            make.reserve(house, first + 1, first + 11, unit=f"cabin-{unit + 1}")
    clock.move_to(local(2026, 5, 10))
    states.cancel(house.actor(), gone)
    found = books()
    assert found.at(local(2026, 5, 1)).nights == 121
    assert found.at(clocks.now()).nights == load_total(JULY, AUGUST, clocks.now())["nightly"].sold == 120
    assert found.at(local(2026, 4, 19)) == (0, 0, 0)


def test_dates_count_as_they_were_then(house, clock):
    ref = make.reserve(house, 10, 12)
    clock.move_to(local(2026, 7, 2))
    make.alter(house, ref, period=make.nights(10, 16))
    clock.move_to(local(2026, 7, 3))
    make.alter(house, ref, period=make.nights(40, 44))
    found = books()
    assert [found.at(local(2026, 7, day)).nights for day in (1, 2, 3)] == [2, 6, 0]
    august = books(first=AUGUST, last=july(63))
    assert [august.at(local(2026, 7, day)).nights for day in (1, 2, 3)] == [0, 0, 4]


def test_requests_are_not_on_the_books_until_they_are_confirmed(build, clock):
    house = build(document(pending_expires_hours=24))
    ref, other = make.request(house, 10, 12), make.request(house, 20, 23)
    clock.move_to(local(2026, 7, 1, 20))
    states.confirm(house.actor(), ref)
    clock.move_to(local(2026, 7, 3))
    found = books()
    assert [found.at(at).nights for at in (local(2026, 7, 1, 19), local(2026, 7, 1, 21), clocks.now())] == [
        0,
        2,
        2,
    ]
    assert make.find(other).state == "pending"


def test_active_then_is_told_by_the_changes_of_state(house, clock):
    ref = make.reserve(house, 10, 12)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 10))
    states.check_out(house.actor(), ref)
    found = books()
    assert [found.at(local(2026, 7, day)).active for day in (2, 11, 13)] == [1, 1, 0]
    assert found.at(local(2026, 7, 13)).reservations == 1


def test_who_had_come_before_they_were_marked_absent_was_never_away(build, clock):
    house = build(document(absent_after={"time": "22:00"}, absence={"frees": "after_first_unit"}))
    ref = make.reserve(house, 10, 12)
    version = make.find(ref).version
    clock.move_to(local(2026, 7, 10, 23))
    deed = Deed(ref, "check_in", local(2026, 7, 10, 21, 30), version, "one-key-for-this-deed")
    catch_up(house.actor(), deed, reason="Noted without a connection")
    assert make.states_of(ref) == ["confirmed", "absent", "checked_in"]
    found = books()
    assert found.at(clocks.now()) == (1, 1, 2)
    units = {unit.id: unit for unit in list_units()}
    assert count_active(JULY, AUGUST, clocks.now(), units=units, choice=ALL) == 1


def test_of_a_unit_a_type_or_a_channel_alone(house):
    make.reserve(house, 10, 12, channel="Phone")
    make.reserve(house, 10, 15, unit="cabin-2")
    chosen = (Choice(unit_id=house.units["cabin-2"]), Choice(channel="Phone"), Choice(type_id=-1))
    assert [books(choice).at(clocks.now()).nights for choice in chosen] == [5, 2, 0]


def test_it_takes_the_same_queries_however_many_there_are(house):
    counts = []
    for first in (1, 5, 9, 13):
        make.reserve(house, first, first + 2)
        units = {unit.id: unit for unit in list_units()}
        with queries() as seen:
            load_books(JULY, AUGUST, units, ALL, clocks.now())
        counts.append(len(seen))
    assert set(counts) == {3}
