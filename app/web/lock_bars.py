"""The locks of colleagues as the timeline and the calendar show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.domain.board import Grid
from app.domain.localtime import nights
from app.domain.tape import Window
from app.live import locks
from app.live.locks import Holder, Lock
from app.sentences.base import _
from app.sentences.shown import clock, time_range

HUES = 4


class LockBar(NamedTuple):
    """A colleague's lock on a unit's row: where it lies, whose it is, and what is said of it.

    Shapes:  `of` is the reservation that it is about, '' for a new one; `minutes` are those of a board's bar.
    """

    start: int
    length: int
    lock_id: str
    holder: Holder
    name: str
    text: str
    told: str
    of: str
    minutes: str = ""

    @property
    def hue(self) -> int:
        """Answer the colour of the face."""
        return hue(self.holder)


def hue(holder: Holder) -> int:
    """Answer the colour of a member's face: the same everywhere."""
    return holder.person_id % HUES + 1


def on_tape(window: Window) -> dict[str, list[LockBar]]:
    """Answer the bars by unit on a timeline of nights."""
    end = 2 * window.days

    def place(lock: Lock) -> tuple[int, int]:
        start, finish = window.half_day(lock.place.starts_on), window.half_day(lock.place.ends_on)
        return max(start, 0), min(max(finish, start + 1), end)

    return _bars(place)


def on_board(grid: Grid) -> dict[str, list[LockBar]]:
    """Answer the bars by unit on a board of hours or days."""

    def place(lock: Lock) -> tuple[int, int]:
        start, finish = grid.cut(lock.place.span.starts_at, lock.place.span.ends_at)
        return max(start, 0), min(finish, grid.cells)

    def minutes(lock: Lock) -> str:
        return f"{grid.minute(lock.place.span.starts_at)},{grid.minute(lock.place.span.ends_at)}"

    return _bars(place, minutes)


def on_days(first: dt.date, last: dt.date) -> dict[dt.date, list[Holder]]:
    """Answer who works on which of some days."""
    found: dict[dt.date, list[Holder]] = {}
    for lock in locks.of_others():
        begins, ends = (
            lock.place.starts_on,
            max(lock.place.ends_on, lock.place.starts_on + dt.timedelta(days=1)),
        )
        for day in nights(max(first, begins), min(last, ends)):
            found.setdefault(day, []).append(lock.holder)
    return found


def _bars(
    place: Callable[[Lock], tuple[int, int]], minutes: Callable[[Lock], str] = lambda _lock: ""
) -> dict[str, list[LockBar]]:
    found: dict[str, list[LockBar]] = {}
    for lock in locks.of_others():
        start, end = place(lock)
        if start >= end:
            continue
        words, about = _words(lock), lock.place.reservation_ref
        bar = LockBar(start + 1, end - start, lock.id, lock.holder, *words, about, minutes(lock))
        for ref in lock.place.unit_refs:
            found.setdefault(ref, []).append(bar)
    return found


def _words(lock: Lock) -> tuple[str, str, str]:
    """Say who works on what: short on the bar, whole beside it, and once as an announcement."""
    who, place = lock.holder.name, lock.place
    dates = time_range(place.starts_on, place.ends_on, (place.span.starts_at, place.span.ends_at))
    if place.reservation_ref:
        name, told = _("%(who)s is changing this"), _("%(who)s began to change a reservation, %(dates)s.")
    else:
        name, told = _("%(who)s is reserving"), _("%(who)s began to reserve, %(dates)s.")
    said = {"who": who, "dates": dates}
    since = _("since %(time)s", time=clock(lock.since))
    return name % said, f", {dates}, {since}", told % said


def faces(holders: Iterable[Holder]) -> list[tuple[Holder, int]]:
    """Answer each holder once, with the colour of their face."""
    return [(one, hue(one)) for one in {one.person_id: one for one in holders}.values()]
