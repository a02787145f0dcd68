"""Tell of what happened: an entry of the record becomes what each who is to learn of it is sent.

An action that writes such an entry asks for the job `notices` in its own transaction. The job, in one of its own,
asks every way of telling for its part; each adds rows and jobs that send them, so that a way that fails is tried again
alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, update

from app.actions.actor import Actor
from app.actions.transaction import Attempt, Work, run
from app.domain.notices import Event, event_of
from app.models import AuditEntry, Membership


@dataclass(frozen=True)
class Notice:
    """Something that happened, and the entry of the record that says so."""

    event: Event
    entry: AuditEntry


Way = Callable[[Work, Notice], None]

WAYS: list[Way] = []


def spread(work: Work, entry_id: int) -> None:
    """Let every way of telling prepare what it sends about an entry."""
    entry = work.session.get(AuditEntry, (work.tenant.id, entry_id))
    if entry is None:
        return
    event = event_of(entry.entity, entry.action, after=entry.after, linked=entry.linked)
    if event is None:
        return
    for way in WAYS:
        way(work, Notice(event, entry))


def see(actor: Actor, up_to: dt.datetime) -> None:
    """Note that a member has seen their notices up to an instant; never back, never what is still to come."""

    def body(work: Work) -> None:
        work.session.execute(
            update(Membership)
            .where(Membership.tenant_id == work.tenant.id, Membership.person_id == actor.person_id)
            .values(seen_at=func.greatest(Membership.seen_at, min(up_to, work.now)))
        )

    run(actor, Attempt("notice", "seen"), body)
