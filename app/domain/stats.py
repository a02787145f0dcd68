"""What is counted of a day, and the figures that follow from sums of it.

Source:  semantics.md 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from app.domain.money import round_half_up
from app.domain.words import PAID_STATES, State


class Facts(NamedTuple):
    """What is counted of a unit, a day and a channel; all but `inside` may be summed over anything.

    Units:   `available` to `complimentary` of the unit's kind: unit-nights, seats or minutes of opening hours.
             `available` leaves out seasons; `maintenance` is what of it was out of order; `taken` what any
             reservation claims, requests included. `revenue_minor` is of each night, departure or hour of the day.
             Reservations are counted on their day of arrival: `standing` (confirmed, present or finished) with
             `stay` (of the kind) and `lead_days` summed over them, `cancelled`, `absent`, `pending`,
             `expired`, and `active` (confirmed or present).
             `inside` counts the active ones that came before the day and have not left: of a period, its first day's.
             `made`, `made_cancelled` and `made_absent` count on the day of making, without requests and expired ones.
    """

    available: int = 0
    maintenance: int = 0
    taken: int = 0
    sold: int = 0
    complimentary: int = 0
    revenue_minor: int = 0
    standing: int = 0
    stay: int = 0
    lead_days: int = 0
    cancelled: int = 0
    absent: int = 0
    pending: int = 0
    expired: int = 0
    active: int = 0
    inside: int = 0
    made: int = 0
    made_cancelled: int = 0
    made_absent: int = 0

    def plus(self, other: Facts) -> Facts:
        """Return the sum of both."""
        return Facts(*(one + two for one, two in zip(self, other, strict=True)))

    def minus(self, other: Facts) -> Facts:
        """Return what the first has more than the second."""
        return Facts(*(one - two for one, two in zip(self, other, strict=True)))

    @property
    def adjusted(self) -> int:
        """Return what was available and in order."""
        return self.available - self.maintenance

    @property
    def reserved(self) -> int:
        """Return the nights reserved: sold and complimentary."""
        return self.sold + self.complimentary

    @property
    def occupancy_ratio(self) -> float | None:
        """Return sold / available."""
        return _ratio(self.sold, self.available)

    @property
    def adjusted_ratio(self) -> float | None:
        """Return sold / what was available and in order."""
        return _ratio(self.sold, self.adjusted)

    @property
    def taken_ratio(self) -> float | None:
        """Return what a heatmap shows: what reservations claim / available."""
        return _ratio(self.taken, self.available)

    @property
    def active_in_all(self) -> int:
        """Return the active reservations that touch the period."""
        return self.active + self.inside

    @property
    def arrivals_due(self) -> int:
        """Return how many were to arrive, whatever became of them; requests and expired ones never were."""
        return self.standing + self.cancelled + self.absent

    @property
    def cancellation_ratio(self) -> float | None:
        """Return cancelled / all that were to arrive."""
        return _ratio(self.cancelled, self.arrivals_due)

    @property
    def absence_ratio(self) -> float | None:
        """Return absent / all that were to arrive."""
        return _ratio(self.absent, self.arrivals_due)

    @property
    def made_cancellation_ratio(self) -> float | None:
        """Return how many of those made then were cancelled."""
        return _ratio(self.made_cancelled, self.made)

    @property
    def made_absence_ratio(self) -> float | None:
        """Return how many of those made then stayed away."""
        return _ratio(self.made_absent, self.made)

    @property
    def average_stay(self) -> float | None:
        """Return the mean length of those that stand, in nights or minutes."""
        return _ratio(self.stay, self.standing)

    @property
    def average_lead_days(self) -> float | None:
        """Return the mean time from making to arrival of those that stand."""
        return _ratio(self.lead_days, self.standing)

    def adr_minor(self, each: int = 1) -> int | None:
        """Return revenue / sold: the average price of a night, of a seat, or of `each` minutes."""
        return _per(self.revenue_minor * each, self.sold)

    def revpar_minor(self, each: int = 1) -> int | None:
        """Return revenue / available: of a night, a seat, or `each` minutes."""
        return _per(self.revenue_minor * each, self.available)

    def adjusted_revpar_minor(self, each: int = 1) -> int | None:
        """Return revenue / what was available and in order."""
        return _per(self.revenue_minor * each, self.adjusted)


NOTHING = Facts()


def total(facts: Iterable[Facts]) -> Facts:
    """Return the sum of many."""
    return Facts(*(sum(column) for column in zip(*facts, strict=True))) if (facts := list(facts)) else NOTHING


def earned(state: State, count: int, revenue_minor: int, *, is_paid: bool) -> Facts:
    """Return what `count` nights (seats, minutes) of a reservation count for: of paid ones sold, else complimentary.

    Shapes:  `is_paid` when the reservation's price is above zero; a night of it may be at nothing all the same.
    """
    if state not in PAID_STATES:
        return NOTHING
    if not is_paid:
        return Facts(complimentary=count)
    return Facts(sold=count, revenue_minor=revenue_minor)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _per(revenue_minor: int, count: int) -> int | None:
    return round_half_up(Decimal(revenue_minor) / count) if count else None
