"""Money comes when it comes: in every state, told once, and never over what somebody else wrote down."""

import pytest

from app.actions.reservations.payment import Payment, record_payment
from app.actions.reservations.states import cancel, check_in, check_out, mark_absent
from app.domain.refusal import Refused
from tests.cast import document, local
from tests.make import audit_of, find, live_claims, request, reserve, states_of

FREE = {"check_in_opens": "00:00", "cancellation": [{"days_before": 0, "charge_percent": "50"}]}


def finished(house, ref):
    check_in(house.actor(), ref)
    check_out(house.actor(), ref)


@pytest.mark.parametrize("ends", [cancel, mark_absent], ids=["cancelled", "absent"])
def test_what_is_over_takes_a_payment_and_nothing_else_of_it_changes(build, inside, clock, ends):
    house = build(policy=document(**FREE))
    with inside(house):
        ref = reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        ends(house.actor(), ref)
        before, held, row = states_of(ref), live_claims(ref), find(ref)
        stood = (row.state, row.total_minor, row.fee_minor, row.unit_id, row.version)
        record_payment(house.actor(), ref, Payment(9_000, 0))
        row = find(ref)
        assert row.paid_minor == 9_000
        assert (row.state, row.total_minor, row.fee_minor, row.unit_id, row.version - 1) == stood
        assert (states_of(ref), live_claims(ref)) == (before, held)


def test_S7_a_finished_reservation_takes_a_payment_and_money_back(build, inside, clock):
    house = build(policy=document(**FREE))
    with inside(house):
        ref = reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        finished(house, ref)
        record_payment(house.actor(), ref, Payment(30_000, 0))
        record_payment(house.actor(), ref, Payment(25_000, 30_000))
        assert find(ref).paid_minor == 25_000
        told = [(entry.before["paid_minor"], entry.after["paid_minor"]) for entry in audit_of("paid")]
        assert told == [(0, 30_000), (30_000, 25_000)]


def test_a_payment_sent_twice_is_one(house):
    ref = request(house, 10, 13)
    record_payment(house.actor(), ref, Payment(4_000, 0))
    record_payment(house.actor(), ref, Payment(4_000, 0))
    assert find(ref).paid_minor == 4_000
    assert len(audit_of("paid")) == 1


def test_a_payment_that_came_between_is_not_written_over(house):
    ref = reserve(house, 10, 13)
    record_payment(house.actor(), ref, Payment(4_000, 0))
    with pytest.raises(Refused) as refused:
        record_payment(house.actor("manager"), ref, Payment(10_000, 0))
    (said,) = refused.value.refusals
    assert (said.code, said.field, said.status) == ("other_payment", "paid", 409)
    assert said.facts == {"paid_minor": 4_000, "shown_minor": 0}
    assert find(ref).paid_minor == 4_000


def test_a_payment_refused_at_the_check_out_leaves_the_client_in_the_house(build, inside, clock):
    house = build(policy=document(**FREE))
    with inside(house):
        ref = reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        check_in(house.actor(), ref)
        record_payment(house.actor(), ref, Payment(4_000, 0))
        with pytest.raises(Refused):
            check_out(house.actor(), ref, payment=Payment(30_000, 0))
        assert (find(ref).state, find(ref).paid_minor) == ("checked_in", 4_000)
        check_out(house.actor(), ref, payment=Payment(30_000, 4_000))
        assert (find(ref).state, find(ref).paid_minor) == ("finished", 30_000)
        check_out(house.actor(), ref, payment=Payment(31_000, 30_000))
        assert find(ref).paid_minor == 30_000
