"""What stands around a request, read as it is asked for: of a unit that is never judged, nothing but what is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from app.domain.asking import Ask
from app.domain.availability import Calendar, ClaimFacts
from app.domain.screening import Taken
from app.domain.span import Span
from app.queries.claims import load_calendar
from app.queries.leaves import Leaf
from app.queries.policies import Rules
from app.queries.taken import load_taken
from app.queries.units import UnitRow

AROUND = dt.timedelta(days=16)
FIRST_READ = 3


class Nearby:
    """The time around a request, in its unit and in all others.

    Shapes:  `versions` are all that may judge a unit, that of the request first.
    """

    def __init__(
        self, ask: Ask, units: Mapping[str, UnitRow], *, versions: Sequence[Rules], ignoring: Collection[str]
    ) -> None:
        self._ask, self._units, self._ignoring = ask, units, ignoring
        asked = versions[0]
        own = asked.kind.span(asked.doc, ask.period, ask.zone)
        longest = max(max(each.doc.before_min, each.doc.after_min) for each in versions)
        around = AROUND + dt.timedelta(minutes=longest, days=asked.doc.restrictions.min_gap or 0)
        self._seen = own.widened(around, around)
        self._then = _whole([own, *(_blocked(each, ask) for each in versions)])
        self._claims = _Claims(self._seen, [leaf for unit in units.values() for leaf in unit.leaves])
        self.calendar = Calendar(self._claims, self._claims.seats)
        self._taken: dict[str, list[Taken]] = {}
        self._scope = ""

    def taken(self, *, is_wide: bool) -> Mapping[str, Sequence[Taken]]:
        """Answer what is taken: in the request's unit all around it, in the others in its time or all around as well."""
        scope = "wide" if is_wide or self._scope == "wide" else "narrow"
        if scope != self._scope:
            self._scope = scope
            own = self._units.get(self._ask.unit.ref)
            self._taken = load_taken(
                self._seen,
                self._ask.now,
                chosen=[leaf.unit_id for leaf in own.leaves] if own else (),
                others=None if is_wide else self._then,
                ignoring=self._ignoring,
            )
        return self._taken

    def expect(self, units: Iterable[str]) -> None:
        """Say which units may be judged next: some are then read together."""
        self._claims.coming = [leaf for ref in units for leaf in self._units[ref].leaves]


class _Claims(Mapping[str, Sequence[ClaimFacts]]):
    """The claims of leaf units, each read when it is first asked for, with others that are expected: ever more."""

    def __init__(self, seen: Span, leaves: Sequence[Leaf]) -> None:
        self._seen = seen
        self._leaves = {leaf.need.unit: leaf for leaf in leaves}
        self._found: dict[str, Sequence[ClaimFacts]] = {}
        self._count = FIRST_READ
        self.coming: Sequence[Leaf] = ()
        self.seats: dict[tuple[str, dt.datetime], int] = {}

    def __getitem__(self, unit: str) -> Sequence[ClaimFacts]:
        if unit not in self._found:
            self._read(unit)
        return self._found[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def __len__(self) -> int:
        return len(self._leaves)

    def _read(self, unit: str) -> None:
        unread = (leaf.need.unit for leaf in self.coming if leaf.need.unit not in self._found)
        refs = {unit, *islice(unread, self._count)}
        self._count *= 2
        leaves = [self._leaves[ref] for ref in refs]
        calendar = load_calendar(leaves, first=self._seen.starts_at, last=self._seen.ends_at)
        self.seats.update(calendar.seats)
        self._found.update({ref: calendar.claims.get(ref, ()) for ref in refs})


def _blocked(version: Rules, ask: Ask) -> Span | None:
    """Answer what the same dates block under a version, None where they have no shape."""
    kind, doc = version.kind, version.doc
    if kind.shape(doc, ask.period, zone=ask.zone):
        return None
    return kind.blocked(doc, kind.span(doc, ask.period, ask.zone))


def _whole(spans: Iterable[Span | None]) -> Span:
    """Answer the span from the first to the last of some."""
    known = [span for span in spans if span is not None]
    return Span(min(each.starts_at for each in known), max(each.ends_at for each in known))
