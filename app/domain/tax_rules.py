"""Taxes as a tariff says them."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import Count, Minor, Name, Part, Percent, Window

TaxBase = Literal["nights", "extras", "fees"]


class Tax(Part):
    """A tax on parts of the price, inside it or on top of it.

    Shapes:  those inside are parallel; one on top is parallel too, unless it is `compound`: then it is on the same
             parts with the taxes on top that stand before it.
    """

    name: Name
    percent: Annotated[Percent, Field(le=100)]
    included: bool = True
    on: Annotated[tuple[TaxBase, ...], Field(min_length=1, max_length=3)] = ("nights", "extras", "fees")
    compound: bool = False

    @model_validator(mode="after")
    def _compound_is_on_top(self) -> Self:
        if self.compound and self.included:
            raise PydanticCustomError("compound_inside", "compound inside")
        return self


class CityTax(Window):
    """A tax for each adult (and child, if it says so) and unit of time, on some dates or all.

    Shapes:  exactly one of `minor` and `percent`: of a person's share of the net price, infants apart, and at most
             `each_most_minor`; the first `max_nights` units of time count; `most_minor` is the most for a stay.
    """

    name: Name
    percent: Annotated[Percent, Field(le=100)] | None = None
    minor: Annotated[Minor | None, Field(validate_default=True)] = None
    each_most_minor: Minor | None = None
    max_nights: Count | None = None
    most_minor: Minor | None = None
    children: bool = False

    @field_validator("minor")
    @classmethod
    def _has_one_price(cls, minor: int | None, info: ValidationInfo) -> int | None:
        """Say at the amount that one is needed, as of any other that is missing."""
        if minor is None and info.data.get("percent", 0) is None:
            raise PydanticCustomError("missing", "missing")
        if minor is not None and info.data.get("percent") is not None:
            raise PydanticCustomError("one_price", "one price")
        return minor
