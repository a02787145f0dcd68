"""A small line without an axis, for the tile of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.web.charts.axis import exact
from app.web.charts.base import path_of
from app.web.charts.table import Value

ROOM = 26.0  # of 30 units from top to bottom, so that a thick line is not cut
MARGIN = 2.0


@dataclass(frozen=True)
class Spark:
    """Values in a row, and what they are in words; the last is marked."""

    values: Sequence[Value]
    label: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(exact(value) for value in self.values)

    @property
    def line(self) -> str:
        """Answer the line."""
        return path_of(self._places, self._falls)

    @property
    def end(self) -> str:
        """Answer the dot at the last value."""
        place = max(at for at, fall in enumerate(self._falls) if fall is not None)
        return path_of([self._places[place]], [self._falls[place]])

    @cached_property
    def _places(self) -> list[float]:
        last = len(self.values) - 1
        return [2 + place * 96 / last if last else 50.0 for place in range(len(self.values))]

    @cached_property
    def _falls(self) -> list[float | None]:
        numbers = [exact(value) for value in self.values]
        known = [Decimal(0), *(number for number in numbers if number is not None)]
        high, low = max(known), min(known)
        span = (high - low) or Decimal(1)
        return [None if one is None else MARGIN + float((low + span - one) / span) * ROOM for one in numbers]
