"""A member does not run into what a colleague is working on, and is never offered it; the guarantee needs none of it."""

from __future__ import annotations

import contextlib

import pytest

from app import tenancy
from app.actions.deadlines import settle_due
from app.actions.reservations import states
from app.domain.refusal import Refused
from app.domain.span import Span
from app.live import events, locks
from app.live.locks import Holder, Place
from app.live.store import Store
from app.sentences import sentence
from tests import make
from tests.cast import document, local


@pytest.fixture
def desk(house):
    """Bruno, staff, is at work; Ana holds locks."""
    with tenancy.entered(house.tenant, person=house.people["staff"]):
        yield house


def ana_holds(house, first, last, *, unit="cabin-3", reservation="", person="manager"):
    """Ana opens some nights in the editor."""
    place = Place(
        reservation, (unit,), (unit,),
        Span(local(2026, 7, first, 15), local(2026, 7, last, 11)), make.july(first), make.july(last),
    )  # fmt: skip
    holder = Holder(house.people[person], "Ana Robles", "AR")
    held = locks.take(house.tenant.id, *locks.new_id(), holder, place)
    assert held.is_mine
    return held.lock


def refused(call, *args, **named):
    with pytest.raises(Refused) as caught:
        call(*args, **named)
    return caught.value


def test_L1_nights_that_ana_works_on_are_refused_with_her_name_and_when_they_are_free(desk):
    lock = ana_holds(desk, 10, 13)
    found = refused(make.reserve, desk, 12, 14, unit="cabin-3")
    assert [refusal.code for refusal in found.refusals] == ["locked"]
    assert found.status == 409
    facts = found.refusals[0].facts
    assert (facts["who"], facts["until"]) == ("Ana Robles", lock.lease_ends_at.isoformat())
    assert "Ana Robles has been working on 10 Jul – 13 Jul 2026 here" in sentence(found.refusals[0])
    assert make.reserve(desk, 13, 15, unit="cabin-3")


def test_no_way_out_leads_into_what_a_colleague_works_on(desk):
    for unit in ("cabin-1", "cabin-2"):
        ana_holds(desk, 10, 13, unit=unit)
    make.reserve(desk, 10, 13, unit="cabin-3")
    found = refused(make.reserve, desk, 10, 13, unit="cabin-3")
    assert found.alternatives
    assert not [way for way in found.alternatives if way.kind == "unit"]
    assert not [way for way in found.alternatives if way.kind == "reseat"]
    for way in found.alternatives:
        states.cancel(
            desk.actor(),
            make.reserve(desk, way.period.starts_on.day, way.period.ends_on.day, unit=way.unit_ref),
        )


def test_a_reservation_that_ana_changes_is_changed_by_nobody_else(desk):
    ref = make.reserve(desk, 10, 13)
    ana_holds(desk, 10, 13, unit="cabin-1", reservation=ref)
    for call in (
        lambda: make.alter(desk, ref, period=make.nights(10, 14)),
        lambda: states.cancel(desk.actor(), ref, reason="asked for"),
    ):
        found = refused(call)
        assert [refusal.code for refusal in found.refusals] == ["locked"]
        assert "Ana Robles has been changing this reservation" in sentence(found.refusals[0])
    assert make.find(ref).state == "confirmed"


def test_ones_own_lock_is_in_nobodys_way(desk):
    ana_holds(desk, 10, 13, person="staff")
    assert make.reserve(desk, 10, 13, unit="cabin-3")


def test_a_lock_that_was_freed_is_in_nobodys_way(desk):
    lock = ana_holds(desk, 10, 13)
    locks.free(desk.tenant.id, lock.id, lock.secret)
    assert make.reserve(desk, 10, 13, unit="cabin-3")


def test_who_is_no_member_meets_no_locks(house):
    ana_holds(house, 10, 13)
    assert make.reserve(house, 10, 13, unit="cabin-3")


def test_L3_with_redis_away_members_save_as_before(desk, app, monkeypatch):
    ana_holds(desk, 10, 13)
    monkeypatch.setitem(app.extensions, "live_store", Store("redis://127.0.0.1:1/0"))
    assert make.reserve(desk, 10, 13, unit="cabin-3")
    found = refused(make.reserve, desk, 10, 13, unit="cabin-3")
    assert [refusal.code for refusal in found.refusals] == ["taken"]


def test_what_was_committed_is_told_once_and_a_refusal_is_not(desk):
    before = events.hello(desk.tenant.id, "", None)
    ref = make.reserve(desk, 10, 13)
    with contextlib.suppress(Refused):
        make.reserve(desk, 10, 13)
    told = events.hello(desk.tenant.id, before.epoch, before.seq)
    heard = told.missed if told.is_whole else events.hello(desk.tenant.id, told.epoch, 0).missed
    assert len(heard) == 1
    assert f'["reservation", ["{ref}"]]' in heard[0]
    assert "Ada" not in heard[0]


def test_a_deadline_that_the_policy_settles_is_told(build, clock):
    house = build(policy=document(absent_after={"time": "22:00"}))
    ref = make.reserve(house, 10, 13)
    now = events.hello(house.tenant.id, "", None)
    clock.move_to(local(2026, 7, 31))
    settle_due(local(2026, 7, 31))
    assert any(ref in frame for frame in events.hello(house.tenant.id, now.epoch, now.seq).missed)
