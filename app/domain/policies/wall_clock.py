"""Periods by the wall clock, without a zone: moved, ended elsewhere, brought onto steps."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from app.domain.asking import Period
from app.domain.opening import on_step


def wall(period: Period, *, end: bool = False) -> datetime:
    """Return one end of a period as the wall clock shows it, without a zone: days are counted by it."""
    if end:
        return datetime.combine(period.ends_on, period.ends_time or time(0))
    return datetime.combine(period.starts_on, period.starts_time or time(0))


def on_steps(period: Period, step_min: int) -> Period:
    """Return a period whose ends lie on steps: the last ones that are not later, but at least a step apart."""
    starts, ends = (on_step(at or time(0), step_min) for at in (period.starts_time, period.ends_time))
    stepped = replace(period, starts_time=starts, ends_time=ends)
    if wall(stepped) == wall(stepped, end=True) and wall(period) < wall(period, end=True):
        return ending(stepped, timedelta(minutes=step_min))
    return stepped


def between(starts: datetime, ends: datetime) -> Period:
    """Return the period between two wall times."""
    return Period(starts.date(), ends.date(), starts.time(), ends.time())


def moved(period: Period, by: timedelta) -> Period:
    """Return the period that much later by the wall clock."""
    return between(wall(period) + by, wall(period, end=True) + by)


def ending(period: Period, by: timedelta) -> Period:
    """Return the period with its end that much later by the wall clock."""
    ends = wall(period, end=True) + by
    return replace(period, ends_on=ends.date(), ends_time=ends.time())
