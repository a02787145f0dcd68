"""Claims, as availability reads them.

The comparison is of columns, never of ranges: range operators are not leakproof, so row-level security
would keep the planner from using them. The lower bound holds because a CHECK bounds a claim's length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, any_, case, func, select

from app.domain.availability import ClaimFacts
from app.domain.span import Span
from app.domain.words import ClaimSource
from app.models import Claim, Closure, Reservation, Unit
from app.models.claim import LONGEST_DAYS
from app.queries.binds import CHOSEN, FIRST, LAST
from app.queries.plain import rows_of

MOST_BUFFER = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=LONGEST_DAYS)


def effective_end(now: dt.datetime) -> ColumnElement[dt.datetime]:
    """Say when a claim ends as it is true at `now`; `starts_at` when its deadline has freed it all.

    Source:  semantics.md 4; `availability.effective` says the same.
    """
    return case((Claim.due_at <= now, func.coalesce(Claim.due_ends_at, Claim.starts_at)), else_=Claim.ends_at)


def within(first: dt.datetime, last: dt.datetime) -> ColumnElement[bool]:
    """Say that a claim, buffers included, may touch a window."""
    return and_(
        Claim.starts_at < last + MOST_BUFFER,
        Claim.starts_at >= first - LONGEST - MOST_BUFFER,
        Claim.blocks_from < last,
        Claim.blocks_to > first,
    )


@lru_cache(maxsize=2)
def _claims(*, is_chosen: bool) -> Select[*tuple[Any, ...]]:
    """Write the query once a process; its values come with each execution."""
    asked = (
        select(
            Unit.ref.label("unit"),
            Claim.starts_at,
            Claim.ends_at,
            Claim.blocks_from,
            Claim.blocks_to,
            Claim.source,
            func.coalesce(Reservation.ref, Closure.ref).label("owner_ref"),
            Claim.due_at,
            Claim.due_ends_at,
        )
        .join(Unit, (Unit.tenant_id == Claim.tenant_id) & (Unit.id == Claim.unit_id))
        .outerjoin(
            Reservation,
            (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id),
        )
        .outerjoin(Closure, (Closure.tenant_id == Claim.tenant_id) & (Closure.id == Claim.closure_id))
        .where(Claim.live, within(FIRST, LAST))
        .order_by(Claim.starts_at)
    )
    return asked.where(Claim.unit_id == any_(CHOSEN)) if is_chosen else asked


def list_claims(
    unit_ids: Iterable[int] | None, *, first: dt.datetime, last: dt.datetime
) -> dict[str, list[ClaimFacts]]:
    """List the live claims that touch a window, by the unit's reference.

    Shapes:  `unit_ids` None: of all units.
    """
    values: dict[str, Any] = {"first": first, "last": last}
    if unit_ids is not None:
        values["chosen"] = list(unit_ids)
    found: dict[str, list[ClaimFacts]] = {}
    for row in rows_of(_claims(is_chosen=unit_ids is not None), values):
        claim = ClaimFacts(
            unit=row.unit,
            span=Span(row.starts_at, row.ends_at),
            blocked=Span(row.blocks_from, row.blocks_to),
            source=ClaimSource(row.source),
            owner_ref=row.owner_ref,
            due_at=row.due_at,
            due_ends_at=row.due_ends_at,
        )
        found.setdefault(row.unit, []).append(claim)
    return found
