"""The words and addresses of a timeline whose units are of every kind and stock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NamedTuple

from flask import url_for

from app.domain.board import Bar, Grid
from app.domain.localtime import local_time
from app.domain.stock import Stock
from app.domain.tape import Window
from app.language import gettext as _
from app.language import ngettext
from app.queries.board import Board, BoardRow, Left, Through, open_hours
from app.queries.stretches import CLOSURE
from app.queries.units import list_units
from app.tenancy import current
from app.web import filters
from app.web.admin import by_hand

DAY, WEEK = 1, 7
QUARTERS, HALVES = 4, 2
THROUGH = "through"


class ShownBar(NamedTuple):
    """A bar with its words and minutes; without an address it is only text.

    Shapes:  `is_own` False: it takes the row through another unit, whose row is where it can be dragged.
    """

    start: int
    length: int
    lane: int
    state: str
    url: str
    name: str
    short: str
    text: str
    owes: bool
    edges: str
    minutes: str
    is_own: bool


class ShownLeft(NamedTuple):
    """What is left, as a link: to the form where something can be reserved, else to the day."""

    start: int
    length: int
    word: str
    text: str
    url: str
    is_full: bool
    short: str = ""
    minutes: str = ""


@dataclass(frozen=True)
class ShownRow:
    """A unit's row: gaps and bars in lanes, what found no lane, and the line of what is left."""

    row: BoardRow
    gaps: list[ShownLeft]
    bars: list[ShownBar]
    more: list[ShownLeft]
    tally: list[list[ShownLeft]]
    lanes: int
    step: int | None
    rest: int


def grid_of(window: Window) -> Grid:
    """Answer how fine the days are cut: half-hours of the opening hours, quarters, or halves."""
    zone = current().zone
    if window.days == DAY:
        first, last = open_hours(list_units(), window.first, zone)
        return Grid(window.first, DAY, (last - first) * 2, zone, first, last)
    return Grid(window.first, window.days, QUARTERS if window.days == WEEK else HALVES, zone)


def rows_of(board: Board, window: Window, *, may_make: bool) -> list[tuple[Any, list[ShownRow]]]:
    """Answer the rows with their words, by group."""
    words = _Words(board.grid, window.today, may_make=may_make)
    return [(group, [words.row(row) for row in group.rows]) for group in board.groups]


class _Words:
    def __init__(self, grid: Grid, today: dt.date, *, may_make: bool) -> None:
        self.grid, self.today, self.may_make = grid, today, may_make

    def row(self, row: BoardRow) -> ShownRow:
        """Answer a unit's row with its words."""
        bars = [self._bar(bar, row) for bar in row.bars]
        more = [
            ShownLeft(
                each.start + 1,
                each.length,
                _("+%(count)s more", count=each.hidden),
                f", {filters.day(each.day)}",
                url_for("day.show", day=each.day),
                False,
                f"+{each.hidden}",
            )
            for each in row.more
        ]
        lanes = max([bar.lane for bar in bars], default=1) + bool(more)
        hand = by_hand.step_of(row.kind), by_hand.rest_of(row.kind)
        if row.has_many:
            return ShownRow(row, [], bars, more, self._tally(row), lanes, *hand)
        return ShownRow(row, self._gaps(row), bars, more, [], lanes, *hand)

    def _tally(self, row: BoardRow) -> list[list[ShownLeft]]:
        """Answer the line of what is left, cell by cell; what shares cells stands one below the other."""
        found: list[list[ShownLeft]] = []
        by_day = self.grid.per_day <= QUARTERS
        for left in row.left:
            shown = self._left(row, left)
            if by_day:
                start = (left.day - self.grid.first).days * self.grid.per_day + 1
                if row.kind.kind.by_the_hour:
                    shown = shown._replace(start=start, length=self.grid.per_day)
            if found and found[-1][0].start == shown.start:
                found[-1].append(shown)
            else:
                found.append([shown])
        return found

    def _left(self, row: BoardRow, left: Left) -> ShownLeft:
        unit, count = row.unit, ngettext("%(num)s free", "%(num)s free", left.left)
        word = count if left.left else _("full")
        time = left.period.starts_time
        facts = {"left": left.left, "total": left.total}
        said = _("%(left)s of %(total)s left", **facts) if left.left else _("full")
        wide = self.grid.per_day >= QUARTERS
        short = str(left.left)
        if time and not left.departures and unit.stock is Stock.SEATS:
            short = f"{filters.clock(time)} · {left.left}"
            said = _("%(time)s, %(left)s", time=filters.clock(time), left=said)
        if left.departures:
            said = f"{said}, {ngettext('%(num)s departure', '%(num)s departures', left.departures)}"
        about = f"{filters.day(left.day)}, {unit.name}"
        day_url = url_for("day.show", day=left.day)
        url = day_url
        if unit.stock is not Stock.SEATS and left.left and self._may_reserve(left):
            url = self._new(row, left)
        text = about if wide else f"{said}, {about}"
        minutes = by_hand.of_left(self.grid, row, left) if self._may_reserve(left) else ""
        place = (left.start + 1, left.length)
        return ShownLeft(*place, said if wide else word, text, url, not left.left, short, minutes)

    def _gaps(self, row: BoardRow) -> list[ShownLeft]:
        """Answer the free stretches of what is had whole: neighbouring nights are one."""
        taken = [(bar.start, bar.start + bar.length) for bar in row.bars]
        free: list[Left] = []
        offered = [left for left in row.left if left.left and left.day >= self.today]
        for whole, following in zip_longest(offered, offered[1:]):
            start, end = _uncovered(whole, following, taken)
            if start >= end:
                continue
            left = whole._replace(start=start, length=end - start)
            taken.append((start, end))
            last = free[-1] if free else None
            if last and not row.kind.kind.by_the_hour and last.start + last.length == start:
                period = last.period.__class__(last.period.starts_on, left.period.ends_on)
                free[-1] = last._replace(length=last.length + left.length, period=period)
            else:
                free.append(left)
        return [
            ShownLeft(
                each.start + 1,
                each.length,
                "",
                _("Free %(when)s. Reserve %(unit)s", when=self._when(each), unit=row.unit.name),
                self._new(row, each) if self._may_reserve(each) else "",
                False,
                minutes=by_hand.of_left(self.grid, row, each),
            )
            for each in free
        ]

    def _when(self, left: Left) -> str:
        period = left.period
        if period.starts_time is None:
            return _(
                "from %(first)s to %(last)s",
                first=filters.day(period.starts_on),
                last=filters.day(period.ends_on),
            )
        first = f"{filters.day(period.starts_on)}, {filters.clock(period.starts_time)}"
        if period.ends_time is None:
            return first
        return _("from %(first)s to %(last)s", first=first, last=filters.clock(period.ends_time))

    def _may_reserve(self, left: Left) -> bool:
        return self.may_make and left.day >= self.today

    def _new(self, row: BoardRow, left: Left) -> str:
        """Answer the address of the form with the period that a link stands for."""
        period = left.period
        values: dict[str, Any] = {"unit": row.unit.ref, "from": period.starts_on, "to": period.ends_on}
        for name in ("starts_time", "ends_time"):
            if (at := getattr(period, name)) is not None:
                values[name] = f"{at:%H:%M}"
        return url_for("reservations.new", **values)

    def _bar(self, bar: Bar[Through], row: BoardRow) -> ShownBar:
        held, unit = bar.item.held, bar.item.unit
        state, url, name, short, text, owes = self._facts(bar.item, row)
        edges = (" from-before" if bar.from_before else "") + (" to-after" if bar.to_after else "")
        minutes = by_hand.of_held(self.grid, row, held)
        place = (bar.start + 1, bar.length, bar.lane)
        return ShownBar(*place, state, url, name, short, text, owes, edges, minutes, not unit)

    def _facts(self, item: Through, row: BoardRow) -> tuple[str, str, str, str, str, bool]:
        """Answer state, address, name, what stands beside it, what is only heard, and whether money is due."""
        held, unit = item.held, item.unit
        url, when, many = self._url(held, row), self._span(held), self._many(held)
        through = _("through %(unit)s", unit=unit)
        if unit and not item.is_whole:
            who = held.client or (filters.REASON_WORDS[held.reason] if held.reason else "")
            return THROUGH, url, unit, str(who), f", {through}, {who}, {when}", False
        if held.is_closure:
            name = held.note or str(filters.REASON_WORDS[held.reason])
            return CLOSURE, url_for("units.show", ref=row.unit.ref), name, many, f", {when}", False
        if not held.state:
            return THROUGH, url, unit, "", f", {through}, {when}", False
        owes = held.owed_minor > 0 and held.holds
        text = f", {filters.STATE_WORDS[held.state]}, {when}"
        text += f", {through}" if unit else ""
        text += f", {_('balance due')}" if owes else ""
        short = many or (through if unit else self._short(held))
        return held.state, url, held.client, short, text, owes

    def _url(self, held: Any, row: BoardRow) -> str:
        if held.state:
            return url_for("reservations.show", ref=held.ref)
        if held.is_closure:
            return url_for("units.show", ref=row.unit.ref)
        return url_for("day.show", day=held.starts_at.astimezone(self.grid.zone).date())

    def _many(self, held: Any) -> str:
        return f"×{held.quantity}" if held.quantity > 1 else ""

    def _short(self, held: Any) -> str:
        zone = self.grid.zone
        if held.arrives_on != held.departs_on and held.arrives_on and held.departs_on:
            nights = (held.departs_on - held.arrives_on).days
            return f"{_('%(count)sn', count=nights)} · {held.people}"
        return f"{filters.clock(local_time(held.starts_at, zone))} · {held.people}"

    def _span(self, held: Any) -> str:
        """Write from when to when, in the tenant's time."""
        zone = self.grid.zone
        starts, ends = held.starts_at.astimezone(zone), (held.own_ends_at or held.ends_at).astimezone(zone)
        if starts.date() == ends.date():
            return f"{filters.day(starts.date())}, {filters.clock(starts)} – {filters.clock(ends)}"
        return _("%(first)s to %(last)s", first=filters.day(starts.date()), last=filters.day(ends.date()))


def _uncovered(left: Left, following: Left | None, taken: list[tuple[int, int]]) -> tuple[int, int]:
    """Answer the cells of a free stretch that nothing else needs: where cells are coarse, neighbours share one."""
    start, end = left.start, left.start + left.length
    if following and start < following.start < end:
        end = following.start
    for one, two in sorted(taken):
        if one <= start < two:
            start = two
        elif start < one < end:
            end = one
    return start, end


def columns(board: Board, window: Window, now: dt.datetime) -> dict[str, Any]:
    """Answer what stands above the rows: hours of a day, or days; and where now is."""
    grid = board.grid
    local = now.astimezone(grid.zone)
    if grid.days == DAY:
        hours = list(range(grid.from_hour, grid.until_hour))
        here = local.hour - grid.from_hour if window.first == local.date() else -1
        return {
            "hours": hours,
            "columns": len(hours),
            "at": here if 0 <= here < len(hours) else -1,
            "part": local.minute * 24 // 60,
        }
    return {"hours": [], "columns": grid.days, "at": (window.today - window.first).days, "part": local.hour}
