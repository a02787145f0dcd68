"""The outbox, as the page of jobs reads it: what waits and what has failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.models import OutboxRow
from app.queries.plain import rows_of


@dataclass(frozen=True)
class JobRow:
    """A job that is not done.

    Shapes:  `reason` is the code of the last try that failed, '' while none has.
    """

    ref: str
    job: str
    made_at: dt.datetime
    look_at: dt.datetime
    failed_at: dt.datetime | None
    attempts: int
    reason: str


_OPEN: Select[*tuple[Any, ...]] = select(
    OutboxRow.ref,
    OutboxRow.job,
    OutboxRow.made_at,
    OutboxRow.look_at,
    OutboxRow.failed_at,
    OutboxRow.attempts,
    OutboxRow.reason,
).where(OutboxRow.done_at.is_(None))
_WAITING: Select[*tuple[Any, ...]] = _OPEN.where(OutboxRow.failed_at.is_(None)).order_by(
    OutboxRow.made_at, OutboxRow.id
)
_FAILED: Select[*tuple[Any, ...]] = _OPEN.where(OutboxRow.failed_at.is_not(None)).order_by(
    OutboxRow.failed_at.desc(), OutboxRow.id.desc()
)
_COUNTED: Select[*tuple[Any, ...]] = select(
    func.count().filter(OutboxRow.failed_at.is_(None)).label("waiting"),
    func.count(OutboxRow.failed_at).label("failed"),
).where(OutboxRow.done_at.is_(None))


def list_waiting(*, most: int) -> list[JobRow]:
    """List what waits, the oldest first."""
    return [JobRow(**row._mapping) for row in rows_of(_WAITING.limit(most)).all()]


def list_failed(*, most: int) -> list[JobRow]:
    """List what has failed, the latest first."""
    return [JobRow(**row._mapping) for row in rows_of(_FAILED.limit(most)).all()]


def count_open() -> tuple[int, int]:
    """Count what waits and what has failed."""
    counted = rows_of(_COUNTED).one()
    return int(counted.waiting), int(counted.failed)
