"""Forget the keys of requests that nobody repeats any more."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from app.actions.actor import POLICY
from app.actions.outbox import FAILURE_KEPT
from app.actions.sweeping import sweep_listed
from app.actions.transaction import Attempt, run
from app.extensions import look_up
from app.models import IdempotencyKey
from app.queries.plain import rows_of

KEPT = dt.timedelta(days=30)
BATCH = 500


def sweep(now: dt.datetime) -> int:
    """Delete the keys that were used a month ago, and answer how many there were.

    It looks where anything stands in the outbox, as a deed does for a week: who does nothing keeps their last keys
    until they do something again.
    """
    last = now - KEPT
    at = now + FAILURE_KEPT
    busy = [row.id for row in look_up("SELECT * FROM due_tenants('outbox', :at) AS id", at=at)]
    return sweep_listed(
        "keys", busy, lambda: run(POLICY, Attempt("key", "sweep"), lambda _work: _batch(last))
    )


def _batch(last: dt.datetime) -> int:
    """Delete what is old of the first keys: they were numbered as they were used, and no index knows when."""
    first = (
        select(IdempotencyKey.id, IdempotencyKey.created_at)
        .order_by(IdempotencyKey.id)
        .limit(BATCH)
        .subquery()
    )
    old = select(first.c.id).where(first.c.created_at <= last)
    deleted = delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)).returning(IdempotencyKey.id)
    return len(rows_of(deleted).all())
