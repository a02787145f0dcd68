"""What is said of an event of which members are told."""

from __future__ import annotations

from app.domain.notices import Event
from app.sentences.base import _


def titles() -> dict[Event, str]:
    """Answer what happened, in a few words."""
    return {
        Event.REQUESTED: _("A request came in"),
        Event.MADE: _("Reserved"),
        Event.CONFIRMED: _("Confirmed"),
        Event.CHANGED: _("Changed"),
        Event.CANCELLED: _("Cancelled"),
        Event.EXPIRED: _("A request expired"),
        Event.ABSENT: _("Did not come"),
        Event.LOCK_ASKED: _("Somebody waits for you to finish"),
        Event.BACKUP_FAILED: _("A backup failed"),
    }
