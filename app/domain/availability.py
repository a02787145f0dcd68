"""Who is in the way, and how many are left: claims against a wanted span, at an instant.

One function answers page, save and report. Own time is compared with everybody's own time, buffered time among
reservations only; where a unit has many, the peak of what is taken counts, never the sum of what overlaps.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.asking import Around, Period
from app.domain.localtime import local_date
from app.domain.span import Span
from app.domain.stock import Need, Stock, occurrence_key
from app.domain.words import BUFFERED, ClaimSource


class ClaimFacts(NamedTuple):
    """A claim on a leaf unit: its own time, its buffered time, and the deadline that will shorten it.

    Shapes:  `blocked` contains `span`; `due_ends_at` None with a `due_at`: all is freed then; `occurrence` is when
             the slot begins whose seats are claimed; an asset's claim by a slot has the occurrence's key as owner.
    """

    unit: str
    span: Span
    blocked: Span
    source: ClaimSource = ClaimSource.RESERVATION
    owner_ref: str = ""
    due_at: datetime | None = None
    due_ends_at: datetime | None = None
    quantity: int = 1
    occurrence: datetime | None = None

    def as_fact(self, zone: ZoneInfo) -> dict[str, object]:
        """Return whose it is and when, as a refusal tells it."""
        starts_at, ends_at = self.span.starts_at.astimezone(zone), self.span.ends_at.astimezone(zone)
        return {
            "ref": self.owner_ref,
            "source": self.source.value,
            "starts_on": starts_at.date().isoformat(),
            "ends_on": ends_at.date().isoformat(),
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
        }


@dataclass(frozen=True)
class Calendar:
    """The live claims around a window by leaf unit, and the seats of the occurrences that members set.

    Shapes:  `seats` by unit and start of the occurrence.
    """

    claims: Mapping[str, Sequence[ClaimFacts]] = field(default_factory=dict)
    seats: Mapping[tuple[str, datetime], int] = field(default_factory=dict)

    def joined(self, more: Iterable[ClaimFacts]) -> "Calendar":
        """Return the calendar with other claims in it as well."""
        claims = {unit: list(stored) for unit, stored in self.claims.items()}
        for claim in more:
            claims.setdefault(claim.unit, []).append(claim)
        return replace(self, claims=claims)


def effective(claim: ClaimFacts, now: datetime) -> ClaimFacts | None:
    """Return the claim as it is true at `now`, or None when its deadline has freed it.

    Source:  semantics.md 4; the SQL expression says the same.
    """
    if claim.due_at is None or now < claim.due_at:
        return claim
    ends_at = claim.due_ends_at
    if ends_at is None or ends_at <= claim.span.starts_at:
        return None
    if ends_at >= claim.span.ends_at:
        return claim
    return claim._replace(
        span=Span(claim.span.starts_at, ends_at),
        blocked=Span(claim.blocked.starts_at, ends_at),
    )


def conflicts(
    wanted: Span,
    wanted_blocked: Span,
    *,
    claims: Iterable[ClaimFacts],
    now: datetime,
    source: ClaimSource = ClaimSource.RESERVATION,
    ignoring: Collection[str] = (),
) -> list[ClaimFacts]:
    """Return the claims that share time with a wanted one, earliest first, as they are true at `now`.

    Shapes:  claims of one unit; `ignoring` holds the references of owners that don't count (oneself).
    """
    found: list[ClaimFacts] = []
    for stored in claims:
        claim = None if stored.owner_ref in ignoring else effective(stored, now)
        if claim is None:
            continue
        both_buffered = source in BUFFERED and claim.source in BUFFERED
        if wanted.overlaps(claim.span) or (both_buffered and wanted_blocked.overlaps(claim.blocked)):
            found.append(claim)
    return sorted(found, key=lambda claim: claim.span)


class Usage:
    """How many are taken at each instant: a step function that is asked many times."""

    def __init__(self, taken: Iterable[tuple[Span, int]]) -> None:
        changes: dict[datetime, int] = {}
        for span, count in taken:
            changes[span.starts_at] = changes.get(span.starts_at, 0) + count
            changes[span.ends_at] = changes.get(span.ends_at, 0) - count
        self._times = sorted(changes)
        self._levels = list(accumulate(changes[time] for time in self._times))

    def peak(self, span: Span) -> int:
        """Return the most that are taken at one instant of a span."""
        first = max(bisect_right(self._times, span.starts_at) - 1, 0)
        last = bisect_left(self._times, span.ends_at)
        return max(self._levels[first:last], default=0)

    def first_above(self, level: int, span: Span) -> datetime | None:
        """Return the first instant of a span at which more than `level` are taken."""
        first = max(bisect_right(self._times, span.starts_at) - 1, 0)
        for place in range(first, bisect_left(self._times, span.ends_at)):
            if self._levels[place] > level:
                return max(self._times[place], span.starts_at)
        return None

    def last_above(self, level: int, before: datetime) -> datetime | None:
        """Return when more than `level` were last taken, at most that instant."""
        for place in range(bisect_right(self._times, before) - 2, -1, -1):
            if self._levels[place] > level:
                return self._times[place + 1]
        return None

    def next_above(self, level: int, after: datetime) -> datetime | None:
        """Return when more than `level` are next taken, at least that instant."""
        for place in range(bisect_left(self._times, after), len(self._times)):
            if self._levels[place] > level:
                return self._times[place]
        return None


class Room:
    """What is left of a unit, ready to be asked many times: all its leaf units must have room.

    Shapes:  `ignoring` holds the references of owners that don't count (oneself).
    """

    def __init__(
        self, needs: Sequence[Need], calendar: Calendar, *, now: datetime, ignoring: Collection[str] = ()
    ) -> None:
        self._parts = [_part(need, calendar, now, ignoring) for need in needs]

    def left(self, own: Span, blocked: Span | None, *, seats: int | None = None) -> int:
        """Return how many can still be had for a span; without buffers, of what nobody has in that time.

        Shapes:  `seats` is how many an occurrence has that no member has set; None: what the unit has.
        """
        return min(part.left(own, blocked, seats) for part in self._parts)

    def total(self, own: Span, *, seats: int | None = None) -> int:
        """Return how many there are in a span, taken or not; `seats` as in `left`."""
        return min(part.total(own, seats) for part in self._parts)

    def free_until(self, own: Span, blocked: Span, *, wanted: int = 1) -> datetime:
        """Return until when a reservation that begins with `own` can last, at most until it ends."""
        return min(part.free_until(own, blocked, wanted) for part in self._parts)

    def rivals(self, own: Span, blocked: Span) -> list[ClaimFacts]:
        """Return whose claims share time with a reservation's, earliest first."""
        found = [claim for part in self._parts for claim in part.rivals(own, blocked)]
        return sorted(found, key=lambda claim: claim.span)

    def around(self, own: Span, period: Period, *, zone: ZoneInfo, wanted: int = 1) -> Around:
        """Return for how many whole days beside a free period as many can be had."""
        until = [at for part in self._parts if (at := part.busy_before(own.starts_at, wanted))]
        since = [at for part in self._parts if (at := part.busy_after(own.ends_at, wanted))]
        return Around(
            max((period.starts_on - local_date(max(until), zone)).days, 0) if until else None,
            max((local_date(min(since), zone) - period.ends_on).days, 0) if since else None,
        )


class _Part:
    """A leaf unit of which each asked one takes `need.per`."""

    def __init__(self, need: Need, claims: Sequence[ClaimFacts]) -> None:
        self.need, self.claims = need, claims
        self._own = Usage((claim.span, claim.quantity) for claim in claims)
        self._blocked = Usage((claim.blocked, claim.quantity) for claim in claims if claim.source in BUFFERED)

    def left(self, own: Span, blocked: Span | None, seats: int | None) -> int:  # noqa: ARG002 - seats have them
        taken = max(self._own.peak(own), self._blocked.peak(blocked) if blocked else 0)
        return max(self.need.quantity - taken, 0) // self.need.per

    def total(self, own: Span, seats: int | None) -> int:  # noqa: ARG002 - seats have them
        return self.need.quantity // self.need.per

    def free_until(self, own: Span, blocked: Span, wanted: int) -> datetime:
        level = self.need.quantity - self.need.per * wanted
        if level < 0:
            return own.starts_at
        limits = [own.ends_at]
        if (at := self._own.first_above(level, own)) is not None:
            limits.append(at)
        if (at := self._blocked.first_above(level, blocked)) is not None:
            limits.append(at - (blocked.ends_at - own.ends_at))
        return min(limits)

    def busy_before(self, at: datetime, wanted: int) -> datetime | None:
        return self._own.last_above(self.need.quantity - self.need.per * wanted, at)

    def busy_after(self, at: datetime, wanted: int) -> datetime | None:
        return self._own.next_above(self.need.quantity - self.need.per * wanted, at)

    def rivals(self, own: Span, blocked: Span) -> list[ClaimFacts]:
        return [
            claim
            for claim in self.claims
            if own.overlaps(claim.span) or (claim.source in BUFFERED and blocked.overlaps(claim.blocked))
        ]


class _Seats(_Part):
    """The places of a slot: each occurrence has its own, and none where the slot is closed."""

    def __init__(self, need: Need, claims: Sequence[ClaimFacts], calendar: Calendar) -> None:
        super().__init__(need, claims)
        self._set = {at: seats for (unit, at), seats in calendar.seats.items() if unit == need.unit}
        self._closed = [claim.span for claim in claims if claim.source == ClaimSource.CLOSURE]
        self._sold = Counter[datetime]()
        for claim in claims:
            if claim.occurrence is not None:
                self._sold[claim.occurrence] += claim.quantity

    def left(self, own: Span, blocked: Span | None, seats: int | None) -> int:  # noqa: ARG002 - assets have buffers
        if any(closed.overlaps(own) for closed in self._closed):
            return 0
        return self.total(own, seats) - self._sold[own.starts_at]

    def total(self, own: Span, seats: int | None) -> int:
        there = self._set.get(own.starts_at, self.need.quantity if seats is None else seats)
        return max(there, self._sold[own.starts_at])

    def free_until(self, own: Span, blocked: Span, wanted: int) -> datetime:
        return own.ends_at if self.left(own, blocked, None) >= wanted else own.starts_at

    def rivals(self, own: Span, blocked: Span) -> list[ClaimFacts]:  # noqa: ARG002 - assets have buffers
        return [
            claim
            for claim in self.claims
            if (claim.source == ClaimSource.CLOSURE and claim.span.overlaps(own))
            or claim.occurrence == own.starts_at
        ]


class _Asset(_Part):
    """What a slot runs with: taken by any other slot or reservation, and not by the occurrence itself."""

    def left(self, own: Span, blocked: Span | None, seats: int | None) -> int:  # noqa: ARG002 - seats have them
        return 0 if self.rivals(own, blocked or own) else MANY

    def total(self, own: Span, seats: int | None) -> int:  # noqa: ARG002 - seats have them
        return MANY

    def free_until(self, own: Span, blocked: Span, wanted: int) -> datetime:  # noqa: ARG002 - seats count them
        return own.starts_at if self.rivals(own, blocked) else own.ends_at

    def rivals(self, own: Span, blocked: Span) -> list[ClaimFacts]:
        itself = occurrence_key(self.need.serves, own.starts_at)
        return [claim for claim in super().rivals(own, blocked) if claim.owner_ref != itself]


MANY = 1_000_000


def _part(need: Need, calendar: Calendar, now: datetime, ignoring: Collection[str]) -> _Part:
    stored = (claim for claim in calendar.claims.get(need.unit, ()) if claim.owner_ref not in ignoring)
    live = [claim for claim in (effective(each, now) for each in stored) if claim is not None]
    if need.serves:
        return _Asset(need, live)
    return _Seats(need, live, calendar) if need.stock is Stock.SEATS else _Part(need, live)
