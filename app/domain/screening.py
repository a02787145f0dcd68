"""For which of many spans a unit is free, found for all of them at once: a set of spans is the bits of one number.

It answers what `availability.Room` answers of units and pools, without asking it span by span; of the seats of slots
and of what they run with it knows nothing, and leaves all spans to whoever asks on.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from app.domain.span import Span
from app.domain.stock import Need, Stock

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)

Stretch = tuple[int, int]

# What a claim takes of a leaf unit, as it is true now: when it starts and ends, from when to when it blocks others, how
# many, and whether it keeps buffers. Units: microseconds since 1970, half-open.
Taken = Sequence[int]


class Spans:
    """Some spans, ready to tell which of them share time with a stretch; None stands for no span, which none does."""

    def __init__(self, spans: Sequence[Span | None]) -> None:
        known = [(place, span) for place, span in enumerate(spans) if span is not None]
        self.all = sum(1 << place for place, _span in known)
        self._starts, self._begun = _in_order((_ticks(span.starts_at), place) for place, span in known)
        self._ends, self._over = _in_order((_ticks(span.ends_at), place) for place, span in known)
        self.first, self.last = (self._starts[0], self._ends[-1]) if known else (0, 0)

    def touched(self, stretch: Stretch) -> int:
        """Return those that share time with a stretch; what only touches it does not."""
        begun = self._begun[bisect_left(self._starts, stretch[1])]
        return begun & ~self._over[bisect_right(self._ends, stretch[0])]


def free(
    needs: Iterable[Need],
    taken: Mapping[str, Sequence[Taken]],
    *,
    own: Spans,
    blocked: Spans,
    wanted: int,
) -> int:
    """Return the spans in which so many of a unit can be had: all its leaf units have room for them.

    Shapes:  `own` and `blocked` are the same spans, without buffers and with them.
    """
    left = own.all
    for need in needs:
        if need.stock is Stock.SEATS or need.serves:
            continue
        level = need.quantity - need.per * wanted
        if level < 0:
            return 0
        claims = taken.get(need.unit, ())
        left &= ~(_peaks(level, claims, own, blocked) if level else _any(claims, own, blocked))
        if not left:
            return 0
    return left


def is_full(units: Collection[str], taken: Mapping[str, Sequence[Taken]], span: Span) -> bool:
    """Tell whether at some instant of a span all of some units are taken, of each of which there is one."""
    claims = [(each[0], each[1], 1) for unit in units for each in taken.get(unit, ())]
    first, last = _ticks(span.starts_at), _ticks(span.ends_at)
    return any(since < last and first < until for since, until in _above(len(units) - 1, claims))


def _any(claims: Sequence[Taken], own: Spans, blocked: Spans) -> int:
    """Return the spans at some time of which anything is taken.

    Who shares own time with a claim that keeps buffers shares buffered time with it as well.
    """
    found, every = 0, own.all
    for starts, ends, blocks_from, blocks_to, _quantity, is_buffered in claims:
        if is_buffered:
            if blocks_from < blocked.last and blocked.first < blocks_to:
                found |= blocked.touched((blocks_from, blocks_to))
        else:
            found |= own.touched((starts, ends))
        if found == every:
            break
    return found


def _peaks(level: int, claims: Sequence[Taken], own: Spans, blocked: Spans) -> int:
    """Return the spans at some time of which more than `level` are taken."""
    found = 0
    for stretch in _above(level, [(each[0], each[1], each[4]) for each in claims]):
        found |= own.touched(stretch)
    for stretch in _above(level, [(each[2], each[3], each[4]) for each in claims if each[5]]):
        found |= blocked.touched(stretch)
    return found


def _above(level: int, taken: Sequence[tuple[int, int, int]]) -> Iterator[Stretch]:
    """Yield the stretches in which more than `level` are taken."""
    changes: dict[int, int] = {}
    for starts, ends, count in taken:
        changes[starts] = changes.get(starts, 0) + count
        changes[ends] = changes.get(ends, 0) - count
    there, since = 0, 0
    for at in sorted(changes):
        before, there = there, there + changes[at]
        if before <= level < there:
            since = at
        elif there <= level < before:
            yield since, at


def _ticks(at: dt.datetime) -> int:
    return (at - EPOCH) // TICK


def _in_order(ends: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return instants in order, and for each place among them which spans' come before it."""
    instants, before = [], [0]
    for at, place in sorted(ends):
        instants.append(at)
        before.append(before[-1] | 1 << place)
    return instants, before
