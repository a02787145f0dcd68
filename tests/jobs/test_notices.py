"""What an action does that somebody is to learn of asks for its notices, once, in its own transaction."""

import pytest
from sqlalchemy import select

from app import clock as clocks
from app import tenancy
from app.actions import deadlines, notices
from app.actions.deadlines import settle_due
from app.actions.reservations import states
from app.actions.reservations.group_moves import cancel_all
from app.domain.asking import Party
from app.domain.notices import Event
from app.domain.words import State
from app.extensions import db
from app.jobs import outbox as jobs
from app.models import OutboxRow
from tests import make
from tests.actions.test_groups import group, item
from tests.cast import document, local
from tests.jobs.working import outside


@pytest.fixture
def told(app, monkeypatch):
    """What a way of telling was given: events and references, for what waits in the outbox."""
    given = []
    monkeypatch.setattr(
        notices, "WAYS", [lambda _work, notice: given.append((notice.event, notice.entry.entity_ref))]
    )

    def work_off():
        given.clear()
        rows = list(
            db.session.execute(
                select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.id)
            ).scalars()
        )
        waiting = [(row.tenant_id, row.ref, row.sending) for row in rows if row.job == "notices"]
        for sent in waiting:
            with outside():
                assert jobs.deliver(*sent)
        return list(given)

    return work_off


def test_what_happens_to_a_reservation_is_told_in_order(house, told):
    ref = make.request(house, 10, 13)
    states.confirm(house.actor(), ref)
    make.alter(house, ref, party=Party(adults=3))
    make.reserve(house, 1, 3, unit="cabin-2")
    states.cancel(house.actor(), ref)
    assert [event for event, _ in told()] == [
        Event.REQUESTED, Event.CONFIRMED, Event.CHANGED, Event.MADE, Event.CANCELLED,
    ]  # fmt: skip
    assert told() == []


def test_a_group_tells_once(house, told):
    ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
    cancel_all(house.actor(), ref)
    assert told() == [(Event.REQUESTED, ref), (Event.CANCELLED, ref)]


def test_what_a_deadline_made_true_is_told_and_finishing_is_not(build, clock):
    house = build(document(absent_after={"time": "22:00"}, finish_after_min=60))
    absent, gone = make.reserve(house, 10, 13), make.reserve(house, 8, 11, unit="cabin-2")
    clock.move_to(local(2026, 7, 8, 16))
    states.check_in(house.actor(), gone)
    clock.move_to(local(2026, 8, 1))
    db.session.rollback()
    with tenancy.entered(None):
        settle_due(clocks.now())
    assert {make.find(ref).state for ref in (absent, gone)} == {"absent", "finished"}
    asked = select(OutboxRow.ids).where(OutboxRow.ref.like("entries-%"))
    (entry,) = make.audit_of("absent")
    assert list(db.session.execute(asked).scalars()) == [{"entries": [entry.id]}]


def test_what_a_sweep_made_true_is_told_in_bundles(build, clock, told, monkeypatch):
    monkeypatch.setattr(deadlines, "TOLD_TOGETHER", 2)
    house = build(document(absent_after={"time": "22:00"}))
    refs = [make.reserve(house, 10 + 2 * place, 11 + 2 * place) for place in range(5)]
    told()
    clock.move_to(local(2026, 8, 1))
    db.session.rollback()
    with tenancy.entered(None):
        settle_due(clocks.now())
    bundles = db.session.scalars(
        select(OutboxRow.ids).where(OutboxRow.ref.like("entries-%")).order_by(OutboxRow.id)
    )
    assert [len(ids["entries"]) for ids in bundles] == [2, 2, 1]
    assert told() == [(Event.ABSENT, ref) for ref in refs]


def test_a_refused_action_tells_nothing(house, told):
    make.reserve(house, 10, 13)
    told()
    with pytest.raises(Exception, match="taken"):
        make.reserve(house, 11, 12)
    assert told() == []
