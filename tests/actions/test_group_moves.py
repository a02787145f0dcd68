"""What is done to all reservations of a group at once, and what each does alone."""

from __future__ import annotations

import pytest

from app.actions.reservations import states
from app.actions.reservations.group_moves import cancel_all, confirm_all
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.domain.words import State
from app.extensions import db
from tests import make
from tests.actions.test_groups import group, item, members
from tests.cast import document, local
from tests.make import nights

TERMS = [{"days_before": 7, "charge_percent": "0"}, {"days_before": 0, "charge_percent": "50"}]


def now(ref):
    """The states of a group's reservations."""
    db.session.expire_all()
    return [row.state for row in members(ref)]


def codes(call, *args, **how):
    with pytest.raises(Refused) as refused:
        call(*args, **how)
    return refused.value.status, [each.code for each in refused.value.refusals]


def test_all_requests_are_confirmed_at_once_and_once(house):
    ref = group(house, item("cabin-1"), item("cabin-2"), item("cabin-3"), state=State.PENDING)
    states.cancel(house.actor(), members(ref)[2].ref)
    confirm_all(house.actor(), ref)
    confirm_all(house.actor(), ref)
    assert now(ref) == ["confirmed", "confirmed", "cancelled"]
    entries = make.audit_of("confirmed")
    assert [entry.entity for entry in entries] == ["reservation", "reservation", "group"]
    assert entries[0].linked[0]["ref"] == ref


def test_none_is_confirmed_where_one_was_taken_meanwhile(build):
    house = build(document(pending_blocks=False))
    ref = group(house, item("cabin-1"), item("cabin-2"), item("cabin-3"), state=State.PENDING)
    make.reserve(house, 11, 12, unit="cabin-2", client="Nomsa")
    make.reserve(house, 12, 13, unit="cabin-3", client="Bruno")
    with pytest.raises(Refused) as refused:
        confirm_all(house.actor(), ref)
    said = [(each.code, each.facts["unit"]) for each in refused.value.refusals]
    assert (refused.value.status, said) == (409, [("taken", "Cabin 2"), ("taken", "Cabin 3")])
    assert now(ref) == ["pending", "pending", "pending"]
    assert make.live_claims(members(ref)[0].ref) == []


def test_all_are_cancelled_each_at_its_own_fee(build, clock):
    house = build(document(cancellation=TERMS))
    ref = group(house, item("cabin-1"), item("cabin-2", nights(20, 23)), item("cabin-3", nights(11, 13)))
    clock.move_to(local(2026, 7, 6))
    assert codes(cancel_all, house.actor(), ref, fee_shown_minor=0) == (409, ["fee_changed"])
    assert now(ref) == ["confirmed"] * 3
    cancel_all(house.actor(), ref, reason="Rain", fee_shown_minor=25_000)
    assert now(ref) == ["cancelled"] * 3
    assert [row.fee_minor for row in members(ref)] == [15_000, 0, 10_000]
    assert [make.live_claims(row.ref) for row in members(ref)] == [[], [], []]
    whole = make.audit_of("cancelled")[-1]
    assert (whole.entity, whole.after["fee_minor"], len(whole.linked)) == ("group", 25_000, 3)
    cancel_all(house.actor(), ref, fee_shown_minor=25_000)
    assert len(make.audit_of("cancelled")) == 4


def test_each_goes_its_own_way_and_cancelling_all_leaves_who_is_in_the_house(house, clock):
    ref = group(house, item("cabin-1"), item("cabin-2"), item("cabin-3"))
    first, second, _third = [row.ref for row in members(ref)]
    states.cancel(house.actor(), second)
    assert now(ref) == ["confirmed", "cancelled", "confirmed"]
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), first)
    cancel_all(house.actor(), ref)
    assert now(ref) == ["checked_in", "cancelled", "cancelled"]


def test_where_nothing_waits_nothing_is_done(house, clock):
    ref = group(house, item("cabin-1", nights(1, 3)), item("cabin-2", nights(1, 3)))
    clock.move_to(local(2026, 7, 1, 16))
    for row in members(ref):
        states.check_in(house.actor(), row.ref)
    for move in (confirm_all, cancel_all):
        assert codes(move, house.actor(), ref) == (409, ["group_has_none"])


def test_a_group_of_another_tenant_is_not_found(build):
    theirs = build()
    ref = group(theirs, item("cabin-1"), item("cabin-2"))
    db.session.remove()
    ours = build()
    for move in (confirm_all, cancel_all):
        with pytest.raises(NotFound):
            move(ours.actor(), ref)
