"""What was done on a device without a connection is written down once, at its time, or told apart from what others did."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.actions.reservations import states
from app.actions.reservations.afterwards import Deed, catch_up
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import StateChange
from tests import make
from tests.actions.test_deadlines import settle_due_here
from tests.cast import document, local

WHY = "Noted on a device"
ABSENT_AT_22 = document(absent_after={"time": "22:00"})


def deed(ref, at, move="check_in", *, version=1, key="a-key"):
    return Deed(ref, move, at, version, key)


def changes(ref):
    row = make.find(ref)
    asked = select(StateChange.to_state, StateChange.happened_at, StateChange.recorded_at).where(
        StateChange.reservation_id == row.id
    )
    return [tuple(one) for one in db.session.execute(asked.order_by(StateChange.id))]


def codes(call, *args, **named):
    with pytest.raises(Refused) as refused:
        call(*args, **named)
    return [(each.code, each.status) for each in refused.value.refusals]


@pytest.fixture
def arrived(house, clock):
    """A guest of the 10th, seen by a device without a connection since four o'clock, and it is six."""
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 18))
    return ref


def test_it_is_written_down_at_its_time_and_once(house, arrived):
    said = deed(arrived, local(2026, 7, 10, 16, 30))
    for _ in range(3):
        catch_up(house.actor(), said, reason=WHY)
    assert changes(arrived)[1:] == [("checked_in", local(2026, 7, 10, 16, 30), local(2026, 7, 10, 18))]
    (entry,) = make.audit_of("checked_in")
    assert (entry.happened_at, entry.recorded_at) == (local(2026, 7, 10, 16, 30), local(2026, 7, 10, 18))


def test_arriving_and_leaving_are_sent_in_order(house, arrived):
    catch_up(house.actor(), deed(arrived, local(2026, 7, 10, 16)), reason=WHY)
    catch_up(
        house.actor(), deed(arrived, local(2026, 7, 10, 17), "check_out", version=2, key="b"), reason=WHY
    )
    assert [(state, at) for state, at, _ in changes(arrived)[1:]] == [
        ("checked_in", local(2026, 7, 10, 16)), ("finished", local(2026, 7, 10, 17)),
    ]  # fmt: skip
    assert make.live_claims(arrived) == [(local(2026, 7, 10, 15), local(2026, 7, 10, 17))]


def test_who_was_first_is_named(house, arrived):
    states.check_in(house.actor("manager"), arrived)
    with pytest.raises(Refused) as refused:
        catch_up(house.actor(), deed(arrived, local(2026, 7, 10, 16)), reason=WHY)
    (told,) = refused.value.refusals
    assert (told.code, told.status) == ("done_already", 409)
    assert told.facts["who"]
    assert len(changes(arrived)) == 2


def test_an_answer_that_was_lost_is_no_conflict(house, arrived):
    states.check_in(house.actor(), arrived)
    catch_up(house.actor(), deed(arrived, local(2026, 7, 10, 16)), reason=WHY)
    assert len(changes(arrived)) == 2


def test_what_was_changed_or_cancelled_meanwhile_is_not_passed_over(house, arrived):
    make.alter(house, arrived, party=Party(adults=3))
    said = deed(arrived, local(2026, 7, 10, 16))
    assert codes(catch_up, house.actor(), said, reason=WHY) == [("changed_meanwhile", 409)]
    states.cancel(house.actor(), arrived)
    assert codes(catch_up, house.actor(), said, reason=WHY) == [("is_final", 409)]


def test_who_came_in_time_is_not_absent(build, clock):
    house = build(ABSENT_AT_22)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    db.session.rollback()
    settle_due_here(house)
    assert make.find(ref).state == "absent"
    catch_up(house.actor(), deed(ref, local(2026, 7, 10, 21)), reason=WHY)
    assert make.find(ref).state == "checked_in"
    assert make.find(ref).fee_minor is None


def test_a_clock_ahead_writes_nothing_to_come(house, arrived):
    catch_up(house.actor(), deed(arrived, local(2026, 7, 10, 18) + dt.timedelta(hours=3)), reason=WHY)
    assert changes(arrived)[1][1] == local(2026, 7, 10, 18)
