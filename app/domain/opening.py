"""Opening hours: the wall times between which things are handed out and taken back."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import WallTime, Weekdays, Window, weekday
from app.domain.localtime import NonexistentTime, instant, is_plausible
from app.domain.refusal import Refusal

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


def times_of(openings: Sequence[Opening], day: date, step_min: int) -> list[time]:
    """Return the wall times of a day, each on a step from midnight, at which somebody is there."""
    steps = (time(*divmod(minutes, 60)) for minutes in range(0, 24 * 60, step_min))
    open_hours = hours(openings, day)
    return [at for at in steps if any(opens <= at <= closes for opens, closes in open_hours)]


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


def on_step(at: time, step_min: int) -> time:
    """Return the last time on a step from midnight that is not later."""
    minutes = (at.hour * 60 + at.minute) // step_min * step_min
    return time(*divmod(minutes, 60))


def end_refusals(
    openings: Sequence[Opening], day: date, at: time | None, *, step_min: int, zone: ZoneInfo, end: str
) -> list[Refusal]:
    """Return why nothing can be handed out or taken back then; `end` is which of the two, and begins the field.

    Refuses: implausible_date, time_needed, off_step, closed_then, time_does_not_exist.
    """
    field, on = f"{end}_time", f"{end}_on"
    facts: dict[str, object] = {"starts_on": day.isoformat(), "ends_on": day.isoformat(), "count": 0}
    if not is_plausible(day):
        return [Refusal("implausible_date", on, facts)]
    if at is None:
        return [Refusal("time_needed", field, {"end": end})]
    said: dict[str, object] = {"on": day.isoformat(), "time": f"{at:%H:%M}", "end": end}
    nearest = on_step(at, step_min)
    if nearest != at:
        return [Refusal("off_step", field, said | {"step_min": step_min, "nearest": f"{nearest:%H:%M}"})]
    if not is_open(openings, day, at):
        open_hours = [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours(openings, day)]
        following = next_open_day(openings, day + timedelta(days=1))
        more = {"hours": open_hours, "next_on": following.isoformat() if following else None}
        return [Refusal("closed_then", field, said | more)]
    try:
        instant(day, at, zone)
    except NonexistentTime:
        return [Refusal("time_does_not_exist", field, said)]
    return []
