"""A departure with too few seats sold at its cut-off is called off: true when read, free of charge, its asset free."""

from app import clock as clocks
from app import tenancy
from app.actions.deadlines import settle_due
from app.actions.reservations import states
from app.domain.words import State
from app.extensions import db
from tests import make, stockroom
from tests.actions.test_deadlines import settle_due_here, state_read
from tests.cast import local
from tests.stocks import departures

BOTH = {"least_seats": 4, "cutoff_min": 120}


def tours(house, **changes):
    stockroom.add_unit(house, "boat", capacity=20)
    for ref, time in (("sunrise", "10:00"), ("noon", "11:00")):
        policy = departures(time, **{**BOTH, **changes})
        stockroom.add_unit(house, ref, "seats", quantity=12, policy=policy, asset="boat")


def seat(house, people, unit="sunrise", **wish):
    time = "10:00" if unit == "sunrise" else "11:00"
    return stockroom.take(house, unit, stockroom.at(10, time), people=people, **wish)


def test_a_short_departure_is_called_off_at_its_cut_off(house, clock):
    tours(house)
    refs = [seat(house, 1), seat(house, 2)]
    clock.move_to(local(2026, 7, 10, 7, 59, 59))
    assert [state_read(ref) for ref in refs] == ["confirmed", "confirmed"]
    clock.move_to(local(2026, 7, 10, 8))
    assert [state_read(ref) for ref in refs] == ["cancelled", "cancelled"]
    assert settle_due_here(house) == 2
    for ref in refs:
        row = make.find(ref)
        assert (row.state, row.fee_minor, row.due_at) == ("cancelled", 0, None)
        assert make.live_claims(ref) == []
    assert {entry.actor for entry in make.audit_of("cancelled")} == {"policy"}
    assert stockroom.live(house, "boat") == []


def test_a_departure_with_enough_runs(house, clock):
    tours(house)
    refs = [seat(house, 1), seat(house, 3)]
    clock.move_to(local(2026, 7, 10, 8, 1))
    assert [state_read(ref) for ref in refs] == ["confirmed", "confirmed"]
    assert settle_due_here(house) == 0
    assert stockroom.live(house, "boat") == [("slot", 1)]


def test_one_that_fell_below_is_called_off_and_one_that_came_back_runs(house, clock):
    tours(house)
    first, second = seat(house, 2), seat(house, 2)
    assert make.find(first).due_at is None
    states.cancel(house.actor(), second)
    assert (make.find(first).due_at, make.find(first).due_state) == (local(2026, 7, 10, 8), "cancelled")
    third = seat(house, 3)
    assert (make.find(first).due_at, make.find(third).due_at) == (None, None)


def test_a_request_does_not_count_until_it_is_confirmed(house):
    tours(house)
    sure, asked = seat(house, 3), seat(house, 1, state=State.PENDING)
    assert make.find(sure).due_state == make.find(asked).due_state == "cancelled"
    states.confirm(house.actor(), asked)
    assert make.find(sure).due_state is make.find(asked).due_state is None


def test_its_own_deadline_comes_back_with_the_seats(house):
    tours(house, absent_after_min=15)
    first = seat(house, 2)
    assert make.find(first).due_state == "cancelled"
    seat(house, 2)
    row = make.find(first)
    assert (row.due_at, row.due_state) == (local(2026, 7, 10, 10, 15), "absent")


def test_P8_before_any_worker_ran_the_asset_of_one_called_off_can_be_had(house, clock):
    tours(house)
    short = seat(house, 1)
    clock.move_to(local(2026, 7, 10, 8, 30))
    other = seat(house, 4, unit="noon")
    assert make.find(short).state == "cancelled"
    assert make.find(other).state == "confirmed"
    assert stockroom.live(house, "boat") == [("slot", 1)]


def test_after_its_cut_off_a_departure_stays_what_it_was(house, clock):
    tours(house)
    first, second = seat(house, 2), seat(house, 2)
    clock.move_to(local(2026, 7, 10, 8, 30))
    states.cancel(house.actor(), second)
    assert make.find(first).due_at is None
    db.session.rollback()
    db.session.expunge_all()
    with tenancy.entered(None):
        assert settle_due(clocks.now()) == 0
    assert make.find(first).state == "confirmed"


def test_a_request_that_leaves_a_short_departure_expires_when_it_would_have(house, clock):
    tours(house, pending_expires_hours=12 * 24)
    for day in (14, 15):
        stockroom.take(house, "sunrise", stockroom.at(day, "10:00"), people=4)
    asked = seat(house, 1, state=State.PENDING)

    def due_once_moved(to):
        make.alter(house, asked, period=stockroom.at(to, "10:00"))
        return make.find(asked).due_at, make.find(asked).due_state

    assert (make.find(asked).due_at, make.find(asked).due_state) == (local(2026, 7, 10, 8), "cancelled")
    for today, to in ((5, 14), (6, 15)):
        clock.move_to(local(2026, 7, today))
        assert due_once_moved(to) == (local(2026, 7, 13, 12), "expired")
    assert due_once_moved(12) == (local(2026, 7, 12, 8), "cancelled")
