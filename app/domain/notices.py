"""What members and clients are told of by themselves: events, found in what the record says was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from app.domain.permissions import Permission, may
from app.domain.words import Role, State


class Event(StrEnum):
    """Something that happened of which somebody may want to learn with the application closed."""

    REQUESTED = "requested"
    MADE = "made"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ABSENT = "absent"
    LOCK_ASKED = "lock_asked"
    BACKUP_FAILED = "backup_failed"


_OF_RESERVATIONS = {
    "confirmed": Event.CONFIRMED,
    "changed": Event.CHANGED,
    "swapped": Event.CHANGED,
    "reseated": Event.CHANGED,
    "put_back": Event.CHANGED,
    "cancelled": Event.CANCELLED,
    "expired": Event.EXPIRED,
    "absent": Event.ABSENT,
}


def event_of(
    entity: str, action: str, *, after: Mapping[str, Any], linked: Sequence[Mapping[str, Any]] = ()
) -> Event | None:
    """Answer of what event an entry of the record tells; None where nobody is told.

    Shapes:  `after` and `linked` as the entry has them. What is done to a group is told once, by the group's own
             entry: those of its reservations, which are linked to it, tell nothing.
    """
    if entity == "lock":
        return Event.LOCK_ASKED if action == "asked" else None
    if entity not in ("reservation", "group") or any(link.get("entity") == "group" for link in linked):
        return None
    if action == "made":
        return Event.REQUESTED if after.get("state") == State.PENDING else Event.MADE
    return _OF_RESERVATIONS.get(action)


def may_learn(role: Role | None, event: Event) -> bool:
    """Tell whether a role may see what an event is about."""
    needed = Permission.MANAGE_SETTINGS if event is Event.BACKUP_FAILED else Permission.SEE_RESERVATIONS
    return may(role, needed)


def addressee(event: Event, linked: Sequence[Mapping[str, Any]]) -> int | None:
    """Answer the one person whom an event is for; None when it is for all who may learn of it."""
    if event is not Event.LOCK_ASKED:
        return None
    return next((int(link["id"]) for link in linked if link.get("entity") == "person"), 0)
