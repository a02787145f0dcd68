"""How many units each night takes and has, counted by the database: deltas and a sum over them.

A night is a local date of the tenant, so each date counts once whatever the clocks do.
Source:  semantics.md 10; performance.md (a year of 50 units in some milliseconds).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, any_, case, func, literal, null, or_, select, union_all

from app.domain.heat import heat, percent_taken
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.models import Claim, Closure, Unit
from app.queries.binds import CHOSEN, FIRST, FIRST_ON, LAST, LAST_ON, NOW, local_on, window
from app.queries.claims import effective_end, within
from app.queries.plain import rows_of

SEASON = "season"


@dataclass(frozen=True)
class Night:
    """One night of a house or of a unit type.

    Units:   unit-nights. `available_count` leaves out seasons, `free_count` every closure.
    """

    available_count: int = 0
    taken_count: int = 0
    free_count: int = 0

    @property
    def heat(self) -> int:
        """Answer the step on the heat scale."""
        return heat(self.taken_count, self.available_count)

    @property
    def percent(self) -> int:
        """Answer the share taken, as a whole percentage."""
        return percent_taken(self.taken_count, self.available_count)


NONE = Night()


def list_nights(
    first: dt.date, last: dt.date, now: dt.datetime, *, type_ids: list[int] | None = None
) -> dict[dt.date, Night]:
    """Count each night from `first` to before `last`; without `type_ids` over all units."""
    asked = _summed(by_type=False, is_chosen=type_ids is not None)
    rows = rows_of(asked, window(first, last, now, chosen=type_ids)).all()
    return _filled([row[1:] for row in rows], first, last)


def list_nights_by_type(first: dt.date, last: dt.date, now: dt.datetime) -> dict[int, dict[dt.date, Night]]:
    """Count each night of each unit type."""
    found: dict[int, list[Any]] = {}
    asked = _summed(by_type=True, is_chosen=False)
    for row in rows_of(asked, window(first, last, now)).all():
        found.setdefault(row[0], []).append(row[1:])
    return {type_id: _filled(rows, first, last) for type_id, rows in found.items()}


def _filled(rows: list[Any], first: dt.date, last: dt.date) -> dict[dt.date, Night]:
    """Answer every date, from the dates on which something changes."""
    changes = {day: counts for day, *counts in rows}
    serving = taken = closed = season = 0
    nights: dict[dt.date, Night] = {}
    for place in range((last - first).days):
        day = first + dt.timedelta(days=place)
        serving, taken, closed, season = changes.get(day, (serving, taken, closed, season))
        nights[day] = Night(int(serving - season), int(taken), int(serving - taken - closed))
    return nights


@lru_cache(maxsize=4)
def _summed(*, by_type: bool, is_chosen: bool) -> Select[Any]:
    """Write the query once a process; its values come with each execution."""
    spans = union_all(_claimed(), _serving()).cte("spans")
    of_type = spans.c.type_id if by_type else null()
    asked = select(of_type.label("type_id"), spans.c.from_on.label("day"), *_signed(spans, 1)).where(
        spans.c.from_on < spans.c.until_on
    )
    ended = select(of_type, spans.c.until_on, *_signed(spans, -1)).where(spans.c.from_on < spans.c.until_on)
    if is_chosen:
        asked, ended = (part.where(spans.c.type_id == any_(CHOSEN)) for part in (asked, ended))
    deltas = union_all(asked, ended).subquery("deltas")
    sums = [
        func.sum(func.sum(column)).over(partition_by=deltas.c.type_id, order_by=deltas.c.day)
        for column in (deltas.c.serving, deltas.c.taken, deltas.c.closed, deltas.c.season)
    ]
    return (
        select(deltas.c.type_id, deltas.c.day, *sums)
        .group_by(deltas.c.type_id, deltas.c.day)
        .order_by(deltas.c.type_id, deltas.c.day)
    )


def _signed(spans: Any, sign: int) -> list[Any]:
    return [
        (column * sign).label(column.name)
        for column in (spans.c.serving, spans.c.taken, spans.c.closed, spans.c.season)
    ]


def _claimed() -> Select[Any]:
    """Ask for the nights of live claims, cut to the window and to the unit's service."""
    is_closure = Claim.source == ClaimSource.CLOSURE.value
    return (
        select(
            Unit.unit_type_id.label("type_id"),
            func.greatest(local_on(Claim.starts_at), FIRST_ON, Unit.in_service_from).label("from_on"),
            func.least(local_on(effective_end(NOW)), LAST_ON, Unit.in_service_until).label("until_on"),
            literal(0).label("serving"),
            case((is_closure, 0), else_=Claim.quantity).label("taken"),
            case((is_closure, Claim.quantity), else_=0).label("closed"),
            case((Closure.reason == SEASON, Claim.quantity), else_=0).label("season"),
        )
        .join(Unit, and_(Unit.tenant_id == Claim.tenant_id, Unit.id == Claim.unit_id))
        .outerjoin(Closure, and_(Closure.tenant_id == Claim.tenant_id, Closure.id == Claim.closure_id))
        .where(Claim.live, within(FIRST, LAST))
    )


def _serving() -> Select[Any]:
    """Ask for the nights on which leaf units are in service; one made of others would count them twice."""
    return select(
        Unit.unit_type_id,
        func.greatest(FIRST_ON, Unit.in_service_from),
        func.least(LAST_ON, Unit.in_service_until),
        Unit.quantity,
        literal(0),
        literal(0),
        literal(0),
    ).where(
        Unit.stock != Stock.COMPOSITE.value,
        or_(Unit.in_service_from.is_(None), Unit.in_service_from < LAST_ON),
        or_(Unit.in_service_until.is_(None), Unit.in_service_until > FIRST_ON),
    )
