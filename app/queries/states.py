"""The state that is true when read: one SQL expression, used by every query.

Source:  semantics.md 4; `lifecycle.effective` says the same in Python.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, case

from app.models import Reservation


def effective_state(now: dt.datetime | ColumnElement[dt.datetime]) -> ColumnElement[str]:
    """Answer a reservation's state as it is true at `now`, whether or not a worker ran."""
    return case((Reservation.due_at <= now, Reservation.due_state), else_=Reservation.state)
