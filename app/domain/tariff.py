"""The prices of a policy document."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import (
    MOST_ENTRIES,
    Code,
    Count,
    Minor,
    Name,
    Part,
    Percent,
    PercentChange,
    Weekdays,
    Window,
)

STAY_DISCOUNT = "stay_discount"

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
        if (self.base_minor is None) == (self.percent is None):
            raise PydanticCustomError("one_price", "one price")
        return self


class WeekdayPrice(Part):
    """A change of the season's price on some weekdays; every entry of a day counts, in order.

    Shapes:  exactly one of `percent` (a change) and `minor` (a supplement).
    """

    days: Annotated[Weekdays, Field(min_length=1)]
    percent: PercentChange | None = None
    minor: Minor | None = None

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if (self.percent is None) == (self.minor is None):
            raise PydanticCustomError("one_price", "one price")
        return self


class StayDiscount(Part):
    """A percentage off the nights from that many nights on; the best one that applies counts."""

    nights: Count
    percent: Annotated[Percent, Field(le=100)]


class Discount(Part):
    """A percentage off the nights of every reservation."""

    code: Code
    name: Name
    percent: Annotated[Percent, Field(le=100)]


class Fee(Part):
    """A fixed amount on top."""

    name: Name
    minor: Minor
    per: Literal["stay", "night", "person"] = "stay"


TaxBase = Literal["nights", "extras", "fees"]


class Tax(Part):
    """A tax on parts of the price, inside it or on top of it; several are parallel, none taxes another."""

    name: Name
    percent: Annotated[Percent, Field(le=100)]
    included: bool = True
    on: Annotated[tuple[TaxBase, ...], Field(min_length=1, max_length=3)] = ("nights", "extras", "fees")


class CityTax(Part):
    """A fixed amount for each adult and night, up to a number of nights."""

    name: Name
    minor: Minor
    max_nights: Count | None = None


class Tariff(Part):
    """Everything a price is made of.

    Units:   a night is the kind's unit of time; extras are for each person and night.
    """

    base_minor: Minor
    seasons: Annotated[tuple[Season, ...], Most] = ()
    weekdays: Annotated[tuple[WeekdayPrice, ...], Most] = ()
    included_people: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    extra_adult_minor: Minor = 0
    extra_child_minor: Minor = 0
    stay_discounts: Annotated[tuple[StayDiscount, ...], Most] = ()
    discounts: Annotated[tuple[Discount, ...], Most] = ()
    fees: Annotated[tuple[Fee, ...], Most] = ()
    taxes: Annotated[tuple[Tax, ...], Field(max_length=20)] = ()
    city_tax: CityTax | None = None
    deposit_percent: Annotated[Percent, Field(le=100)] | None = None
    instalments: Annotated[int, Field(ge=1, le=24, strict=True)] = 1

    @model_validator(mode="after")
    def _codes_are_its_own(self) -> Self:
        codes = [STAY_DISCOUNT, *(entry.code for entry in self.discounts)]
        if len(set(codes)) < len(codes):
            raise PydanticCustomError("duplicate_code", "duplicate code")
        return self
