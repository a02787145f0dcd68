"""Tell of what happened: an entry of the record becomes what each who is to learn of it is sent.

An action that writes such an entry asks for the job `notices` in its own transaction. The job, in one of its own,
asks every way of telling for its part; each adds rows and jobs that send them, so that a way that fails is tried again
alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.actions.transaction import Work
from app.domain.notices import Event, event_of
from app.models import AuditEntry


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
