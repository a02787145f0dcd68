"""For which of many spans a unit is free, found for all of them at once: a set of spans is the bits of one number.

It answers what `availability.Room` answers of units and pools, without asking it span by span; of the seats of slots
and of what they run with it knows nothing, and leaves all spans to whoever asks on.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.span import Span
from app.domain.stock import Need, Stock

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)

Stretch = tuple[int, int]


class Taken(NamedTuple):
    """What a claim takes of a leaf unit, as it is true now; `is_buffered` where it keeps buffers.

    Units:   microseconds since 1970, half-open.
    """

    starts: int
    ends: int
    blocks_from: int
    blocks_to: int
    quantity: int
    is_buffered: bool


class Spans:
    """Some spans, ready to tell which of them share time with a stretch; None stands for no span, which none does."""

    def __init__(self, spans: Sequence[Span | None]) -> None:
        known = [(place, span) for place, span in enumerate(spans) if span is not None]
        self.all = sum(1 << place for place, _span in known)
        self._starts, self._begun = _in_order((_ticks(span.starts_at), place) for place, span in known)
        self._ends, self._over = _in_order((_ticks(span.ends_at), place) for place, span in known)

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
        for stretch in _above(level, [(each.starts, each.ends, each.quantity) for each in claims]):
            left &= ~own.touched(stretch)
        kept = [(each.blocks_from, each.blocks_to, each.quantity) for each in claims if each.is_buffered]
        for stretch in _above(level, kept):
            left &= ~blocked.touched(stretch)
    return left


def _above(level: int, taken: Sequence[tuple[int, int, int]]) -> Iterator[Stretch]:
    """Yield the stretches in which more than `level` are taken."""
    if not level:
        yield from ((starts, ends) for starts, ends, _count in taken)
        return
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
