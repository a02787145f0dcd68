"""Opening hours: the wall times between which things are handed out and taken back."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import WallTime, Weekdays, Window, weekday

LOOK_AROUND_DAYS = 31


class Opening(Window):
    """Open on some weekdays of a season, from one wall time to another of the same day."""

    weekdays: Annotated[Weekdays, Field(min_length=1)]
    opens: WallTime
    closes: WallTime

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        if self.closes <= self.opens:
            raise PydanticCustomError("closes_before_opening", "closes before opening")
        return self


def hours(openings: Sequence[Opening], day: date) -> list[tuple[time, time]]:
    """Return the hours of a day in order; without any opening hours at all it is open all day."""
    if not openings:
        return [(time(0), time(23, 59))]
    return sorted(
        (each.opens, each.closes) for each in openings if each.covers(day) and weekday(day) in each.weekdays
    )


def is_open(openings: Sequence[Opening], day: date, at: time) -> bool:
    """Tell whether somebody is there at a wall time; at the closing time they still are."""
    return any(opens <= at <= closes for opens, closes in hours(openings, day))


def last_open(openings: Sequence[Opening], day: date, at: time) -> tuple[date, time] | None:
    """Return the last date and wall time, at most those given, at which it is open; None: not within a month."""
    for back in range(LOOK_AROUND_DAYS):
        earlier = day - timedelta(days=back)
        limit = at if not back else time(23, 59)
        times = [min(closes, limit) for opens, closes in hours(openings, earlier) if opens <= limit]
        if times:
            return earlier, max(times)
    return None


def next_open_day(openings: Sequence[Opening], day: date) -> date | None:
    """Return the first date from a date on that has opening hours; None: not within a month."""
    days = (day + timedelta(days=ahead) for ahead in range(LOOK_AROUND_DAYS))
    return next((each for each in days if hours(openings, each)), None)
