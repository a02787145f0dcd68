"""What two people, a late hour or a stale form could break together, tried on the real database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError

from app import clock as clocks
from app import tenancy
from app.actions import clients, people
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations import make as making
from app.actions.reservations import states, swap
from app.actions.transaction import Attempt, Idempotency, NotFound, Work
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.factory import create_app
from app.models import AuditEntry, AuditPrivate, Client, Reservation, SignedIn
from app.settings import load
from tests import make
from tests.cast import add_house, document, local

EARLY = document(check_in_time="14:00", early_check_in=True)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def client_of(ref):
    asked = select(Client).join(Reservation, Reservation.client_id == Client.id).where(Reservation.ref == ref)
    return db.session.execute(asked.execution_options(populate_existing=True)).scalar_one()


@pytest.mark.parametrize(
    "act",
    [
        lambda house, ref: states.confirm(house.actor(), ref),
        lambda house, ref: states.cancel(house.actor(), ref),
        lambda house, ref: make.alter(house, ref, period=make.nights(11, 14)),
    ],
)
def test_a_request_that_has_expired_unsettled_can_no_longer_be_acted_on(build, clock, act):
    house = build(document(pending_expires_hours=24))
    ref = make.request(house, 10, 13)
    clock.move_to(local(2026, 7, 2, 12))
    with pytest.raises(Refused) as refused:
        act(house, ref)
    assert (codes(refused), make.find(ref).state) == (["is_final"], "pending")


@pytest.mark.parametrize(
    "act",
    [
        lambda house, ref: states.cancel(house.actor(), ref),
        lambda house, ref: states.mark_absent(house.actor(), ref) or make.alter(house, ref, unit="cabin-2"),
        lambda house, ref: make.alter(house, ref, period=make.nights(10, 14)),
        lambda house, ref: swap.swap(house.actor(), ref, make.reserve(house, 10, 13, unit="cabin-2")),
    ],
)
def test_an_absent_reservation_is_not_cancelled_or_changed_although_nobody_settled_it(build, clock, act):
    house = build(document(absent_after={"time": "22:00"}))
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 22))
    with pytest.raises(Refused) as refused:
        act(house, ref)
    assert codes(refused) == ["wrong_state"]


def test_a_request_that_blocks_nothing_is_not_confirmed_onto_a_closure_or_a_move(build):
    house = build(document(pending_blocks=False))
    ref = make.request(house, 10, 13)
    moved = make.reserve(house, 10, 13, unit="cabin-2")
    make.alter(house, moved, unit="cabin-1")
    with pytest.raises(Refused) as refused:
        states.confirm(house.actor(), ref)
    assert (refused.value.status, make.live_claims(ref)) == (409, [])


def test_who_came_early_keeps_that_time_when_the_stay_is_extended(build, clock):
    house = build(EARLY)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 10, 10))
    make.alter(house, ref, period=make.nights(10, 14))
    assert make.live_claims(ref) == [(local(2026, 7, 10, 9), local(2026, 7, 14, 11))]


def test_who_came_early_and_moves_claims_the_other_unit_for_the_stay_alone(build, clock):
    house = build(EARLY)
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    states.check_in(house.actor(), ref)
    make.alter(house, ref, unit="cabin-2")
    assert make.live_claims(ref) == [(local(2026, 7, 10, 14), local(2026, 7, 13, 11))]


def test_a_change_does_not_put_off_the_end_of_a_request(build, clock):
    house = build(document(pending_expires_hours=24))
    ref = make.request(house, 10, 13)
    due_at = make.find(ref).due_at
    clock.move_to(local(2026, 7, 2, 9))
    make.alter(house, ref, period=make.nights(11, 14))
    assert make.find(ref).due_at == due_at


def test_who_is_reinstated_gets_a_deadline_that_is_still_to_come(build, clock):
    house = build(document(absent_after={"time": "22:00"}))
    ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    states.reinstate(house.actor(), ref, reason="Their train was late")
    assert make.find(ref).due_at == local(2026, 7, 11, 22)


def test_a_form_from_before_an_erasure_does_not_bring_the_note_back(house):
    ref = make.reserve(house, 10, 13, note="Ring Ada on 600 000 000")
    version = make.find(ref).version
    clients.erase(house.actor("manager"), client_of(ref).ref)
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, version=version, note="Ring Ada on 600 000 000")
    assert (codes(refused), make.find(ref).note) == (["stale"], "")


def test_nothing_is_made_for_a_client_who_was_merged_or_erased(house):
    gone, kept = (clients.create(house.actor(), ClientFields(name=name)) for name in ("Ada", "Ada O"))
    clients.merge(house.actor(), gone, into=kept)
    clients.erase(house.actor("manager"), kept)
    for ref in (gone, kept):
        with pytest.raises(Refused) as refused:
            make_for(house, ClientChoice(ref=ref))
        assert codes(refused) == ["no_such_client"]


def make_for(house, choice):
    wish = making.Wish(unit_ref="cabin-1", period=make.nights(10, 13), party=Party(adults=2), client=choice)
    return making.make(house.actor(), wish)


def test_a_name_too_long_for_an_index_is_refused(house):
    for fields in (ClientFields(name="é" * 20_000), ClientFields(name="Ada", phone="6" * 61)):
        with pytest.raises(Refused) as refused:
            clients.create(house.actor(), fields)
        assert codes(refused) == ["text_too_long"]


def test_a_key_of_one_form_does_not_answer_another(house):
    key = "k" * 5_000
    clients.create(house.actor(), ClientFields(name="Ada"), idempotency=Idempotency(key, {}))
    with pytest.raises(Refused) as refused:
        make.reserve(house, 10, 13, key=key)
    assert codes(refused) == ["key_reused"]


def test_another_tenants_reference_is_nowhere_to_be_found(build, clock):
    theirs = build()
    ref = make.reserve(theirs, 10, 13)
    client = client_of(ref).ref
    db.session.rollback()
    db.session.expunge_all()
    ours = build()
    own = make.reserve(ours, 10, 13)
    with pytest.raises(Refused):
        make_for(ours, ClientChoice(ref=client))
    for act in (
        lambda: swap.swap(ours.actor("owner"), own, ref),
        lambda: states.cancel(ours.actor("owner"), ref),
        lambda: clients.merge(ours.actor("owner"), client_of(own).ref, into=client),
        lambda: clients.erase(ours.actor("owner"), client),
    ):
        with pytest.raises(NotFound):
            act()
    assert tenancy.current().id == ours.tenant.id


def test_staff_pass_over_no_rule_whatever_reason_they_send(build):
    house = build(document(min_nights=3))
    with pytest.raises(Refused):
        make.reserve(house, 10, 11, role="staff", override_reason="Because")
    with pytest.raises(Refused):
        make.reserve(house, 10, 11, role="viewer", override_reason="Because")


def test_an_address_of_a_megabyte_leaves_no_megabyte_in_the_record(house):
    people.record_sign_in(house.actor(), "x" * 1_000_000, done=False)
    entry = db.session.query(AuditEntry).filter_by(action="signed_in").one()
    kept = db.session.query(AuditPrivate).filter_by(entry_id=entry.id).all()
    assert max(len(str(row.values)) for row in kept) < 1_000


def test_who_is_no_member_writes_nothing_into_a_record_by_signing_out(house, clock):
    db.session.rollback()
    db.session.expunge_all()
    with tenancy.entered(house.tenant, person=house.people["staff"]):
        row = SignedIn(ref="SESSION", person_id=house.people["staff"], digest=b"d", last_seen_at=clocks.now())
        db.session.add(row)
        db.session.commit()
        people.end_session(replace(house.actor(), role=None), "SESSION")
        assert db.session.query(AuditEntry).filter_by(action="signed_out").count() == 0


@pytest.mark.servers
def test_a_client_is_held_until_the_reservation_made_for_them_stands(own_database):
    """Merging and erasing lock the client first; so does who makes a reservation, and one of them waits."""
    app = create_app(load(own_database.environ()))
    engine = create_engine(own_database.owner_url)
    rivals = text("SELECT id FROM clients WHERE ref = :ref FOR UPDATE NOWAIT")
    with app.app_context(), engine.connect() as owner:
        house = add_house(owner, "shore")
        with tenancy.entered(house.tenant):
            ref = clients.create(house.actor(), ClientFields(name="Ada"))
            work = Work(house.actor(), Attempt("reservation", "made"), house.tenant, clocks.now(), db.session)
            clients.choose(work, ClientChoice(ref=ref))
            with pytest.raises(OperationalError, match="could not obtain lock"):
                owner.execute(rivals, {"ref": ref})
            owner.rollback()
            db.session.rollback()
            assert owner.execute(rivals, {"ref": ref}).scalar_one() > 0
        db.engine.dispose()
    engine.dispose()
