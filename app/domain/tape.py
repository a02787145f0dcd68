"""One unit's row of the timeline: what takes it and what is free, laid out on half-days.

A night runs from the midday of its date to the next midday, so a same-day turnover is two bars that meet.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
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


_BY_TIME = attrgetter("starts_on", "ends_on")


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

    @cached_property
    def midnights(self) -> list[date]:
        """Return the date that begins at each midnight, the one after the last day included."""
        return [self.first + timedelta(days=count) for count in range(self.days + 1)]

    def dates(self) -> list[date]:
        """Return each date once."""
        return self.midnights[:-1]

    def months(self) -> list[tuple[date, int]]:
        """Return each month shown by its first date, with how many of its days are."""
        return list(Counter(day.replace(day=1) for day in self.dates()).items())

    def half_day(self, day: date) -> int:
        """Return how many half-days pass from the first midnight to the midday of a date."""
        return 2 * (day.toordinal() - self.first.toordinal()) + 1


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
    cursor, end_of_window = 0, 2 * window.days
    serves = (in_service_from or date.min, in_service_until or date.max)
    for item in _standing(taken):
        begin, finish = window.half_day(item.starts_on), window.half_day(item.ends_on)
        start, end = max(begin, cursor), min(max(finish, begin + 1), end_of_window)
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
                from_before=begin < 0,
                to_after=finish > end_of_window,
            )
        )
        cursor = end
    return stretches + _between(cursor, end_of_window, window, serves)


def count_by_day(spans: Iterable[tuple[date, date]], window: Window) -> list[int]:
    """Return how many of some spans of nights `[first, last)` cover each date."""
    changes = [0] * (window.days + 1)
    origin, days = window.first.toordinal(), window.days
    for first, last in spans:
        start = max(0, first.toordinal() - origin)
        end = min(days, last.toordinal() - origin)
        if start < end:
            changes[start] += 1
            changes[end] -= 1
    return list(accumulate(changes[:-1]))


def _standing(taken: Iterable[Taken]) -> list[Taken]:
    """Return what holds, and of the rest what stands free of it, in order."""
    everything = sorted(taken, key=_BY_TIME)
    if all(item.holds for item in everything):
        return everything
    chosen = [item for item in everything if item.holds]
    for item in everything:
        if not item.holds and not _overlaps(item, chosen):
            chosen.append(item)
    return sorted(chosen, key=_BY_TIME)


def _overlaps(item: Taken, others: Sequence[Taken]) -> bool:
    return any(item.starts_on < other.ends_on and other.starts_on < item.ends_on for other in others)


def _between(start: int, end: int, window: Window, serves: tuple[date, date]) -> list[Stretch]:
    """Return what lies between two stays: out of service, or free from today on."""
    if end - start < 2:
        return []
    first, last = window.midnights[start // 2], window.midnights[end // 2]
    opens, closes = max(first, serves[0]), min(last, serves[1])
    if opens >= closes:
        return [Stretch(start + 1, end - start, first, last)]
    pieces: list[Stretch] = []
    begin, finish = start, end
    if opens > first:
        begin = window.half_day(opens)
        pieces.append(Stretch(start + 1, begin - start, first, opens))
    if closes < last:
        finish = window.half_day(closes)
    pieces += _free(begin, finish, max(opens, window.today), closes, window=window)
    if closes < last:
        pieces.append(Stretch(finish + 1, end - finish, closes, last))
    return pieces


def _free(start: int, end: int, first: date, last: date, *, window: Window) -> list[Stretch]:
    start = max(start, window.half_day(first) - 1)
    if first >= last or end - start < 2:
        return []
    return [Stretch(start + 1, end - start, first, last, is_free=True)]
