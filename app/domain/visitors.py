"""What a visitor may do by themselves: come at all, ask or reserve, and change their mind until some hours before."""

from datetime import datetime, timedelta
from typing import Literal

from app.domain.words import State

Coming = Literal["ask", "reserve", "none"]

CONSENT = "2026-11"  # the version of the text that a visitor agrees to; raise it when the words change
LEAST_AGE = timedelta(seconds=2)
MOST_AGE = timedelta(hours=2)

_BEGINS = {"ask": State.PENDING, "reserve": State.CONFIRMED}


def first_state(coming: Coming) -> State | None:
    """Return the state in which what a visitor makes begins; None where visitors may not make anything."""
    return _BEGINS.get(coming)


def by_themselves_until(starts_at: datetime, hours: int | None) -> datetime | None:
    """Return until when a client may change people or cancel by themselves; None: never.

    Units:   `hours` before the start, by elapsed time.
    """
    return None if hours is None else starts_at - timedelta(hours=hours)
