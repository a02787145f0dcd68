"""The five figures of a period, by their definitions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.money import round_half_up
from app.domain.words import PAID_STATES, State


@dataclass(frozen=True)
class UnitNight:
    """One night of one reservation: its state as it is true now, and the night's own revenue.

    Shapes:  `is_paid` when the reservation's price is above zero; a night of it may be at nothing all the same.
    """

    state: State
    revenue_minor: int
    is_paid: bool = field(kw_only=True)


@dataclass(frozen=True)
class Figures:
    """What was available, sold and earned; a ratio without its denominator is None."""

    available_count: int
    sold_count: int
    complimentary_count: int
    revenue_minor: int

    @property
    def reserved_count(self) -> int:
        """Return the nights reserved: sold and complimentary."""
        return self.sold_count + self.complimentary_count

    @property
    def occupancy_ratio(self) -> float | None:
        """Return sold / available."""
        return self.sold_count / self.available_count if self.available_count else None

    @property
    def adr_minor(self) -> int | None:
        """Return revenue / sold: the average daily rate."""
        return _per(self.revenue_minor, self.sold_count)

    @property
    def revpar_minor(self) -> int | None:
        """Return revenue / available."""
        return _per(self.revenue_minor, self.available_count)


def figures(unit_nights: Iterable[UnitNight], *, available_count: int) -> Figures:
    """Count unit-nights: those of paid stays are sold, of stays at nothing complimentary, gone ones neither.

    Source:  semantics.md 10.
    """
    standing = [night for night in unit_nights if night.state in PAID_STATES]
    sold = [night for night in standing if night.is_paid]
    return Figures(
        available_count=available_count,
        sold_count=len(sold),
        complimentary_count=len(standing) - len(sold),
        revenue_minor=sum(night.revenue_minor for night in sold),
    )


def _per(revenue_minor: int, count: int) -> int | None:
    return round_half_up(Decimal(revenue_minor) / count) if count else None
