"""What a price is asked for, and a price in the making."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.asking import Ask, Party
from app.domain.lines import Line, is_given
from app.domain.localtime import local_date
from app.domain.tariff import Tariff


@dataclass(frozen=True)
class Priced:
    """What is to be priced, whatever its kind.

    Shapes:  `days` holds the date of each unit of time in order, a date as often as it has units; `quantity` is how
             many of the unit; `noun` is what a unit of time is called; `made_on` is the day in the tenant's zone on
             which it is asked (None: nothing depends on it); `complimentary` None: as it was sold.
    """

    days: Sequence[date]
    party: Party
    quantity: int = 1
    noun: str = "night"
    made_on: date | None = None
    starts_on: date | None = None
    promo_code: str = ""
    complimentary: bool | None = None

    @classmethod
    def of(cls, ask: Ask, days: Sequence[date], *, noun: str) -> "Priced":
        """Return what a request asks a price for."""
        return cls(
            days=days,
            party=ask.party,
            quantity=ask.quantity,
            noun=noun,
            made_on=local_date(ask.now, ask.zone),
            starts_on=ask.period.starts_on,
            promo_code=ask.promo_code,
            complimentary=ask.complimentary,
        )

    @property
    def count(self) -> int:
        """Return how many units of time it has."""
        return len(self.days)

    @property
    def begins_on(self) -> date | None:
        """Return the date of its start; without one the first of its dates."""
        return self.starts_on or min(self.days, default=None)

    @property
    def days_before(self) -> int | None:
        """Return how many days before the start it is asked; None when that is not known."""
        begins_on = self.begins_on
        return (begins_on - self.made_on).days if begins_on and self.made_on else None


@dataclass
class Work:
    """A price in the making: what is read, and the lines so far.

    Shapes:  `kept` are the lines of units of time that were sold already, `fresh` those at today's price.
    """

    tariff: Tariff
    priced: Priced
    sold: Sequence[Line] = ()
    lines: list[Line] = field(default_factory=list)
    kept: list[Line] = field(default_factory=list)
    fresh: list[Line] = field(default_factory=list)

    @property
    def is_complimentary(self) -> bool:
        """Tell whether nothing is to be paid: as it is asked, else as it was sold."""
        if self.priced.complimentary is not None:
            return self.priced.complimentary
        return is_given(self.sold)
