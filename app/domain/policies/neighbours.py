"""Periods near one that was asked for: the same length at other dates, other lengths, both."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from app.domain.asking import Period
from app.domain.policies.document import PolicyDocument

D = TypeVar("D", bound=PolicyDocument)

SHIFT_DAYS = 14
MOST_RESHAPED = 100


class Neighbours(Generic[D]):
    """What lies around a period, in the order in which it is offered; a kind with other steps says its own."""

    @abstractmethod
    def units_of_time(self, doc: D, period: Period, *, zone: ZoneInfo) -> list[date]:
        """Return the date of each unit of time that is priced and counted."""

    def shifted(self, period: Period, days: int) -> Period:
        """Return the same period that many days later (earlier when negative)."""
        by = timedelta(days=days)
        return Period(period.starts_on + by, period.ends_on + by, period.starts_time, period.ends_time)

    def extended(self, period: Period, days: int) -> Period:
        """Return the period with its end that many days later (earlier when negative)."""
        ends_on = period.ends_on + timedelta(days=days)
        return Period(period.starts_on, ends_on, period.starts_time, period.ends_time)

    def candidates(self, doc: D, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield the same length at other dates, nearest first, later before earlier."""
        for days in range(1, SHIFT_DAYS + 1):
            yield self.shifted(period, days)
            yield self.shifted(period, -days)

    def shorter(self, doc: D, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield what is left of a period with units of time taken off its end, then off its start."""
        count = len(self.units_of_time(doc, period, zone=zone))
        for less in range(1, count):
            yield self.extended(period, -less)
            yield replace(period, starts_on=period.starts_on + timedelta(days=less))

    def longer(self, doc: D, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield a period with its end later and later."""
        for more in range(1, SHIFT_DAYS + 1):
            yield self.extended(period, more)

    def reshaped(self, doc: D, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield other lengths at other dates, nearest first; at most a week longer."""
        count = len(self.units_of_time(doc, period, zone=zone))
        for shift, change in _reshaping(count):
            yield self.extended(self.shifted(period, shift), change)


@lru_cache(maxsize=64)
def _reshaping(count: int) -> list[tuple[int, int]]:
    """Return by how many days a period of so many units is moved and made longer, the least of both first."""
    changes = [change for change in range(1 - count, 8) if change]
    shifts = [shift for shift in range(-SHIFT_DAYS, SHIFT_DAYS + 1) if shift]
    pairs = sorted(product(shifts, changes), key=lambda pair: (abs(pair[0]) + abs(pair[1]), pair))
    return pairs[:MOST_RESHAPED]
