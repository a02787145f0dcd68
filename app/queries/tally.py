"""Facts while they are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.stats import Facts
from app.queries.units import UnitRow

ONE_DAY = dt.timedelta(days=1)
NO_CHANNEL = ""

Key = tuple[int, dt.date, str]
_PLACE = {name: place for place, name in enumerate(Facts._fields)}


@dataclass
class Tally:
    """Facts that are being counted, for some units and the dates from `first` to before `last`."""

    units: Mapping[int, UnitRow]
    first: dt.date
    last: dt.date
    counted: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, unit_id: int, day: dt.date, channel: str, **measures: int) -> None:
        """Add to what a unit and a day count, where they are asked for."""
        if unit_id not in self.units or not self.first <= day < self.last:
            return
        row = self.counted.setdefault((unit_id, day, channel), [0] * len(_PLACE))
        for name, count in measures.items():
            row[_PLACE[name]] += count

    def days(self) -> Iterator[dt.date]:
        """Answer the dates."""
        return (self.first + ONE_DAY * place for place in range((self.last - self.first).days))

    def facts(self) -> dict[Key, Facts]:
        """Answer what was counted; what counts nothing is left out."""
        return {key: Facts._make(row) for key, row in self.counted.items() if any(row)}
