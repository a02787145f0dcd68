"""Claims, as availability reads them.

The comparison is of columns, never of ranges: range operators are not leakproof, so row-level security
would keep the planner from using them. The lower bound holds because a CHECK bounds a claim's length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from app.domain.asking import Deadline
from app.domain.availability import Calendar, ClaimFacts
from app.domain.span import Span
from app.domain.stock import Stock, occurrence_key
from app.domain.words import ClaimSource
from app.models import Claim, Closure, Reservation, SlotOccurrence, Unit
from app.models.claim import LONGEST_DAYS
from app.queries.binds import CHOSEN, FIRST, LAST, each_given
from app.queries.leaves import Leaf
from app.queries.plain import rows_of

MOST_BUFFER = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=LONGEST_DAYS)
SOURCES = {source.value: source for source in ClaimSource}


def effective_end(now: dt.datetime) -> ColumnElement[dt.datetime]:
    """Say when a claim ends as it is true at `now`; `starts_at` when its deadline has freed it all.

    Source:  semantics.md 4; `availability.effective` says the same.
    """
    return case((Claim.due_at <= now, func.coalesce(Claim.due_ends_at, Claim.starts_at)), else_=Claim.ends_at)


def kept_of(deadline: Deadline | None) -> dict[str, Any]:
    """Say what claims keep of a deadline, as `Deadline.of_claim` does: by column, for an update."""
    if deadline is None:
        return {"due_at": None, "due_ends_at": None}
    freed = deadline.frees_from
    if freed is None:
        return {"due_at": deadline.due_at, "due_ends_at": None}
    is_freed = Claim.ends_at > freed
    return {
        "due_at": case((is_freed, literal(deadline.due_at))),
        "due_ends_at": case((is_freed, literal(freed))),
    }


def within(first: dt.datetime, last: dt.datetime) -> ColumnElement[bool]:
    """Say that a claim, buffers included, may touch a window."""
    return and_(
        Claim.starts_at < last + MOST_BUFFER,
        Claim.starts_at >= first - LONGEST - MOST_BUFFER,
        Claim.blocks_from < last,
        Claim.blocks_to > first,
    )


_ONE: Any = bindparam("one", type_=BigInteger)
_LIVE = and_(Claim.live, within(FIRST, LAST))
_TIMES = Claim.starts_at, Claim.ends_at, Claim.blocks_from, Claim.blocks_to, Claim.source
_DEADLINE = Claim.due_at, Claim.due_ends_at, Claim.quantity
_KEYS = cast(Claim.reservation_id, Text), cast(Claim.closure_id, Text)


@lru_cache(maxsize=2)
def _claims_of_all(*, is_named: bool) -> Select[*tuple[Any, ...]]:
    """Write the query once a process; its values come with each execution."""
    sold = Unit.__table__.alias("sold")
    owner = func.coalesce(*((Reservation.ref, Closure.ref) if is_named else _KEYS))
    asked = (
        select(Unit.ref, *_TIMES, owner, *_DEADLINE, SlotOccurrence.starts_at, sold.c.ref)
        .join(Unit, (Unit.tenant_id == Claim.tenant_id) & (Unit.id == Claim.unit_id))
        .outerjoin(
            SlotOccurrence,
            (SlotOccurrence.tenant_id == Claim.tenant_id) & (SlotOccurrence.id == Claim.occurrence_id),
        )
        .outerjoin(
            sold, (sold.c.tenant_id == SlotOccurrence.tenant_id) & (sold.c.id == SlotOccurrence.unit_id)
        )
        .where(_LIVE)
        .order_by(Claim.starts_at)
    )
    if not is_named:
        return asked
    return asked.outerjoin(
        Reservation, (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id)
    ).outerjoin(Closure, (Closure.tenant_id == Claim.tenant_id) & (Closure.id == Claim.closure_id))


@lru_cache(maxsize=4)
def _claims_of_some(*, is_named: bool, is_one: bool) -> Select[*tuple[Any, ...]]:
    """Write the same for some units, by their keys: few rows, whose names cost less to look up than joins to plan.

    Of one unit it is asked as of one: the plan for any is then as good as each, while of a list PostgreSQL thinks ten.
    """
    occurrence = aliased(SlotOccurrence)
    is_theirs = (occurrence.tenant_id == Claim.tenant_id) & (occurrence.id == Claim.occurrence_id)
    sold = (Unit.tenant_id == occurrence.tenant_id) & (Unit.id == occurrence.unit_id)
    owner = func.coalesce(
        *(_name(Reservation, Claim.reservation_id), _name(Closure, Claim.closure_id)) if is_named else _KEYS
    )
    begins = select(occurrence.starts_at).where(is_theirs).scalar_subquery()
    slot_of = select(Unit.ref).join(occurrence, sold).where(is_theirs).scalar_subquery()
    return (
        select(Claim.unit_id, *_TIMES, owner, *_DEADLINE, begins, slot_of)
        .where(_LIVE, Claim.unit_id == (_ONE if is_one else each_given(CHOSEN)))
        .order_by(Claim.starts_at)
    )


def _name(owner: type[Reservation | Closure], key: Any) -> Any:
    return select(owner.ref).where(owner.tenant_id == Claim.tenant_id, owner.id == key).scalar_subquery()


@lru_cache(maxsize=1)
def _occurrences() -> Select[*tuple[Any, ...]]:
    return (
        select(Unit.ref, SlotOccurrence.starts_at, SlotOccurrence.seats)
        .join(Unit, (Unit.tenant_id == SlotOccurrence.tenant_id) & (Unit.id == SlotOccurrence.unit_id))
        .where(SlotOccurrence.starts_at < LAST, SlotOccurrence.starts_at >= FIRST, SlotOccurrence.is_override)
    )


def load_calendar(
    leaves: Iterable[Leaf] | None,
    *,
    first: dt.datetime,
    last: dt.datetime,
    is_named: bool = True,
) -> Calendar:
    """Load the live claims that touch a window, and the seats of its slots that members set.

    Shapes:  `leaves` None: the claims of all units, without seats. Unless `is_named`, who owns a claim is told apart,
             but by no reference: visitors learn of nobody.
    """
    values: dict[str, Any] = {"first": first, "last": last}
    found: dict[str, list[ClaimFacts]] = {}
    if leaves is None:
        for unit, *row in map(tuple, rows_of(_claims_of_all(is_named=is_named), values).all()):
            found.setdefault(unit, []).append(_claim(unit, row))
        return Calendar(found)
    chosen = {leaf.unit_id: leaf.need for leaf in leaves}
    is_one = len(chosen) == 1
    values |= {"one": next(iter(chosen))} if is_one else {"chosen": list(chosen)}
    for key, *row in map(tuple, rows_of(_claims_of_some(is_named=is_named, is_one=is_one), values).all()):
        unit = chosen[key].unit
        found.setdefault(unit, []).append(_claim(unit, row))
    has_slots = any(need.stock is Stock.SEATS for need in chosen.values())
    return Calendar(found, load_seats(first, last) if has_slots else {})


def load_seats(first: dt.datetime, last: dt.datetime) -> dict[tuple[str, dt.datetime], int]:
    """Load how many seats the occurrences around a window have that members set; others have what the policy says."""
    rows = rows_of(_occurrences(), {"first": first - LONGEST, "last": last}).all()
    return {(row.ref, row.starts_at.astimezone(dt.UTC)): row.seats for row in rows}


def _claim(unit: str, row: Sequence[Any]) -> ClaimFacts:
    """Make a claim of a row, whose columns are in the order of the fields; by name each costs as much again."""
    starts_at, ends_at, blocks_from, blocks_to, source, owner, due_at, due_ends_at, quantity, *slot = row
    span = Span(starts_at, ends_at)
    return ClaimFacts(
        unit,
        span,
        span if (blocks_from, blocks_to) == (starts_at, ends_at) else Span(blocks_from, blocks_to),
        SOURCES[source],
        owner or occurrence_key(slot[1], slot[0]),
        due_at,
        due_ends_at,
        quantity,
        slot[0],
    )
