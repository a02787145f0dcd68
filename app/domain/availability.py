"""Who is in the way: claims against a wanted span, at an instant."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.asking import Around, Period
from app.domain.localtime import local_date
from app.domain.span import Span
from app.domain.words import ClaimSource


@dataclass(frozen=True)
class ClaimFacts:
    """A claim on a leaf unit: its own time, its buffered time, and the deadline that will shorten it.

    Shapes:  `blocked` contains `span`; `due_ends_at` None with a `due_at`: all is freed then.
    """

    unit: str
    span: Span
    blocked: Span
    source: ClaimSource = ClaimSource.RESERVATION
    owner_ref: str = ""
    due_at: datetime | None = None
    due_ends_at: datetime | None = None


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
    return replace(
        claim,
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
    """Return the claims in the way, earliest first, as they are true at `now`.

    Own time is compared with everybody's own time, buffered time among reservations only.

    Shapes:  claims of one unit; `ignoring` holds the references of owners that don't count (oneself).
    """
    found: list[ClaimFacts] = []
    for stored in claims:
        claim = None if stored.owner_ref in ignoring else effective(stored, now)
        if claim is None:
            continue
        both_reserve = source == claim.source == ClaimSource.RESERVATION
        if wanted.overlaps(claim.span) or (both_reserve and wanted_blocked.overlaps(claim.blocked)):
            found.append(claim)
    return sorted(found, key=lambda claim: claim.span)


def is_free(
    wanted: Span,
    wanted_blocked: Span,
    *,
    claims: Iterable[ClaimFacts],
    now: datetime,
    source: ClaimSource = ClaimSource.RESERVATION,
    ignoring: Collection[str] = (),
) -> bool:
    """Tell whether nothing is in the way."""
    return not conflicts(wanted, wanted_blocked, claims=claims, now=now, source=source, ignoring=ignoring)


class Taken:
    """The claims of one unit as they are true at an instant, ready to be asked many times.

    It answers for a reservation what `is_free` answers, in the time of two searches.
    """

    def __init__(
        self, claims: Iterable[ClaimFacts], *, now: datetime, ignoring: Collection[str] = ()
    ) -> None:
        stored = (claim for claim in claims if claim.owner_ref not in ignoring)
        live = [claim for claim in (effective(each, now) for each in stored) if claim is not None]
        self._own = _merged([claim.span for claim in live])
        self._blocked = _merged([claim.blocked for claim in live if claim.source == ClaimSource.RESERVATION])

    def is_free(self, wanted: Span, wanted_blocked: Span) -> bool:
        """Tell whether nothing is in the way of a reservation."""
        return not (_meets(self._own, wanted) or _meets(self._blocked, wanted_blocked))

    def around(self, own: Span, period: Period, zone: ZoneInfo) -> Around:
        """Return how many whole days beside a free period nobody has."""
        starts, ends = self._own
        after = bisect_left(starts, own.ends_at)
        before = bisect_right(ends, own.starts_at)
        return Around(
            max((period.starts_on - local_date(ends[before - 1], zone)).days, 0) if before else None,
            max((local_date(starts[after], zone) - period.ends_on).days, 0) if after < len(starts) else None,
        )


Stretches = tuple[list[datetime], list[datetime]]


def _merged(spans: list[Span]) -> Stretches:
    """Return the starts and the ends of what spans cover together: sorted, disjoint, not even touching."""
    starts: list[datetime] = []
    ends: list[datetime] = []
    for starts_at, ends_at in sorted([(span.starts_at, span.ends_at) for span in spans]):
        if ends and starts_at <= ends[-1]:
            ends[-1] = max(ends[-1], ends_at)
        else:
            starts.append(starts_at)
            ends.append(ends_at)
    return starts, ends


def _meets(stretches: Stretches, span: Span) -> bool:
    starts, ends = stretches
    before = bisect_left(starts, span.ends_at)
    return before > 0 and ends[before - 1] > span.starts_at
