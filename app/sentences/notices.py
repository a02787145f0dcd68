"""What is said of an event: on the bell's page, on a lock screen, in a mail."""

from __future__ import annotations

from app.domain.notices import Event
from app.sentences.base import _


def titles() -> dict[Event, str]:
    """Answer what happened, in a few words."""
    return {
        Event.REQUESTED: _("A request came in"),
        Event.MADE: _("A reservation was made"),
        Event.CONFIRMED: _("A request was confirmed"),
        Event.CHANGED: _("A reservation was changed"),
        Event.CANCELLED: _("A reservation was cancelled"),
        Event.EXPIRED: _("A request expired"),
        Event.ABSENT: _("A client has not arrived"),
        Event.LOCK_ASKED: _("A colleague waits for you to finish"),
        Event.BACKUP_FAILED: _("A backup failed"),
    }


def choices() -> dict[Event, str]:
    """Answer what the events are called where they are chosen."""
    return {
        Event.REQUESTED: _("A request comes in"),
        Event.MADE: _("A reservation is made"),
        Event.CONFIRMED: _("A request is confirmed"),
        Event.CHANGED: _("A reservation is changed"),
        Event.CANCELLED: _("A reservation is cancelled"),
        Event.EXPIRED: _("A request expires"),
        Event.ABSENT: _("A client has not arrived"),
        Event.LOCK_ASKED: _("A colleague waits for you to finish"),
        Event.BACKUP_FAILED: _("A backup failed"),
    }
