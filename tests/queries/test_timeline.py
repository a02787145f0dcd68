"""The timeline's rows: what takes a unit and what is free, as it is true when read."""

import datetime as dt

import pytest

from app import clock as clocks
from app.actions import closures
from app.actions.reservations import states
from app.domain.tape import Window
from app.extensions import db
from app.models import Unit
from app.queries.nights import list_nights, list_nights_by_type
from app.queries.timeline import UNITS_A_PAGE, load_tape
from tests import make, many
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

EVENING = document(absent_after={"time": "22:00"})
FIRST_NIGHT_KEPT = document(
    absent_after={"time": "22:00"}, absence={"charges": "first_unit", "frees": "after_first_unit"}
)


def window(first=10, days=7, today=1) -> Window:
    return Window(july(first), days, july(today))


def stretches(unit="cabin-1", **place):
    """What a unit's row shows, in short: state or `free`, first and last half-day."""
    tape = load_tape(window(**place), clocks.now())
    (row,) = [row for group in tape.groups for row in group.rows if row.unit.ref == unit]
    return [
        (
            each.taken.state if each.taken else "free" if each.is_free else "off",
            each.start,
            each.start + each.length,
        )
        for each in row.stretches
    ]


def close(house, first, last, reason="maintenance", unit="cabin-1"):
    fields = closures.ClosureFields(unit, july(first), july(last), reason)
    return closures.create(house.actor("manager"), fields)


def test_a_stay_lies_between_free_stretches_from_midday_to_midday(house):
    make.reserve(house, 11, 13)
    assert stretches() == [("free", 1, 4), ("confirmed", 4, 8), ("free", 8, 15)]


def test_T1_a_same_day_turnover_is_two_bars_that_meet(house):
    make.reserve(house, 11, 13)
    make.reserve(house, 13, 15)
    assert stretches()[1:3] == [("confirmed", 4, 8), ("confirmed", 8, 12)]


def test_what_began_before_and_ends_after_is_cut_at_the_edges(house):
    make.reserve(house, 8, 20)
    tape = load_tape(window(), clocks.now())
    (stretch,) = tape.groups[0].rows[0].stretches
    assert (stretch.start, stretch.length, stretch.from_before, stretch.to_after) == (1, 14, True, True)
    assert (stretch.starts_on, stretch.ends_on) == (july(8), july(20))


def test_free_stretches_begin_today_and_say_their_dates(house):
    tape = load_tape(window(today=12), clocks.now())
    (stretch,) = tape.groups[0].rows[0].stretches
    assert (stretch.is_free, stretch.starts_on, stretch.ends_on) == (True, july(12), july(17))
    assert stretches(today=30) == []


def test_S1_a_deadline_is_true_when_read(build, clock):
    house = build(EVENING)
    make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 21, 59, 59))
    assert stretches()[0] == ("confirmed", 2, 8)
    assert [night.taken_count for night in load_tape(window(), clocks.now()).nights][:3] == [1, 1, 1]
    clock.move_to(local(2026, 7, 10, 22))
    assert stretches(today=10) == [("absent", 2, 4), ("free", 4, 15)]
    assert [night.taken_count for night in load_tape(window(), clocks.now()).nights][:3] == [0, 0, 0]


def test_S5_an_absence_that_keeps_the_first_night_takes_it_and_no_more(build, clock):
    house = build(FIRST_NIGHT_KEPT)
    make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    tape = load_tape(window(today=10), clocks.now())
    assert [night.taken_count for night in tape.nights][:3] == [1, 0, 0]
    assert stretches(today=10) == [("absent", 2, 4), ("free", 4, 15)]


def test_an_absent_client_gives_way_to_whoever_took_the_nights(build, clock):
    house = build(EVENING)
    make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    make.reserve(house, 10, 12, client="Somebody else")
    assert stretches(today=10) == [("confirmed", 2, 6), ("free", 6, 15)]


def test_a_request_that_blocks_nothing_is_shown_only_where_the_unit_is_free(build):
    house = build(document(pending_blocks=False))
    make.request(house, 11, 13)
    make.request(house, 12, 14)
    assert stretches() == [("free", 1, 4), ("pending", 4, 8), ("free", 8, 15)]
    make.reserve(house, 11, 12)
    assert [state for state, *_ in stretches()] == ["free", "confirmed", "pending", "free"]
    assert load_tape(window(), clocks.now()).nights[1].taken_count == 1


def test_an_expired_and_a_cancelled_reservation_leave_no_bar(build, clock):
    house = build(document(pending_expires_hours=24))
    make.request(house, 11, 13)
    states.cancel(house.actor(), make.reserve(house, 14, 16))
    assert [state for state, *_ in stretches()] == ["free", "pending", "free"]
    clock.shift(dt.timedelta(hours=24))
    assert stretches() == [("free", 1, 15)]


def test_who_leaves_early_frees_what_is_left(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 9))
    states.check_out(house.actor(), ref)
    assert stretches(today=12) == [("finished", 2, 6), ("free", 6, 15)]


def test_a_closure_is_no_occupancy_but_not_free_either(house):
    close(house, 11, 13)
    assert stretches() == [("free", 1, 4), ("closure", 4, 8), ("free", 8, 15)]
    tape = load_tape(window(), clocks.now())
    assert [night.taken_count for night in tape.nights] == [0] * 7
    assert tape.groups[0].free == [3, 2, 2, 3, 3, 3, 3]


def test_a_stay_of_three_months_is_one_bar(house):
    make.reserve(house, 1, 93)
    tape = load_tape(Window(july(58), 14, july(1)), clocks.now())
    (stretch,) = tape.groups[0].rows[0].stretches
    assert (stretch.starts_on, stretch.ends_on) == (july(1), july(93))


def test_a_unit_out_of_service_is_not_free(house):
    db.session.get(Unit, (house.tenant.id, house.units["cabin-1"])).in_service_from = july(13)
    db.session.commit()
    assert stretches() == [("off", 1, 8), ("free", 8, 15)]
    assert load_tape(window(), clocks.now()).nights[2].available_count == 2
    assert load_tape(window(), clocks.now()).nights[3].available_count == 3


def test_the_database_counts_the_nights_as_the_page_does(build, clock):
    house = build(FIRST_NIGHT_KEPT, units=6)
    for unit, arrives, departs in (
        ("cabin-1", 5, 11),
        ("cabin-1", 11, 14),
        ("cabin-2", 10, 20),
        ("cabin-3", 10, 12),
    ):
        make.reserve(house, arrives, departs, unit=unit)
    close(house, 12, 15, "season", "cabin-3")
    close(house, 13, 18, "owner", "cabin-4")
    db.session.get(Unit, (house.tenant.id, house.units["cabin-5"])).in_service_until = july(12)
    db.session.commit()
    clock.move_to(local(2026, 7, 10, 23))
    here = window(8, 14)
    tape = load_tape(here, clocks.now())
    assert tape.nights == list(list_nights(here.first, here.last, clocks.now()).values())
    (by_type,) = list_nights_by_type(here.first, here.last, clocks.now()).values()
    assert tape.groups[0].free == [night.free_count for night in by_type.values()]


@pytest.mark.parametrize("count", [5, 40])
def test_a_window_takes_two_queries_however_much_it_shows(build, count):
    house = build(units=10)
    many.stays(
        house,
        [(f"cabin-{1 + n % 10}", july(2 + n // 10 * 3), july(5 + n // 10 * 3)) for n in range(count)],
    )
    with queries() as seen:
        tape = load_tape(window(1, 31), clocks.now())
    assert len(seen) == 2
    assert tape.reservation_count == count


def test_many_units_are_paged_and_counted_whole(build):
    house = build(units=UNITS_A_PAGE + 3)
    many.stays(house, [(unit, july(10), july(12)) for unit in house.units])
    with queries() as seen:
        tape = load_tape(window(), clocks.now(), page=2)
    assert len(seen) == 3
    assert (tape.page, tape.pages, tape.unit_count) == (2, 2, UNITS_A_PAGE + 3)
    assert [row.unit.ref for row in tape.groups[0].rows] == ["cabin-51", "cabin-52", "cabin-53"]
    assert [night.percent for night in tape.nights] == [100, 100, 0, 0, 0, 0, 0]
    assert tape.groups[0].free == [0, 0, 53, 53, 53, 53, 53]


def test_another_tenants_stays_are_never_counted(house):
    assert load_tape(window(), clocks.now()).taken == []
    assert {night.taken_count for night in list_nights(july(1), july(31), clocks.now()).values()} == {0}


def test_what_was_read_as_it_was_before_is_the_same_chart_until_something_changes(house):
    ref = make.reserve(house, 11, 13)
    tape = load_tape(window(), clocks.now())
    assert load_tape(window(), clocks.now()) is tape
    assert load_tape(window(today=2), clocks.now()) is not tape
    states.cancel(house.actor(), ref)
    changed = load_tape(window(), clocks.now())
    assert changed is not tape
    assert changed.taken == []
