"""What takes something off the nights of a price, as a tariff says it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.domain.fields import Code, Count, Days, Minor, Name, Part, Percent, Window, need_one

STAY_DISCOUNT = "stay_discount"
EARLY_DISCOUNT = "early_discount"
LATE_DISCOUNT = "late_discount"
PROMO_DISCOUNT = "promo_discount"

Off = Annotated[Percent, Field(le=100)]
PromoText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
]


class StayDiscount(Part):
    """A percentage off the nights from that many nights on; the best one that applies counts."""

    nights: Count
    percent: Off


class Discount(Part):
    """A percentage off the nights of every reservation."""

    code: Code
    name: Name
    percent: Off


class TimedDiscount(Part):
    """A percentage off the nights by how many days before the start they are sold; the best one counts."""

    days_before: Days
    percent: Off


class EarlyDiscount(TimedDiscount):
    """For nights that are sold that many days before the start, or more."""


class LateDiscount(TimedDiscount):
    """For nights that are sold that many days before the start, or fewer."""


class PromoCode(Part):
    """What a client takes off with a code, in capitals or not.

    Shapes:  exactly one of `percent` and `minor`; `made` are the dates on which it may be used, `stay` those that
             every unit of time must lie on; `min_units` is the least number of units of time.
    """

    code: PromoText
    percent: Off | None = None
    minor: Minor | None = None
    made: Window = Window()
    stay: Window = Window()
    min_units: Count = 1

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        need_one(self.percent, self.minor)
        return self
