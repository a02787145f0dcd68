"""The timeline: every unit with what takes it and what is free, day by day. Two queries, three where paged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.policies.base import KINDS
from app.domain.stock import Stock
from app.domain.tape import Stretch, Taken, Window, count_by_day, lay_out
from app.domain.words import State
from app.models import PolicyVersion, Reservation, Unit, UnitType
from app.queries.binds import NOW
from app.queries.nights import SEASON, Night, list_nights_by_type
from app.queries.plain import rows_of
from app.queries.policies import applies_on, today
from app.queries.stretches import CLOSURE, Found, find, taken_of_unit
from app.tenancy import current

UNITS_A_PAGE = 50
REMEMBERED = 32  # charts: of about 100 kB each where they show fifty units for a month
ROWS_REMEMBERED = 2_048  # of about 6 kB each, and as much drawn
TODAY: Any = bindparam("today", type_=Date)


class UnitLine(NamedTuple):
    """A unit as a row of the timeline begins."""

    id: int
    ref: str
    name: str
    capacity: int
    type_id: int
    type_ref: str
    type_name: str
    in_service_from: dt.date | None
    in_service_until: dt.date | None
    stock: str
    kind: str

    @property
    def is_plain(self) -> bool:
        """Tell whether it is one thing that is let by the night."""
        return _is_plain(self.stock, self.kind)


@cache
def _is_plain(stock: str, kind: str) -> bool:
    return stock == Stock.SINGLE and not KINDS[kind].by_the_hour


@dataclass(frozen=True, eq=False)
class Row:
    """A unit and its stretches, from left to right. Read as it was before it is the same object, as its chart is."""

    unit: UnitLine
    taken: list[Taken]
    stretches: list[Stretch]


@dataclass(frozen=True)
class Group:
    """The units of a type, with how many of them are free each night."""

    type_ref: str
    name: str
    free: list[int]
    rows: list[Row]


@dataclass(frozen=True, eq=False)
class Tape:
    """All that a timeline shows. What was read as it was before is the same object, drawn once."""

    window: Window
    groups: list[Group]
    nights: list[Night]
    types: list[tuple[str, str]]
    unit_count: int
    page: int
    pages: int

    @cached_property
    def taken(self) -> list[Taken]:
        """Answer all stays and closures shown."""
        return [item for group in self.groups for row in group.rows for item in row.taken]

    @property
    def reservation_count(self) -> int:
        """Answer how many reservations are shown."""
        return sum(item.state != CLOSURE for item in self.taken)


@cache
def _unit_lines(*, and_in_house: bool) -> Any:
    """Write the query once a process; the version of a policy that applies names the kind."""
    lasts = or_(Reservation.due_at.is_(None), Reservation.due_at > NOW)
    there = select(func.count()).where(Reservation.state == State.CHECKED_IN.value, lasts).scalar_subquery()
    kinds = (
        select(PolicyVersion.policy_id, PolicyVersion.kind)
        .where(applies_on(TODAY))
        .ext(distinct_on(PolicyVersion.policy_id))
        .order_by(PolicyVersion.policy_id, PolicyVersion.number.desc())
        .subquery("kinds")
    )
    return (
        select(
            Unit.id,
            Unit.ref,
            Unit.name,
            Unit.capacity,
            UnitType.id,
            UnitType.ref,
            UnitType.name,
            Unit.in_service_from,
            Unit.in_service_until,
            Unit.stock,
            kinds.c.kind,
            *([there] if and_in_house else []),
        )
        .join(kinds, kinds.c.policy_id == Unit.policy_id)
        .join(UnitType, (UnitType.tenant_id == Unit.tenant_id) & (UnitType.id == Unit.unit_type_id))
        .order_by(UnitType.position, UnitType.name, Unit.position, Unit.name)
    )


def list_unit_lines() -> list[UnitLine]:
    """List the units in the order of the timeline: by type, then by place."""
    asked = _unit_lines(and_in_house=False)
    return [UnitLine._make(row) for row in rows_of(asked, {"today": today()}).all()]


def load_house(now: dt.datetime) -> tuple[list[UnitLine], int]:
    """List the same, and count who is in house: has come and not left, also who should have left by now."""
    rows = rows_of(_unit_lines(and_in_house=True), {"today": today(), "now": now}).all()
    return [UnitLine._make(row[:-1]) for row in rows], rows[0][-1] if rows else 0


def load_tape(
    window: Window,
    now: dt.datetime,
    *,
    type_ref: str = "",
    page: int = 1,
    lines: Sequence[UnitLine] | None = None,
) -> Tape:
    """Load a window of days of all units, or of one type if it is there; a page at a time where there are many."""
    lines = list_unit_lines() if lines is None else lines
    types = list({line.type_ref: line.type_name for line in lines}.items())
    only = type_ref if type_ref in dict(types) else ""
    wanted = [line for line in lines if _serves(line, window) and only in {"", line.type_ref}]
    pages = max(1, -(-len(wanted) // UNITS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    is_whole = len(shown) == len(lines)
    found = find(window.first, window.last, now, unit_ids=None if is_whole else [line.id for line in shown])
    asked = _Asked(current().id, window, tuple(shown), tuple(types), len(wanted), page, pages)
    counted = () if pages == 1 else _counted_there(window, now, types_shown={line.type_id for line in wanted})
    return _laid_out(asked, tuple(map(tuple, found)), counted)


class _Asked(NamedTuple):
    """What a chart is asked to show; its units are those of the page."""

    tenant_id: int
    window: Window
    lines: tuple[UnitLine, ...]
    types: tuple[tuple[str, str], ...]
    unit_count: int
    page: int
    pages: int


_Counted = tuple[tuple[int, tuple[Night, ...]], ...]
"""The nights of the window, by unit type."""


@lru_cache(REMEMBERED)
def _laid_out(asked: _Asked, found: tuple[tuple[Any, ...], ...], counted: _Counted) -> Tape:
    """Lay out what was read: the same rows give the same chart, whoever of a business looks at it."""
    of_unit: dict[int, list[tuple[Any, ...]]] = {}
    for row in found:
        of_unit.setdefault(row[0], []).append(row)
    rows = [
        _laid_row(asked.tenant_id, asked.window, line, tuple(of_unit.get(line.id, ())))
        for line in asked.lines
    ]
    if counted:
        groups, nights = _grouped(rows, dict(counted)), _added(counted, asked.window)
    else:
        groups, nights = _counted_here(rows, asked.window)
    return Tape(asked.window, groups, nights, list(asked.types), asked.unit_count, asked.page, asked.pages)


@lru_cache(ROWS_REMEMBERED)
def _laid_row(_tenant_id: int, window: Window, line: UnitLine, found: tuple[tuple[Any, ...], ...]) -> Row:
    """Lay out one unit: a change of one leaves the others as they were."""
    taken = taken_of_unit(map(Found._make, found))
    stretches = lay_out(
        taken, window, in_service_from=line.in_service_from, in_service_until=line.in_service_until
    )
    return Row(line, taken, stretches)


def _serves(line: UnitLine, window: Window) -> bool:
    begins, ends = line.in_service_from, line.in_service_until
    return (begins is None or begins < window.last) and (ends is None or window.first < ends)


def _by_type(rows: Sequence[Row]) -> Iterable[tuple[UnitLine, list[Row]]]:
    for _type_id, found in groupby(rows, key=lambda row: row.unit.type_id):
        members = list(found)
        yield members[0].unit, members


def _counted_here(rows: Sequence[Row], window: Window) -> tuple[list[Group], list[Night]]:
    """Count the nights of units that are all shown."""
    groups: list[Group] = []
    totals = [Night() for _ in range(window.days)]
    for unit, members in _by_type(rows):
        nights = _count(members, window)
        groups.append(Group(unit.type_ref, unit.type_name, [night.free_count for night in nights], members))
        totals = [_plus(one, other) for one, other in zip(totals, nights, strict=True)]
    return groups, totals


def _count(rows: Sequence[Row], window: Window) -> list[Night]:
    """Count the nights of some units: a stay and a closure never share one."""
    serving, stays, closed, seasons = [], [], [], []
    for row in rows:
        begins, ends = row.unit.in_service_from or dt.date.min, row.unit.in_service_until or dt.date.max
        serving.append((begins, ends))
        for item in row.taken:
            if not item.holds:
                continue
            span = (max(begins, item.starts_on), min(ends, item.ends_on))
            if item.state != CLOSURE:
                stays.append(span)
                continue
            closed.append(span)
            if item.reason == SEASON:
                seasons.append(span)
    columns = (count_by_day(spans, window) for spans in (serving, stays, closed, seasons))
    return [
        Night(served - season, stay, served - stay - off)
        for served, stay, off, season in zip(*columns, strict=True)
    ]


def _plus(one: Night, other: Night) -> Night:
    return Night(
        one.available_count + other.available_count,
        one.taken_count + other.taken_count,
        one.free_count + other.free_count,
    )


def _counted_there(window: Window, now: dt.datetime, *, types_shown: set[int]) -> _Counted:
    """Let the database count, where a page shows only some of the units."""
    by_type = list_nights_by_type(window.first, window.last, now)
    return tuple(
        (type_id, tuple(nights[day] for day in window.dates()))
        for type_id, nights in by_type.items()
        if type_id in types_shown
    )


def _grouped(rows: Sequence[Row], by_type: dict[int, tuple[Night, ...]]) -> list[Group]:
    return [
        Group(unit.type_ref, unit.type_name, [night.free_count for night in by_type[unit.type_id]], members)
        for unit, members in _by_type(rows)
    ]


def _added(counted: _Counted, window: Window) -> list[Night]:
    totals = [Night() for _ in range(window.days)]
    for _type_id, nights in counted:
        totals = [_plus(one, night) for one, night in zip(totals, nights, strict=True)]
    return totals
