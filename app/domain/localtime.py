"""Local dates and wall times of a zone, and the instants they mean."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
FIRST_YEAR, LAST_YEAR = 1970, 2200


class NonexistentTime(ValueError):
    """A wall time that the clocks of a zone jump over on that day."""

    def __init__(self, day: date, at: time, *, zone: ZoneInfo) -> None:
        super().__init__(f"{day} {at} does not exist in {zone.key}")
        self.day = day
        self.at = at
        self.zone = zone


@lru_cache(maxsize=8192)
def instant(day: date, at: time, zone: ZoneInfo, *, lenient: bool = False) -> datetime:
    """Return the UTC instant of a local wall time; of two equal ones the first.

    Raises:  NonexistentTime in a gap; `lenient` answers the first instant after the gap instead.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    answer = local.astimezone(UTC)
    if answer.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return answer
    if not lenient:
        raise NonexistentTime(day, at, zone=zone)
    return _end_of_gap(local)


def _end_of_gap(local: datetime) -> datetime:
    """Find the change of offset around a wall time in a gap, by halving."""
    before = local.replace(fold=1).astimezone(UTC)
    after = local.replace(fold=0).astimezone(UTC)
    old_offset = before.astimezone(local.tzinfo).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(local.tzinfo).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local date, also where its midnight does not exist."""
    return instant(day, MIDNIGHT, zone, lenient=True)


def next_month(day: date) -> date:
    """Return the first date of the month after that in which a date lies."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """Return the local date on which an instant falls."""
    return at.astimezone(zone).date()


def local_time(at: datetime, zone: ZoneInfo) -> time:
    """Return the wall time at an instant."""
    return at.astimezone(zone).time()


def nights(arrives_on: date, departs_on: date) -> list[date]:
    """Return the date of each night between two dates; none when they are the wrong way round."""
    return [arrives_on + timedelta(days=count) for count in range((departs_on - arrives_on).days)]


def is_plausible(day: date) -> bool:
    """Tell whether a date lies in the years that anybody means."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def elapsed(first: datetime, last: datetime) -> timedelta:
    """Return the time that really passes between two instants.

    Python subtracts two instants of one zone by their wall clocks, which is wrong across a change.
    """
    return last.astimezone(UTC) - first.astimezone(UTC)
