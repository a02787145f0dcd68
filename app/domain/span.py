"""Half-open stretches of time in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """A stretch `[starts_at, ends_at)` between two UTC instants.

    Raises:  ValueError for an empty span or an instant without a zone.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Bring both ends to UTC, where they can be compared and subtracted."""
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a span needs instants with a zone")
        if self.starts_at.tzinfo is not UTC:
            object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        if self.ends_at.tzinfo is not UTC:
            object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.starts_at >= self.ends_at:
            raise ValueError("a span must not be empty")

    def overlaps(self, other: Span) -> bool:
        """Tell whether both share an instant; spans that touch don't."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def holds(self, instant: datetime) -> bool:
        """Tell whether an instant lies inside."""
        return self.starts_at <= instant < self.ends_at

    def intersection(self, other: Span) -> Span | None:
        """Return what both share, or None."""
        if not self.overlaps(other):
            return None
        return Span(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))

    def widened(self, before: timedelta, after: timedelta) -> Span:
        """Return the span with a buffer on each side."""
        return Span(self.starts_at - before, self.ends_at + after)

    @property
    def length(self) -> timedelta:
        """Return the elapsed time from start to end."""
        return self.ends_at - self.starts_at


def free_spans(claims: Iterable[Span], window: Span) -> list[Span]:
    """Return the stretches of `window` that no claim covers.

    Shapes:  claims in any order, may touch and overlap; result sorted, disjoint, never empty spans.
    """
    free: list[Span] = []
    cursor = window.starts_at
    for claim in sorted(claims):
        if claim.starts_at >= window.ends_at:
            break
        if claim.starts_at > cursor:
            free.append(Span(cursor, claim.starts_at))
        cursor = max(cursor, claim.ends_at)
    if cursor < window.ends_at:
        free.append(Span(cursor, window.ends_at))
    return free
