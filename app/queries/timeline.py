"""The timeline: every unit with what takes it and what is free, day by day. Two queries, three where paged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from app.domain.tape import Stretch, Taken, Window, lay_out, taken_by_day
from app.extensions import db
from app.models import Unit, UnitType
from app.queries.nights import SEASON, Night, list_nights_by_type
from app.queries.stretches import CLOSURE, list_taken

UNITS_A_PAGE = 60


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


@dataclass(frozen=True)
class Row:
    """A unit and its stretches, from left to right."""

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


@dataclass(frozen=True)
class Tape:
    """All that a timeline shows."""

    window: Window
    groups: list[Group]
    nights: list[Night]
    types: list[tuple[str, str]]
    unit_count: int
    page: int
    pages: int

    @property
    def taken(self) -> list[Taken]:
        """Answer all stays and closures shown."""
        return [item for group in self.groups for row in group.rows for item in row.taken]

    @property
    def reservation_count(self) -> int:
        """Answer how many reservations are shown."""
        return sum(item.state != CLOSURE for item in self.taken)


def list_unit_lines() -> list[UnitLine]:
    """List the units in the order of the timeline: by type, then by place."""
    asked = (
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
        )
        .join(UnitType, (UnitType.tenant_id == Unit.tenant_id) & (UnitType.id == Unit.unit_type_id))
        .order_by(UnitType.position, UnitType.name, Unit.position, Unit.name)
    )
    return [UnitLine._make(row) for row in db.session.execute(asked)]


def load_tape(window: Window, now: dt.datetime, *, type_ref: str = "", page: int = 1) -> Tape:
    """Load a window of days of all units, or of one type; a page at a time where there are many."""
    lines = list_unit_lines()
    types = list({line.type_ref: line.type_name for line in lines}.items())
    wanted = [line for line in lines if _serves(line, window) and (not type_ref or line.type_ref == type_ref)]
    pages = max(1, -(-len(wanted) // UNITS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    is_whole = len(shown) == len(lines)
    taken = list_taken(
        window.first, window.last, now, unit_ids=None if is_whole else [line.id for line in shown]
    )
    rows = [
        Row(
            line,
            taken.get(line.id, []),
            lay_out(
                taken.get(line.id, []),
                window,
                in_service_from=line.in_service_from,
                in_service_until=line.in_service_until,
            ),
        )
        for line in shown
    ]
    if pages == 1:
        groups, nights = _counted_here(rows, window)
    else:
        groups, nights = _counted_there(rows, window, now, types_shown={line.type_id for line in wanted})
    return Tape(window, groups, nights, types, len(wanted), page, pages)


def _serves(line: UnitLine, window: Window) -> bool:
    begins, ends = line.in_service_from, line.in_service_until
    return (begins is None or begins < window.last) and (ends is None or window.first < ends)


def _by_type(rows: Sequence[Row]) -> Iterable[tuple[UnitLine, list[Row]]]:
    for _type_id, found in groupby(rows, key=lambda row: row.unit.type_id):
        members = list(found)
        yield members[0].unit, members


def _counted_here(rows: Sequence[Row], window: Window) -> tuple[list[Group], list[Night]]:
    """Count the nights of units that are all shown."""
    counted = {row.unit.id: _count(row, window) for row in rows}
    groups = [
        Group(
            unit.type_ref,
            unit.type_name,
            [sum(free) for free in zip(*(counted[row.unit.id].free for row in members), strict=True)],
            members,
        )
        for unit, members in _by_type(rows)
    ]
    columns = zip(*((count.available, count.taken, count.free) for count in counted.values()), strict=True)
    totals = [[sum(day) for day in zip(*column, strict=True)] for column in columns]
    if not totals:
        return groups, [Night() for _ in range(window.days)]
    return groups, [Night(*day) for day in zip(*totals, strict=True)]


@dataclass(frozen=True)
class _Count:
    available: list[int]
    taken: list[int]
    free: list[int]


def _count(row: Row, window: Window) -> _Count:
    """Count one unit, 0 or 1 for each date."""
    begins, ends = row.unit.in_service_from or dt.date.min, row.unit.in_service_until or dt.date.max
    serving = [int(begins <= day < ends) for day in window.dates()]
    stays = taken_by_day([item for item in row.taken if item.state != CLOSURE], window)
    closed = taken_by_day([item for item in row.taken if item.state == CLOSURE], window)
    season = taken_by_day([item for item in row.taken if item.reason == SEASON], window)
    return _Count(
        [served * (1 - off) for served, off in zip(serving, season, strict=True)],
        [served * stay for served, stay in zip(serving, stays, strict=True)],
        [served * (1 - max(stay, off)) for served, stay, off in zip(serving, stays, closed, strict=True)],
    )


def _counted_there(
    rows: Sequence[Row], window: Window, now: dt.datetime, *, types_shown: set[int]
) -> tuple[list[Group], list[Night]]:
    """Let the database count, where a page shows only some of the units."""
    by_type = list_nights_by_type(window.first, window.last, now)
    groups = [
        Group(
            unit.type_ref,
            unit.type_name,
            [by_type[unit.type_id][day].free_count for day in window.dates()],
            members,
        )
        for unit, members in _by_type(rows)
    ]
    chosen = [nights for type_id, nights in by_type.items() if type_id in types_shown]
    totals = []
    for day in window.dates():
        here = [nights[day] for nights in chosen]
        totals.append(
            Night(
                sum(night.available_count for night in here),
                sum(night.taken_count for night in here),
                sum(night.free_count for night in here),
            )
        )
    return groups, totals
