"""The calendar's numbers: how full each night is, and who comes and goes."""

import datetime as dt
from zoneinfo import ZoneInfo

from app import clock as clocks
from app.actions import closures
from app.actions.reservations import states
from app.extensions import db
from app.models import Unit
from app.queries.calendar import Moves, list_moves
from app.queries.nights import list_nights
from tests import make, many
from tests.cast import document, local
from tests.counting import queries
from tests.make import july


def nights(first, last):
    found = list_nights(july(first), july(last), clocks.now())
    return [(night.taken_count, night.available_count) for night in found.values()]


def moves(day) -> Moves:
    return list_moves(july(1), july(32), clocks.now()).get(july(day), Moves())


def close(house, first, last, reason, unit="cabin-1"):
    return closures.create(
        house.actor("manager"), closures.ClosureFields(unit, july(first), july(last), reason)
    )


def test_A5_a_turnover_fills_the_night_once_and_moves_both(build):
    house = build(units=1)
    make.reserve(house, 10, 13)
    make.reserve(house, 13, 15)
    (night,) = list_nights(july(13), july(14), clocks.now()).values()
    assert (night.percent, night.heat, night.free_count) == (100, 6, 0)
    assert moves(13) == Moves(arriving=1, leaving=1)


def test_A4_a_unit_counts_from_the_day_it_opens(build):
    house = build(units=10)
    db.session.get(Unit, (house.tenant.id, house.units["cabin-10"])).in_service_from = dt.date(2026, 6, 16)
    db.session.commit()
    june = list_nights(dt.date(2026, 6, 1), dt.date(2026, 7, 1), clocks.now())
    assert len(june) == 30
    assert sum(night.available_count for night in june.values()) == 285


def test_Z6_a_date_without_midnight_appears_once(build):
    house = build(timezone="America/Santiago")
    zone = ZoneInfo("America/Santiago")
    assert dt.datetime(2026, 9, 6, 0, 30, tzinfo=zone).astimezone(dt.UTC).astimezone(zone).hour != 0
    make.reserve(house, 67, 69)
    first, last = dt.date(2026, 9, 4), dt.date(2026, 9, 9)
    found = list_nights(first, last, clocks.now())
    assert list(found) == [first + dt.timedelta(days=count) for count in range(5)]
    assert [night.taken_count for night in found.values()] == [0, 1, 1, 0, 0]


def test_a_season_closes_the_night_and_other_closures_do_not(house):
    close(house, 10, 12, "season", "cabin-1")
    close(house, 10, 12, "maintenance", "cabin-2")
    make.reserve(house, 10, 11, unit="cabin-3")
    assert nights(9, 13) == [(0, 3), (1, 2), (0, 2), (0, 3)]


def test_a_stay_over_the_edges_counts_inside_only(house):
    make.reserve(house, 5, 20)
    assert nights(10, 13) == [(1, 3)] * 3


def test_a_reservation_in_a_unit_taken_out_of_service_does_not_count(house):
    make.reserve(house, 10, 14)
    db.session.get(Unit, (house.tenant.id, house.units["cabin-1"])).in_service_until = july(12)
    db.session.commit()
    assert nights(10, 14) == [(1, 3), (1, 3), (0, 2), (0, 2)]


def test_a_request_that_blocks_takes_its_nights_but_is_no_arrival(house):
    make.request(house, 10, 12)
    assert nights(10, 11) == [(1, 3)]
    assert moves(10) == Moves()


def test_S1_an_absence_is_no_arrival_and_frees_the_night(build, clock):
    house = build(document(absent_after={"time": "22:00"}))
    make.reserve(house, 10, 12)
    assert moves(10) == Moves(arriving=1)
    clock.move_to(local(2026, 7, 10, 22))
    assert (moves(10), moves(12)) == (Moves(), Moves())
    assert nights(10, 12) == [(0, 3), (0, 3)]


def test_who_leaves_early_leaves_on_that_day(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 9))
    states.check_out(house.actor(), ref)
    assert (moves(12), moves(15)) == (Moves(leaving=1), Moves())


def test_a_stay_of_three_months_comes_and_goes_once(house):
    make.reserve(house, 1, 93)
    found = list_moves(july(1), july(100), clocks.now())
    assert found == {july(1): Moves(arriving=1), july(93): Moves(leaving=1)}


def test_a_year_is_one_query(build):
    house = build(units=20)
    many.stays(
        house,
        [(unit, july(1 + 5 * n), july(4 + 5 * n)) for unit in house.units for n in range(60)],
    )
    with queries() as seen:
        found = list_nights(july(1), july(366), clocks.now())
    assert len(seen) == 1
    assert sum(night.taken_count for night in found.values()) == 20 * 60 * 3
