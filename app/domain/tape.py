"""One unit's row of the timeline: what takes it and what is free, laid out on half-days.

A night runs from the midday of its date to the next midday, so a same-day turnover is two bars that meet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple


class Taken(NamedTuple):
    """A stay or a closure of a unit, by its local dates.

    Shapes:  nights `[starts_on, ends_on)`; `holds` False: it is shown where nothing else stands, and takes nothing.
    """

    unit_id: int
    ref: str
    state: str
    starts_on: date
    ends_on: date
    holds: bool = True
    client: str = ""
    people: int = 0
    owed_minor: int = 0
    reason: str = ""
    note: str = ""


class Stretch(NamedTuple):
    """A piece of a row: half-days `[start, start + length)`, counted from 1 at the window's first midnight.

    Shapes:  `taken` None: free, or out of service where `is_free` is False; `starts_on` and `ends_on` are the
             nights meant, of free stretches those that the window shows.
    """

    start: int
    length: int
    starts_on: date
    ends_on: date
    taken: Taken | None = None
    is_free: bool = False
    from_before: bool = False
    to_after: bool = False


@dataclass(frozen=True)
class Window:
    """The dates that a timeline shows, and the first on which anything can still be reserved."""

    first: date
    days: int
    today: date

    @cached_property
    def last(self) -> date:
        """Return the date after the last one shown."""
        return self.first + timedelta(days=self.days)

    def dates(self) -> list[date]:
        """Return each date once."""
        return [self.first + timedelta(days=count) for count in range(self.days)]


def lay_out(
    taken: Iterable[Taken],
    window: Window,
    *,
    in_service_from: date | None = None,
    in_service_until: date | None = None,
) -> list[Stretch]:
    """Return the stretches of one unit from left to right: what is taken, and what of the rest is free.

    Shapes:  free stretches begin today at the earliest; what holds never overlaps, what does not gives way.
    """
    stretches: list[Stretch] = []
    cursor = 0
    serves = (in_service_from or date.min, in_service_until or date.max)
    for item in _standing(taken):
        start, end = _half_days(item.starts_on, item.ends_on, window)
        start = max(start, cursor)
        if end <= start:
            continue
        stretches += _between(cursor, start, window, serves)
        stretches.append(
            Stretch(
                start + 1,
                end - start,
                item.starts_on,
                item.ends_on,
                item,
                from_before=item.starts_on < window.first,
                to_after=item.ends_on >= window.last,
            )
        )
        cursor = end
    return stretches + _between(cursor, 2 * window.days, window, serves)


def count_by_day(spans: Iterable[tuple[date, date]], window: Window) -> list[int]:
    """Return how many of some spans of nights `[first, last)` cover each date."""
    changes = [0] * (window.days + 1)
    for first, last in spans:
        start = min(window.days, max(0, (first - window.first).days))
        end = min(window.days, max(0, (last - window.first).days))
        if start < end:
            changes[start] += 1
            changes[end] -= 1
    return list(accumulate(changes[:-1]))


def _standing(taken: Iterable[Taken]) -> list[Taken]:
    """Return what holds, and of the rest what stands free of it, in order."""
    everything = sorted(taken, key=lambda item: (item.starts_on, item.ends_on))
    if all(item.holds for item in everything):
        return everything
    chosen = [item for item in everything if item.holds]
    for item in everything:
        if not item.holds and not _overlaps(item, chosen):
            chosen.append(item)
    return sorted(chosen, key=lambda item: (item.starts_on, item.ends_on))


def _overlaps(item: Taken, others: Sequence[Taken]) -> bool:
    return any(item.starts_on < other.ends_on and other.starts_on < item.ends_on for other in others)


def _half_days(starts_on: date, ends_on: date, window: Window) -> tuple[int, int]:
    start = 2 * (starts_on - window.first).days + 1
    end = max(2 * (ends_on - window.first).days + 1, start + 1)
    return max(0, start), min(2 * window.days, end)


def _between(start: int, end: int, window: Window, serves: tuple[date, date]) -> list[Stretch]:
    """Return what lies between two stays: out of service, or free from today on."""
    if end - start < 2:
        return []
    first = window.first + timedelta(days=start // 2)
    last = window.first + timedelta(days=end // 2)
    opens, closes = max(first, serves[0]), min(last, serves[1])
    if opens >= closes:
        return [Stretch(start + 1, end - start, first, last)]
    pieces: list[Stretch] = []
    begin, finish = start, end
    if opens > first:
        begin = 2 * (opens - window.first).days + 1
        pieces.append(Stretch(start + 1, begin - start, first, opens))
    if closes < last:
        finish = 2 * (closes - window.first).days + 1
    pieces += _free(begin, finish, max(opens, window.today), closes, window=window)
    if closes < last:
        pieces.append(Stretch(finish + 1, end - finish, closes, last))
    return pieces


def _free(start: int, end: int, first: date, last: date, *, window: Window) -> list[Stretch]:
    start = max(start, 2 * (first - window.first).days)
    if first >= last or end - start < 2:
        return []
    return [Stretch(start + 1, end - start, first, last, is_free=True)]
