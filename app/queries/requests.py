"""Requests: reservations that wait for a member's yes or no."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select

from app.domain.words import State
from app.extensions import db
from app.models import Reservation


def count_pending(now: dt.datetime) -> int:
    """Count the requests that wait and have not expired."""
    asked = (
        select(func.count())
        .select_from(Reservation)
        .where(
            Reservation.state == State.PENDING.value,
            or_(Reservation.due_at.is_(None), Reservation.due_at > now),
        )
    )
    return db.session.execute(asked).scalar_one()
