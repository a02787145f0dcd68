"""Which reservations touch some dates: one range of an index, whatever the history.

No index knows ranges of dates under row-level security, but a tenant's longest stay tells how far before the
dates an arrival can lie; it is read from an index of lengths, so a tenant of short stays reads few days more. Stays
of a week are not in it: who has no longer ones reads a week.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Date, Integer, and_, func, literal, literal_column, select, union_all

from app.models import Reservation
from app.models.reservation import SHORT_NIGHTS


def still_there(first: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Say that a reservation departs on a date or after it."""
    return and_(Reservation.departs_on >= first, _may_reach(first))


def touching(
    first: dt.date | ColumnElement[dt.date], last: dt.date | ColumnElement[dt.date]
) -> ColumnElement[bool]:
    """Say that a reservation has a night from `first` to before `last`."""
    return and_(Reservation.departs_on > first, Reservation.arrives_on < last, _may_reach(first))


def _may_reach(first: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Say that an arrival is late enough for the longest stay.

    No COALESCE around it: under row-level security the planner keeps that out of the bounds of an index.
    """
    length = Reservation.departs_on - Reservation.arrives_on
    short = literal_column(str(SHORT_NIGHTS), Integer)  # as the index has it
    longer = select(length.label("nights")).where(length > short).order_by(length.desc()).limit(1)
    either = union_all(longer.subquery().select(), select(short)).subquery()
    longest = select(func.max(either.c.nights)).scalar_subquery()
    day = literal(first, Date) if isinstance(first, dt.date) else first
    return Reservation.arrives_on >= day - longest
