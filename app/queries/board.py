"""The timeline of a tenant that lets more than single units by the night: rows of every kind and stock.

The number of queries does not depend on how much is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from app.domain.asking import Period
from app.domain.availability import Calendar, Room
from app.domain.board import Bar, Grid, More, Piece, runs, stack
from app.domain.localtime import day_start
from app.domain.span import Span
from app.domain.stock import Stock
from app.queries.claims import load_calendar
from app.queries.held import Held, list_held
from app.queries.nights import NONE, Night
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, list_units
from app.queries.usage import ONE_DAY, DayPart, count_usage, list_seats, parts, total_of

UNITS_A_PAGE = 50
CELLS_OF_DEPARTURES = 4


class Through(NamedTuple):
    """Something held, as a row shows it: `unit` names the part, the whole or the slot by which it is held."""

    held: Held
    unit: str = ""
    is_whole: bool = False


class Left(NamedTuple):
    """How many are left in some cells, and the period that can be asked for; `left` of `total`.

    Shapes:  `departures` counts the slots of a day shown as one.
    """

    start: int
    length: int
    left: int
    total: int
    day: dt.date
    period: Period
    departures: int = 0


@dataclass(frozen=True)
class BoardRow:
    """A unit with what holds it and what is left.

    Shapes:  `left_on` by day is the fewest left in any part of it, of seats their sum; None: nothing is offered.
    """

    unit: UnitRow
    kind: Rules
    bars: list[Bar[Through]]
    more: list[More]
    left: list[Left]
    left_on: dict[dt.date, int | None] = field(default_factory=dict)

    @property
    def has_many(self) -> bool:
        """Tell whether it says how many are left, beside its bars."""
        return self.unit.stock in {Stock.POOL, Stock.SEATS}


@dataclass(frozen=True)
class BoardGroup:
    """The units of a type, with how many are left each day; None: nothing is offered."""

    type_ref: str
    name: str
    left: list[int | None]
    rows: list[BoardRow]

    @property
    def by_the_hour(self) -> bool:
        """Tell whether what is left of a day is what nobody has in any of its hours."""
        return any(row.kind.kind.by_the_hour and row.unit.stock is not Stock.SEATS for row in self.rows)


@dataclass(frozen=True)
class Board:
    """All that such a timeline shows; the use of `kind` stands above the days, '' where units are of several kinds."""

    grid: Grid
    groups: list[BoardGroup]
    kind: str
    nights: list[Night]
    types: list[tuple[str, str]]
    unit_count: int
    page: int
    pages: int
    reservation_count: int


def load_board(grid: Grid, now: dt.datetime, *, type_ref: str = "", page: int = 1) -> Board:
    """Load some days of all units, or of one type; a page at a time where there are many."""
    units = list_units()
    types = list({unit.type_ref: unit.type_name for unit in units}.items())
    only = type_ref if type_ref in dict(types) else ""
    wanted = [unit for unit in units if unit.serves(grid.first, grid.last) and only in {"", unit.type_ref}]
    pages = max(1, -(-len(wanted) // UNITS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    held = list_held(grid.first, grid.last, now)
    calendar = load_calendar(
        None,
        first=day_start(grid.first, grid.zone),
        last=day_start(grid.last, grid.zone),
    )
    calendar = replace(calendar, seats=list_seats(units, grid.first, grid.last, now))
    rows = [_row(unit, grid, now, held=held, units=units, calendar=calendar) for unit in shown]
    kinds = {rules(unit.version_id).kind.key for unit in wanted}
    kind = kinds.pop() if len(kinds) == 1 else ""
    used = count_usage(
        wanted, (each for each in held if each.holds), calendar.seats, first=grid.first, last=grid.last
    )
    return Board(
        grid,
        _groups(rows, grid),
        kind,
        [used.get(kind, {}).get(day, NONE) for day in grid.dates()],
        types,
        len(wanted),
        page,
        pages,
        len({each.ref for each in held if not each.is_closure and each.state}),
    )


def _groups(rows: Sequence[BoardRow], grid: Grid) -> list[BoardGroup]:
    groups = []
    for _ref, found in groupby(rows, key=lambda row: row.unit.type_ref):
        members = list(found)
        leaves = [row for row in members if row.unit.stock is not Stock.COMPOSITE] or members
        left = []
        for day in grid.dates():
            counts = [count for row in leaves if (count := row.left_on.get(day)) is not None]
            left.append(sum(counts) if counts else None)
        first = members[0].unit
        groups.append(BoardGroup(first.type_ref, first.type_name, left, members))
    return groups


def _row(
    unit: UnitRow,
    grid: Grid,
    now: dt.datetime,
    *,
    held: Sequence[Held],
    units: Sequence[UnitRow],
    calendar: Calendar,
) -> BoardRow:
    kept = rules(unit.version_id)
    room = Room(unit.facts.takes, calendar, now=now)
    bars: list[Bar[Through]] = []
    more: list[More] = []
    if unit.stock is not Stock.SEATS:
        bars, more = stack(_pieces(unit, kept, grid, held, units), grid)
    row = BoardRow(unit, kept, bars, more, [])
    for day in grid.dates():
        found = [
            _left(unit, kept, room, part, day=day, calendar=calendar, grid=grid) for part in parts(unit, day)
        ]
        row.left_on[day] = _of_day(unit, found)
        row.left.extend(_shown(unit, kept, grid, room, found))
    return row


def _of_day(unit: UnitRow, found: Sequence[Left]) -> int | None:
    if not found:
        return None
    counts = [each.left for each in found]
    return sum(counts) if unit.stock is Stock.SEATS else min(counts)


def _pieces(
    unit: UnitRow, kept: Rules, grid: Grid, held: Sequence[Held], units: Sequence[UnitRow]
) -> Iterable[Piece[Through]]:
    """Yield what is shown in a unit's row, each owner once: what holds it, or a part of it."""
    names = {each.id: each.name for each in units}
    leaves = {leaf.unit_id for leaf in unit.leaves if not leaf.need.serves} | {unit.id}
    found: dict[tuple[str, str], Piece[Through]] = {}
    for each in held:
        if each.unit_id not in leaves:
            continue
        of = ""
        if each.owner_unit_id not in {unit.id, None}:
            is_part = each.unit_id != unit.id
            of = names.get(each.unit_id if is_part else each.owner_unit_id or 0, "")
        elif each.slot_unit_id is not None and each.slot_unit_id != unit.id:
            of = names.get(each.slot_unit_id, "")
        elif each.is_closure and each.unit_id != unit.id:
            of = names.get(each.unit_id, "")
        is_whole = bool(of) and each.unit_id == unit.id
        key = (each.ref, "" if each.owner_unit_id == unit.id else of)
        start, end = _cells(kept, grid, each)
        if (before := found.get(key)) is not None:
            start, end = min(start, before.start), max(end, before.end)
        found[key] = Piece(start, end, Through(each, of, is_whole))
    return found.values()


def _cells(kept: Rules, grid: Grid, each: Held) -> tuple[int, int]:
    """Answer the cells of what is held: of nights from midday to midday, of hours those that they touch."""
    ends_at = each.ends_at if each.holds else each.own_ends_at or each.ends_at
    starts_on, ends_on = each.starts_at.astimezone(grid.zone).date(), ends_at.astimezone(grid.zone).date()
    if kept.kind.by_the_hour or starts_on == ends_on:
        return grid.cut(each.starts_at, ends_at)
    return grid.nights(starts_on, ends_on)


def _left(
    unit: UnitRow,
    kept: Rules,
    room: Room,
    part: DayPart,
    *,
    day: dt.date,
    calendar: Calendar,
    grid: Grid,
) -> Left:
    """Answer how many of a unit are left all through a part of a day."""
    span = part.span
    left = room.left(span, kept.kind.blocked(kept.doc, span), seats=part.seats)
    total = total_of(unit, part, calendar.seats)
    hours = kept.kind.by_the_hour
    start, end = grid.cut(span.starts_at, span.ends_at) if hours else grid.nights(day, day + ONE_DAY)
    start, end = max(start, 0), min(end, grid.cells)
    return Left(start, end - start, min(left, total), total, day, part.period)


def _shown(unit: UnitRow, kept: Rules, grid: Grid, room: Room, found: Sequence[Left]) -> list[Left]:
    """Answer what a row says of a day: each departure, or the day as one; hours piece by piece where they matter."""
    found = [each for each in found if each.length > 0]
    if unit.stock is Stock.SEATS:
        if not found or grid.per_day >= CELLS_OF_DEPARTURES:
            return list(found)
        left, total = sum(each.left for each in found), sum(each.total for each in found)
        start = (found[0].day - grid.first).days * grid.per_day
        return [Left(start, grid.per_day, left, total, found[0].day, found[0].period, len(found))]
    if not kept.kind.by_the_hour or kept.kind.offers(
        kept.doc, found[0].day if found else grid.first, zone=grid.zone
    ):
        return list(found)
    is_wide = unit.stock is Stock.POOL and grid.per_day <= CELLS_OF_DEPARTURES
    return list(found) if is_wide else [piece for each in found for piece in _by_cell(kept, grid, room, each)]


def _by_cell(kept: Rules, grid: Grid, room: Room, part: Left) -> list[Left]:
    """Cut opening hours where another number is left; what is left counts from cell to cell."""
    whole = kept.kind.span(kept.doc, part.period, grid.zone)
    spans = [_within(grid, cell, whole) for cell in range(part.start, part.start + part.length)]
    levels = [room.left(span, kept.kind.blocked(kept.doc, span)) if span is not None else 0 for span in spans]
    found = []
    for run in runs(levels, part.start):
        first, last = spans[run.start - part.start], spans[run.end - 1 - part.start]
        if first is None or last is None:
            continue
        starts, ends = first.starts_at.astimezone(grid.zone), last.ends_at.astimezone(grid.zone)
        period = Period(starts.date(), ends.date(), starts.time(), ends.time())
        found.append(Left(run.start, run.end - run.start, run.left, part.total, part.day, period))
    return found


def _within(grid: Grid, cell: int, whole: Span) -> Span | None:
    """Answer what of a cell lies in opening hours."""
    opens, closes = grid.starts(cell), grid.starts(cell + 1)
    return Span(opens, closes).intersection(whole) if opens < closes else None


def open_hours(units: Iterable[UnitRow], day: dt.date, zone: dt.tzinfo) -> tuple[int, int]:
    """Answer the hours of a day in which anything is offered: the whole day where something lasts over night."""
    first, last = 24, 0
    for unit in units:
        for part in parts(unit, day):
            starts, ends = part.span.starts_at.astimezone(zone), part.span.ends_at.astimezone(zone)
            if ends.date() != day:
                return 0, 24
            first, last = min(first, starts.hour), max(last, ends.hour + (ends.minute > 0))
    return (first, last) if first < last else (0, 24)
