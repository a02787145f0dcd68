"""A row of the timeline for units of every kind and stock: where its bars lie, in lanes, and what is left beside them.

The days shown are cut into cells of equal wall time. A night runs from the midday of its date to the next midday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from app.domain.localtime import instant

MOST_LANES = 3
DAY_MIN = 24 * 60

T = TypeVar("T")


@dataclass(frozen=True)
class Grid:
    """The dates shown, each cut into cells; of one day perhaps only some hours.

    Units:   hours of the wall clock, `until_hour` at most 24.
    """

    first: dt.date
    days: int
    per_day: int
    zone: ZoneInfo
    from_hour: int = 0
    until_hour: int = 24

    @property
    def last(self) -> dt.date:
        """Return the date after the last one shown."""
        return self.first + dt.timedelta(days=self.days)

    @property
    def cells(self) -> int:
        """Return how many cells are shown."""
        return self.days * self.per_day

    @property
    def cell_min(self) -> float:
        """Return how many minutes a cell lasts."""
        return (self.until_hour - self.from_hour) * 60 / self.per_day

    def dates(self) -> list[dt.date]:
        """Return each date once."""
        return [self.first + dt.timedelta(days=place) for place in range(self.days)]

    def place(self, day: dt.date, minute: float) -> float:
        """Return how many cells lie before a wall time, negative before what is shown."""
        within = min(max((minute - self.from_hour * 60) / self.cell_min, 0), self.per_day)
        return (day - self.first).days * self.per_day + within

    def minute(self, at: dt.datetime) -> int:
        """Return how many minutes of the wall clock lie between the first midnight shown and an instant."""
        local = at.astimezone(self.zone)
        return self.wall(local.date(), local.time())

    def wall(self, day: dt.date, at: dt.time) -> int:
        """Return the same of a wall time."""
        return (day - self.first).days * DAY_MIN + at.hour * 60 + at.minute

    def cut(self, starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[int, int]:
        """Return the cells `[start, end)` that a span touches, at least one, counted from 0 and not cut to the grid."""
        starts, ends = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        start = floor(self.place(starts.date(), starts.hour * 60 + starts.minute))
        end = ceil(self.place(ends.date(), ends.hour * 60 + ends.minute))
        return start, max(end, start + 1)

    def nights(self, first: dt.date, last: dt.date) -> tuple[int, int]:
        """Return the cells of the nights `[first, last)`, from midday to midday."""
        start = round(self.place(first, DAY_MIN / 2))
        return start, max(round(self.place(last, DAY_MIN / 2)), start + 1)

    def starts(self, cell: int) -> dt.datetime:
        """Return the instant at which a cell begins; of a day of some hours the last one ends with them."""
        day, place = divmod(cell, self.per_day)
        minute = round(self.from_hour * 60 + place * self.cell_min)
        if self.days == 1 and day:
            day, minute = 0, self.until_hour * 60
        date = self.first + dt.timedelta(days=day + minute // DAY_MIN)
        return instant(date, dt.time(*divmod(minute % DAY_MIN, 60)), self.zone, lenient=True)

    def day_of(self, cell: int) -> dt.date:
        """Return the date of a cell."""
        return self.first + dt.timedelta(days=cell // self.per_day)


class Piece(NamedTuple, Generic[T]):
    """Cells `[start, end)` that something takes."""

    start: int
    end: int
    item: T


class Bar(NamedTuple, Generic[T]):
    """A piece in its lane, cut to the grid; lanes count from 1."""

    start: int
    length: int
    lane: int
    item: T
    from_before: bool
    to_after: bool


class More(NamedTuple):
    """How many pieces of a day found no lane."""

    day: dt.date
    start: int
    length: int
    hidden: int


def stack(
    pieces: Iterable[Piece[T]], grid: Grid, *, lanes: int = MOST_LANES
) -> tuple[list[Bar[T]], list[More]]:
    """Return the pieces in the first lane that is free for each, and what found none, by day."""
    ends = [0] * lanes
    bars: list[Bar[T]] = []
    hidden: dict[int, int] = {}
    for start, end, item in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        begin, finish = max(start, 0), min(end, grid.cells)
        if begin >= finish:
            continue
        lane = next((place for place, until in enumerate(ends) if until <= begin), None)
        if lane is not None:
            ends[lane] = finish
            bars.append(Bar(begin, finish - begin, lane + 1, item, start < 0, end > grid.cells))
            continue
        for day in range(begin // grid.per_day, (finish - 1) // grid.per_day + 1):
            hidden[day] = hidden.get(day, 0) + 1
    more = [
        More(grid.day_of(day * grid.per_day), day * grid.per_day, grid.per_day, count)
        for day, count in sorted(hidden.items())
    ]
    return bars, more


class Run(NamedTuple):
    """Neighbouring cells `[start, end)` of which as many are left."""

    start: int
    end: int
    left: int


def runs(levels: Sequence[int], start: int) -> list[Run]:
    """Return equal neighbours as one, counted from the cell `start`."""
    found = []
    for left, same in groupby(levels):
        length = len(list(same))
        found.append(Run(start, start + length, left))
        start += length
    return found
