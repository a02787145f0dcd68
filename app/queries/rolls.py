"""How far the facts go, and what of them may be behind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import text

from app.domain.localtime import next_month
from app.queries.plain import rows_of
from app.tenancy import current


@dataclass(frozen=True)
class Roll:
    """How far the facts go: the dates from `first` to before `last`, and the last entry that is in them.

    Shapes:  `is_foreign` when a dump brought them from another server, whose transactions had other numbers. `stamp` is
             of this roll alone: sums that bear it are of the facts as it left them.
    """

    first: dt.date
    last: dt.date
    xid: str
    entry_id: int
    rolled_at: dt.datetime
    is_foreign: bool = False
    stamp: str = ""


@dataclass
class Stale:
    """Units and the stretches of dates on which their facts may be behind; of those in `always` any may.

    Shapes:  `end` is the last entry that was looked at, `is_whole` whether there are none after it. `sorted_anew` when
             units are of another type or kind, or made of others, than when the facts were summed.
    """

    spans: dict[int, list[tuple[dt.date, dt.date]]] = field(default_factory=lambda: defaultdict(list))
    always: set[int] = field(default_factory=set)
    end: tuple[str, int] | None = None
    is_whole: bool = True
    sorted_anew: bool = False

    def add(self, unit_ids: Iterable[int], first: dt.date, last: dt.date) -> None:
        """Add the dates from `first` to before `last` of some units."""
        for unit_id in unit_ids:
            self.spans[unit_id].append((first, last))

    def by_month(self, first: dt.date, last: dt.date) -> dict[dt.date, tuple[set[int], dt.date, dt.date]]:
        """Answer by month which units are behind, and between which of its dates, within a window."""
        found: dict[dt.date, tuple[set[int], dt.date, dt.date]] = {}
        if self.always:
            found = {month: (set(self.always), low, high) for month, low, high in months_of(first, last)}
        for unit_id, spans in self.spans.items():
            for begins, ends in spans:
                for month, low, high in months_of(max(begins, first), min(ends, last)):
                    units, lowest, highest = found.setdefault(month, (set(), low, high))
                    units.add(unit_id)
                    found[month] = units, min(lowest, low), max(highest, high)
        return found


def months_of(first: dt.date, last: dt.date) -> Iterable[tuple[dt.date, dt.date, dt.date]]:
    """Cut the dates from `first` to before `last` at the months: the month, and its first and last date of them."""
    while first < last:
        month = first.replace(day=1)
        follows = next_month(first)
        yield month, first, min(last, follows)
        first = follows


def find_roll() -> Roll | None:
    """Answer how far the facts go; None before the first roll."""
    row = rows_of(_ROLL, {"tenant": current().id}).one_or_none()
    return None if row is None else Roll(*tuple(row))


_ROLL = text(
    "SELECT first_on, last_on, xid::text, entry_id, rolled_at, xid >= pg_snapshot_xmax(pg_current_snapshot()),"
    " stats_rolls::text"
    " FROM stats_rolls WHERE tenant_id = :tenant"
)
