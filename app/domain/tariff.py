"""The prices of a policy document."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import (
    MOST_ENTRIES,
    Days,
    Minor,
    Name,
    Part,
    Percent,
    PercentChange,
    Weekdays,
    Window,
    need_one,
)
from app.domain.offers import (
    EARLY_DISCOUNT,
    LATE_DISCOUNT,
    PROMO_DISCOUNT,
    STAY_DISCOUNT,
    Discount,
    EarlyDiscount,
    LateDiscount,
    PromoCode,
    StayDiscount,
)
from app.domain.tax_rules import CityTax, Tax
from app.domain.tiers import MOST_TIERS, PriceTier, TierMode

__all__ = [
    "CityTax", "Discount", "EarlyDiscount", "Fee", "LateDiscount", "PerPerson", "PriceTier", "PromoCode",
    "Scheduled", "Season", "StayDiscount", "Tariff", "Tax", "WeekdayPrice",
]  # fmt: skip

MOST_PAYMENTS = 24

Most = Field(max_length=MOST_ENTRIES)


class Season(Window):
    """Another price on some dates; of two seasons on one date the first in the list counts.

    Shapes:  exactly one of `base_minor` (instead of the base) and `percent` (a change of it).
    """

    name: Name
    first_on: date
    last_on: date
    base_minor: Minor | None = None
    percent: PercentChange | None = None

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        need_one(self.base_minor, self.percent)
        return self


class WeekdayPrice(Part):
    """A change of the season's price on some weekdays; the first entry of a day counts.

    Shapes:  exactly one of `percent` (a change) and `minor` (a supplement).
    """

    days: Annotated[Weekdays, Field(min_length=1)]
    percent: PercentChange | None = None
    minor: Minor | None = None

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        need_one(self.percent, self.minor)
        return self


class PerPerson(Part):
    """The price is each adult's; what children and infants pay for a unit of time.

    Shapes:  a percentage of an adult's price of that date, or an amount that is the same on all dates; children of
             neither pay as adults, infants of neither nothing.
    """

    child_percent: Percent | None = None
    child_minor: Minor | None = None
    infant_percent: Percent | None = None
    infant_minor: Minor | None = None

    @model_validator(mode="after")
    def _has_one_price_each(self) -> Self:
        for percent, minor in (
            (self.child_percent, self.child_minor),
            (self.infant_percent, self.infant_minor),
        ):
            if percent is not None and minor is not None:
                raise PydanticCustomError("one_price", "one price")
        return self


class Fee(Part):
    """A fixed amount on top: once, for each unit of time, person (infants apart), both, or each of the unit."""

    name: Name
    minor: Minor
    per: Literal["stay", "night", "person", "person_night", "item"] = "stay"


class Scheduled(Part):
    """A part of the total that is due that many days before the start."""

    percent: Annotated[Percent, Field(gt=0, le=100)]
    days_before: Days


class Tariff(Part):
    """Everything a price is made of.

    Tiers stand instead of the base and so of any season's own price; changes in percent and supplements still apply
    to each date's part of them.

    Units:   a night is the kind's unit of time; extras are for each person and night; the people included are
             those of each of the unit that is taken.
    """

    base_minor: Minor
    seasons: Annotated[tuple[Season, ...], Most] = ()
    weekdays: Annotated[tuple[WeekdayPrice, ...], Most] = ()
    tiers: Annotated[tuple[PriceTier, ...], Field(max_length=MOST_TIERS)] = ()
    tier_mode: TierMode = "single"
    per_person: PerPerson | None = None
    included_people: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    extra_adult_minor: Minor = 0
    extra_child_minor: Minor = 0
    extra_infant_minor: Minor = 0
    stay_discounts: Annotated[tuple[StayDiscount, ...], Most] = ()
    discounts: Annotated[tuple[Discount, ...], Most] = ()
    early_discounts: Annotated[tuple[EarlyDiscount, ...], Most] = ()
    late_discounts: Annotated[tuple[LateDiscount, ...], Most] = ()
    promo_codes: Annotated[tuple[PromoCode, ...], Most] = ()
    fees: Annotated[tuple[Fee, ...], Most] = ()
    taxes: Annotated[tuple[Tax, ...], Field(max_length=20)] = ()
    city_tax: CityTax | None = None
    deposit_percent: Annotated[Percent, Field(le=100)] | None = None
    deposit_minor: Minor | None = None
    deposit_least_minor: Minor | None = None
    deposit_most_minor: Minor | None = None
    instalments: Annotated[int, Field(ge=1, le=MOST_PAYMENTS, strict=True)] = 1
    schedule: Annotated[tuple[Scheduled, ...], Field(max_length=MOST_PAYMENTS)] = ()

    @model_validator(mode="after")
    def _codes_are_its_own(self) -> Self:
        reserved = [STAY_DISCOUNT, EARLY_DISCOUNT, LATE_DISCOUNT, PROMO_DISCOUNT]
        _need_all_different([*reserved, *(entry.code for entry in self.discounts)], "duplicate_code")
        _need_all_different([entry.code.casefold() for entry in self.promo_codes], "duplicate_code")
        _need_all_different([entry.units for entry in self.tiers], "duplicate_tier")
        return self

    @model_validator(mode="after")
    def _says_nothing_twice(self) -> Self:
        if self.tiers and any(season.base_minor is not None for season in self.seasons):
            raise PydanticCustomError("season_beside_tiers", "season beside tiers")
        if self.per_person is not None and self.included_people is not None:
            raise PydanticCustomError("people_priced_twice", "people priced twice")
        if self.deposit_percent is not None and self.deposit_minor is not None:
            raise PydanticCustomError("one_deposit", "one deposit")
        least, most = self.deposit_least_minor, self.deposit_most_minor
        if least is not None and most is not None and most < least:
            raise PydanticCustomError("deposit_out_of_order", "deposit out of order")
        return self

    @model_validator(mode="after")
    def _is_paid_whole(self) -> Self:
        if self.schedule and self.instalments > 1:
            raise PydanticCustomError("payments_twice", "payments twice")
        if self.schedule and sum(part.percent for part in self.schedule) != 100:
            raise PydanticCustomError("schedule_not_whole", "schedule not whole")
        return self


def _need_all_different(entries: list[str] | list[int], code: str) -> None:
    if len(set(entries)) < len(entries):
        raise PydanticCustomError(code, "duplicate")
