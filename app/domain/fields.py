"""The bounded pieces that policy documents are made of."""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

MOST_ENTRIES = 200


def _wall_time(at: time) -> time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise PydanticCustomError("wall_time", "hours and minutes, without a zone")
    return at


def _day_text(value: object) -> object:
    """Refuse a number, which would be read as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and "-" in value[1:]):
        return value
    raise PydanticCustomError("date_type", "a date")


def _time_text(value: object) -> object:
    """Refuse a number, which would be read as seconds since midnight."""
    if isinstance(value, time) or (isinstance(value, str) and ":" in value):
        return value
    raise PydanticCustomError("time_type", "a time")


def printable(text: str) -> str:
    """Refuse characters that nobody sees: some the database can't store, others turn a text around."""
    if not text.isprintable():
        raise PydanticCustomError("unprintable", "characters that can't be shown")
    return text


Minor = Annotated[int, Field(ge=0, le=10**12, strict=True)]
Percent = Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=3)]
PercentChange = Annotated[Decimal, Field(ge=-100, le=1000, max_digits=7, decimal_places=3)]
Days = Annotated[int, Field(ge=0, le=3650, strict=True)]
Minutes = Annotated[int, Field(ge=0, le=7 * 24 * 60, strict=True)]
Count = Annotated[int, Field(ge=1, le=730, strict=True)]
Day = Annotated[date, BeforeValidator(_day_text)]
WallTime = Annotated[time, BeforeValidator(_time_text), AfterValidator(_wall_time)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(printable)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]


class Weekday(StrEnum):
    """A day of the week, as documents write it."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)
Weekdays = Annotated[tuple[Weekday, ...], Field(max_length=7)]


def weekday(day: date) -> Weekday:
    """Return the weekday of a date."""
    return WEEKDAYS[day.weekday()]


def plain(percent: Decimal) -> str:
    """Return a percentage as short text without an exponent, for facts."""
    return format(percent.normalize(), "f")


def need_one(*values: object) -> None:
    """Refuse a part that says none, or more than one, of some prices."""
    if sum(value is not None for value in values) != 1:
        raise PydanticCustomError("one_price", "one price")


class Part(BaseModel):
    """A part of a document: it never changes, and a name it doesn't know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_max_length=1000)


class Window(Part):
    """A part that holds on some dates only.

    Shapes:  `first_on` and `last_on` both inclusive, each may be open.
    """

    first_on: date | None = None
    last_on: date | None = None

    @field_validator("first_on", "last_on", mode="before")
    @classmethod
    def _is_no_number(cls, value: object) -> object:
        return value if value is None else _day_text(value)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise PydanticCustomError("dates_out_of_order", "dates out of order")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the part holds on a date."""
        return (self.first_on is None or self.first_on <= day) and (
            self.last_on is None or day <= self.last_on
        )
