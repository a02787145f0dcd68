"""How much of what each kind offered on a day is reserved: nights, seats or minutes, of leaf units only.

Source:  semantics.md 10 (heatmap), A7, A8; 7, P3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select

from app.domain.asking import Period
from app.domain.localtime import day_start
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.models import Claim, Closure, SlotOccurrence, Unit
from app.queries.binds import FIRST, LAST, NOW, window
from app.queries.claims import effective_end, within
from app.queries.nights import NONE, SEASON, Night
from app.queries.plain import rows_of
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow
from app.tenancy import current

ONE_DAY = dt.timedelta(days=1)
MAINTENANCE = "maintenance"
Seats = Mapping[tuple[str, dt.datetime], int]


class Spent(NamedTuple):
    """So many of a leaf unit, taken for a while."""

    unit_id: int
    source: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    quantity: int
    occurrence: dt.datetime | None
    reason: str


class DayPart(NamedTuple):
    """What of a day is offered; `seats` None: as many as there are of the unit."""

    period: Period
    span: Span
    seats: int | None


@lru_cache(maxsize=4096)
def _parts(_tenant_id: int, version_id: int, day: dt.date) -> list[DayPart]:
    """Answer what a version of a policy offers on a day: versions are never changed."""
    found, zone = rules(version_id), current().zone
    periods = found.kind.day_parts(found.doc, day, zone=zone)
    return [
        DayPart(each, found.kind.span(found.doc, each, zone), found.kind.seats(found.doc, each))
        for each in periods
    ]


def parts(unit: UnitRow, day: dt.date) -> list[DayPart]:
    """Answer what a unit offers on a day; nothing while it is out of service."""
    return _parts(current().id, unit.version_id, day) if unit.serves(day, day + ONE_DAY) else []


def total_of(unit: UnitRow, part: DayPart, seats: Seats) -> int:
    """Answer how many there are of a unit in a part of a day; `seats` as `list_seats` lists them count first."""
    if unit.stock is not Stock.SEATS:
        return unit.quantity
    return seats.get((unit.ref, part.span.starts_at), unit.quantity if part.seats is None else part.seats)


@lru_cache(maxsize=1)
def spent() -> Select[*tuple[Any, ...]]:
    """Ask for the live claims of a window; written once a process."""
    ends_at = effective_end(NOW)
    return (
        select(
            Claim.unit_id,
            Claim.source,
            Claim.starts_at,
            ends_at,
            Claim.quantity,
            SlotOccurrence.starts_at,
            func.coalesce(Closure.reason, ""),
        )
        .outerjoin(Closure, and_(Closure.tenant_id == Claim.tenant_id, Closure.id == Claim.closure_id))
        .outerjoin(
            SlotOccurrence,
            and_(SlotOccurrence.tenant_id == Claim.tenant_id, SlotOccurrence.id == Claim.occurrence_id),
        )
        .where(Claim.live, ends_at > Claim.starts_at, within(FIRST, LAST))
    )


def list_usage(
    units: Sequence[UnitRow], first: dt.date, last: dt.date, now: dt.datetime
) -> dict[str, dict[dt.date, Night]]:
    """Count each day from `first` to before `last` for each kind of policy that the units have."""
    found = (Spent._make(row) for row in rows_of(spent(), window(first, last, now)).all())
    seats = list_seats(units, first, last, now)
    return count_usage(units, found, seats, first=first, last=last, now=now)


def list_seats(units: Iterable[UnitRow], first: dt.date, last: dt.date, now: dt.datetime) -> Seats:
    """List how many seats the occurrences of a window have, whatever the policy says by now, by unit and start.

    Those are the ones that members set, and those that have begun, which keep what they were sold with.
    """
    if not any(unit.stock is Stock.SEATS for unit in units):
        return {}
    zone = current().zone
    asked: Select[*tuple[Any, ...]] = (
        select(Unit.ref, SlotOccurrence.starts_at, SlotOccurrence.seats)
        .join(Unit, and_(Unit.tenant_id == SlotOccurrence.tenant_id, Unit.id == SlotOccurrence.unit_id))
        .where(
            SlotOccurrence.starts_at >= day_start(first, zone),
            SlotOccurrence.starts_at < day_start(last, zone),
            or_(SlotOccurrence.is_override, SlotOccurrence.starts_at <= now),
        )
    )
    return {(ref, at.astimezone(dt.UTC)): count for ref, at, count in map(tuple, rows_of(asked).all())}


def count_usage(
    units: Iterable[UnitRow],
    spent: Iterable[Any],
    seats: Seats,
    *,
    first: dt.date,
    last: dt.date,
    now: dt.datetime | None = None,
) -> dict[str, dict[dt.date, Night]]:
    """Count what is offered and taken, by the key of the kind and the day.

    Shapes:  `spent` has what `Spent` has; with `now`, what was called off for want of people is not offered.
    Units:   of the kind: nights, seats, minutes; seasons are not offered, other closures are.
    """
    days = [first + ONE_DAY * place for place in range((last - first).days)]
    by_unit = by_unit_and_day(spent, first, last)
    counted: dict[str, dict[dt.date, Night]] = {}
    for unit in units:
        if unit.stock is Stock.COMPOSITE:
            continue
        kept, here = rules(unit.version_id), by_unit.get(unit.id, {})
        nights = counted.setdefault(kept.kind.key, dict.fromkeys(days, NONE))
        for day in days:
            spent_here = here.get(day, ())
            weighed = weigh(kept, unit, spent_here, day=day, seats=seats, now=now)
            nights[day] = _plus(nights[day], _count(weighed))
    return counted


def by_unit_and_day(
    spent: Iterable[Any], first: dt.date, last: dt.date
) -> dict[int, dict[dt.date, list[Any]]]:
    """Sort what has been taken by its unit, and by each of the dates whose parts it may share."""
    zone = current().zone
    by_unit: dict[int, dict[dt.date, list[Any]]] = {}
    for each in spent:
        of_unit = by_unit.setdefault(each.unit_id, {})
        for day in _touched(each, zone, first, last):
            of_unit.setdefault(day, []).append(each)
    return by_unit


def _touched(each: Any, zone: ZoneInfo, first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Answer the dates whose parts it may share: a night begins on one date and ends on the next."""
    day = max(each.starts_at.astimezone(zone).date() - ONE_DAY, first)
    until = min(each.ends_at.astimezone(zone).date(), last - ONE_DAY)
    while day <= until:
        yield day
        day += ONE_DAY


class Weighed(NamedTuple):
    """What of a part of a day is offered and taken, and what of it is closed, and why."""

    offered: int
    taken: int
    season: int
    maintenance: int
    closed: int


def weigh(
    kept: Rules,
    unit: UnitRow,
    here: Sequence[Any],
    *,
    day: dt.date,
    seats: Seats,
    now: dt.datetime | None,
) -> Iterator[Weighed]:
    """Weigh each part of a day of a unit against the claims that may share it, unless it was called off.

    A departure offers no fewer seats than are sold, whatever the policy says by now.
    """
    for part in parts(unit, day):
        offered = total_of(unit, part, seats) * kept.kind.measure(kept.doc, part.span)
        taken, closed = 0, dict.fromkeys(("", SEASON, MAINTENANCE), 0)
        for each in here:
            amount = _amount(kept, each, part.span)
            if amount and each.source == ClaimSource.CLOSURE:
                amount = offered if unit.stock is Stock.SEATS else amount
                closed[each.reason if each.reason in closed else ""] += amount
            else:
                taken += amount
        if unit.stock is Stock.SEATS:
            offered = max(offered, taken)
        if taken or not _is_called_off(kept, part, now):
            yield Weighed(offered, taken, closed[SEASON], closed[MAINTENANCE], sum(closed.values()))


def _count(weighed: Iterable[Weighed]) -> Night:
    night = NONE
    for each in weighed:
        free = max(each.offered - each.taken - each.closed, 0)
        night = _plus(night, Night(max(each.offered - each.season, 0), each.taken, free))
    return night


def _is_called_off(kept: Rules, part: DayPart, now: dt.datetime | None) -> bool:
    """Tell whether a part that nobody is in was not to take place with so few."""
    minimum = kept.kind.minimum(kept.doc, part.period, zone=current().zone) if now else None
    return minimum is not None and now is not None and minimum.judged_at <= now


def _amount(kept: Rules, each: Any, span: Span) -> int:
    """Answer what of a part is taken by a claim; seats are of their own slot only."""
    starts_at, ends_at = max(each.starts_at, span.starts_at), min(each.ends_at, span.ends_at)
    is_other = (
        each.occurrence and each.source == ClaimSource.RESERVATION and each.occurrence != span.starts_at
    )
    if starts_at >= ends_at or is_other:
        return 0
    return int(each.quantity) * kept.kind.measure(kept.doc, Span(starts_at, ends_at))


def _plus(one: Night, other: Night) -> Night:
    return Night(
        one.available_count + other.available_count,
        one.taken_count + other.taken_count,
        one.free_count + other.free_count,
    )
