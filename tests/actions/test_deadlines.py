"""States and deadlines: section 4 of the semantics, on the real database."""

import pytest
from sqlalchemy import select, update

from app import clock as clocks
from app.actions import deadlines
from app.actions.deadlines import settle_due
from app.actions.reservations import states
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Claim, Reservation, StateChange
from app.queries.states import effective_state
from tests import make
from tests.cast import document, local

ABSENT_AT_22 = document(absent_after={"time": "22:00"})


def state_read(ref):
    asked = select(effective_state(clocks.now())).where(Reservation.ref == ref)
    return db.session.execute(asked).scalar_one()


def test_S1_absence_is_true_from_the_second_on(build, clock):
    house = build(ABSENT_AT_22)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 21, 59, 59))
    assert state_read(ref) == "confirmed"
    clock.move_to(local(2026, 7, 10, 22))
    assert state_read(ref) == "absent"


def test_S2_a_late_arrival_is_reinstated_and_checked_in_by_one_action(build, clock):
    house = build(ABSENT_AT_22)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    with pytest.raises(Refused) as refused:
        states.check_in(house.actor(), ref)
    assert [refusal.code for refusal in refused.value.refusals] == ["reason_needed"]
    states.check_in(house.actor(), ref, reason="Their flight was late")
    clock.move_to(local(2026, 7, 10, 23, 30))
    db.session.rollback()
    settle_due_here(house)
    assert make.find(ref).state == "checked_in"
    assert make.states_of(ref) == ["confirmed", "absent", "checked_in"]


def settle_due_here(house):
    """Run the sweep as a worker does, then enter the house again."""
    from app import tenancy

    db.session.rollback()
    db.session.expunge_all()
    outside = tenancy.entered(None)
    with outside:
        return settle_due(clocks.now())


def test_S4_a_deadline_is_local_time_in_the_tenants_zone(build, clock):
    house = build(ABSENT_AT_22, timezone="America/La_Paz")
    ref = make.reserve(house, 10, 13)
    import datetime as dt

    clock.move_to(dt.datetime(2026, 7, 11, 0, 30, tzinfo=dt.UTC))
    assert state_read(ref) == "confirmed"
    clock.move_to(dt.datetime(2026, 7, 11, 2, 0, tzinfo=dt.UTC))
    assert state_read(ref) == "absent"


def test_S5_an_absence_that_costs_the_first_night_frees_the_rest(build, clock):
    absence = {"charges": "first_unit", "frees": "after_first_unit"}
    house = build(document(absent_after={"time": "22:00"}, absence=absence))
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 22, 5))
    make.reserve(house, 11, 13)
    row = make.find(ref)
    assert (row.state, row.fee_minor) == ("absent", 10_000)
    with pytest.raises(Refused):
        make.reserve(house, 10, 11)


def test_an_absence_frees_a_stay_that_is_several_claims_from_its_second_night(build, clock):
    absence = {"charges": "first_unit", "frees": "after_first_unit"}
    house = build(document(absent_after={"time": "22:00"}, absence=absence))
    ref = make.reserve(house, 1, 91)
    claims = select(Claim.starts_at, Claim.ends_at, Claim.live).where(
        Claim.reservation_id == make.find(ref).id
    )
    assert len(db.session.execute(claims).all()) == 2
    clock.move_to(local(2026, 7, 2, 1))
    settle_due_here(house)
    kept, freed = db.session.execute(claims.order_by(Claim.starts_at)).all()
    assert (kept.ends_at, kept.live, freed.live) == (local(2026, 7, 2, 11), True, False)


def test_who_has_left_keeps_their_claim_as_it_was_and_it_never_carried_a_deadline(build, clock):
    house = build(document(finish_after_min=60))
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    claim = select(
        Claim.starts_at, Claim.ends_at, Claim.blocks_to, Claim.live, Claim.due_at, Claim.due_ends_at
    )
    before = db.session.execute(claim.where(Claim.reservation_id == make.find(ref).id)).one()
    assert (before.due_at, before.due_ends_at) == (None, None)
    assert make.find(ref).due_state == "finished"
    clock.move_to(local(2026, 7, 14))
    settle_due_here(house)
    assert make.find(ref).state == "finished"
    assert db.session.execute(claim.where(Claim.reservation_id == make.find(ref).id)).one() == before


def test_what_changed_while_its_fee_was_reckoned_is_settled_by_the_next_sweep(build, clock, monkeypatch):
    house = build(ABSENT_AT_22)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    reckon, meanwhile = deadlines._fees, [1, 0]

    def change_meanwhile(*due):
        changed = update(Reservation).where(Reservation.ref == ref)
        db.session.execute(changed.values(version=Reservation.version + meanwhile.pop(0)))
        return reckon(*due)

    monkeypatch.setattr(deadlines, "_fees", change_meanwhile)
    assert settle_due_here(house) == 0
    assert (make.find(ref).state, make.states_of(ref)) == ("confirmed", ["confirmed"])
    assert settle_due_here(house) == 1
    assert make.find(ref).state == "absent"


def test_S6_who_turns_up_a_day_late_is_reinstated_while_it_is_free(build, clock):
    house = build(document(absent_after={"time": "22:00"}, absence={"frees": "after_first_unit"}), units=1)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 11, 9))
    states.reinstate(house.actor(), ref, reason="The car broke down")
    assert make.find(ref).state == "confirmed"
    assert make.live_claims(ref) == [(local(2026, 7, 10, 15), local(2026, 7, 13, 11))]


def finished(house, clock):
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 13, 10))
    states.check_out(house.actor(), ref)
    return ref


@pytest.mark.parametrize(
    "refused_action",
    [
        lambda house, ref: states.confirm(house.actor(), ref),
        lambda house, ref: states.check_in(house.actor(), ref),
        lambda house, ref: states.cancel(house.actor(), ref),
        lambda house, ref: states.mark_absent(house.actor(), ref),
        lambda house, ref: states.reinstate(house.actor(), ref, reason="why"),
        lambda house, ref: make.alter(house, ref, period=make.nights(10, 14)),
        lambda house, ref: make.alter(house, ref, unit="cabin-2"),
    ],
)
def test_S7_a_finished_reservation_refuses_every_change(house, clock, refused_action):
    ref = finished(house, clock)
    before = make.find(ref).version
    refusals = len(refused_entries())
    with pytest.raises(Refused) as refused:
        refused_action(house, ref)
    assert refused.value.status == 409
    assert [refusal.code for refusal in refused.value.refusals] == ["is_final"]
    assert (make.find(ref).state, make.find(ref).version) == ("finished", before)
    assert len(refused_entries()) == refusals + 1


def refused_entries():
    from app.models import AuditEntry

    return db.session.query(AuditEntry).filter_by(outcome="refused").all()


def test_S7_the_client_of_a_finished_reservation_can_still_be_erased(house, clock):
    from app.actions import clients
    from app.models import Client

    ref = finished(house, clock)
    client = db.session.query(Client).filter_by(id=make.find(ref).client_id).one()
    clients.erase(house.actor("manager"), client.ref)
    row = db.session.query(Client).filter_by(id=client.id).populate_existing().one()
    assert (row.name, row.search_key) == ("", "")
    assert make.find(ref).state == "finished"


def test_S8_a_request_that_blocks_refuses_the_second_when_it_is_made(build):
    house = build(document(pending_blocks=True))
    make.request(house, 10, 13)
    with pytest.raises(Refused) as refused:
        make.request(house, 10, 13)
    assert refused.value.status == 409


def test_S8_without_blocking_the_first_confirmation_wins(build):
    house = build(document(pending_blocks=False))
    first, second = make.request(house, 10, 13), make.request(house, 10, 13)
    states.confirm(house.actor(), second)
    with pytest.raises(Refused) as refused:
        states.confirm(house.actor(), first)
    assert refused.value.status == 409
    assert (make.find(first).state, make.find(second).state) == ("pending", "confirmed")


def test_S9_a_second_check_in_changes_nothing(house, clock):
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    states.check_in(house.actor(), ref)
    assert make.states_of(ref) == ["confirmed", "checked_in"]
    assert len(make.audit_of("checked_in")) == 1


def test_S10_before_its_time_check_in_is_refused(build, clock):
    house = build(document(check_in_time="14:00"))
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    with pytest.raises(Refused) as refused:
        states.check_in(house.actor(), ref)
    assert [refusal.code for refusal in refused.value.refusals] == ["check_in_not_open"]


def test_S10_an_early_check_in_needs_the_policy_and_a_free_unit(build, clock):
    house = build(document(check_in_time="14:00", early_check_in=True))
    before = make.reserve(house, 8, 10)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    with pytest.raises(Refused) as refused:
        states.check_in(house.actor(), ref)
    assert refused.value.refusals[0].code == "early_taken"
    states.cancel(house.actor(), before)
    states.check_in(house.actor(), ref)
    assert make.live_claims(ref)[0][0] == local(2026, 7, 10, 9)


def test_a_request_expires_by_itself_and_frees_its_nights(build, clock):
    house = build(document(pending_expires_hours=24), units=1)
    ref = make.request(house, 10, 13)
    clock.move_to(local(2026, 7, 2, 12))
    assert state_read(ref) == "expired"
    other = make.reserve(house, 10, 13)
    assert (make.find(ref).state, make.find(other).state) == ("expired", "confirmed")
    change = db.session.query(StateChange).filter_by(to_state="expired").one()
    assert change.happened_at == local(2026, 7, 2, 12)


def test_a_deadline_is_settled_once_whoever_comes_first(build, clock):
    house = build(ABSENT_AT_22)
    refs = [make.reserve(house, 10, 13, unit=unit) for unit in house.units]
    clock.move_to(local(2026, 7, 11, 3))
    settle_due_here(house)
    settle_due_here(house)
    for ref in refs:
        assert make.states_of(ref) == ["confirmed", "absent"]
    assert [entry.actor for entry in make.audit_of("absent")] == ["policy"] * 3
