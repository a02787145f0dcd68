"""Restrictions that read dates: lengths, closed days, days of changing over, each for a season and some weekdays.

Arrival rules read the first date, through rules read the date of every unit of time, departure rules read the last.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from app.domain.asking import Ask, Check
from app.domain.fields import MOST_ENTRIES, Count, Part, Weekdays, Window, weekday
from app.domain.localtime import FIRST_YEAR, LAST_YEAR, is_plausible
from app.domain.rules import Stay, at_least, at_most, verdict

MOST_STEPS = 31
FARTHEST = {1: date(LAST_YEAR, 12, 31), -1: date(FIRST_YEAR, 1, 1)}

Most = Field(max_length=MOST_ENTRIES)
SomeDays = Annotated[Weekdays, Field(min_length=1)]


class Dates(Window):
    """Some dates: a season, or only some weekdays of it (none named: all)."""

    weekdays: Weekdays = ()

    def covers(self, day: date) -> bool:
        """Tell whether a date is meant."""
        return super().covers(day) and (not self.weekdays or weekday(day) in self.weekdays)


class Minimum(Dates):
    """At least that many units of time."""

    minimum: Count


class Maximum(Dates):
    """At most that many units of time."""

    maximum: Count


class Changeover(Window):
    """The weekdays on which stays begin and end in a season; outside it every day will do."""

    weekdays: SomeDays


class WeekdayMinimum(Window):
    """A stay with any night on these weekdays needs that many nights."""

    weekdays: SomeDays
    minimum: Count


class DatedRules(Part):
    """The restrictions that read dates; every one that applies must be kept.

    Shapes:  `max_stay` reads the date of arrival.
    """

    min_stay_arrival: Annotated[tuple[Minimum, ...], Most] = ()
    min_stay_through: Annotated[tuple[Minimum, ...], Most] = ()
    max_stay: Annotated[tuple[Maximum, ...], Most] = ()
    max_stay_through: Annotated[tuple[Maximum, ...], Most] = ()
    closed_to_arrival: Annotated[tuple[Dates, ...], Most] = ()
    closed_to_departure: Annotated[tuple[Dates, ...], Most] = ()
    changeover: Annotated[tuple[Changeover, ...], Most] = ()
    weekday_min: Annotated[tuple[WeekdayMinimum, ...], Most] = ()


def dated_checks(rules: DatedRules, stay: Stay, ask: Ask) -> list[Check]:
    """Check a stay against all restrictions that read one of its dates; of a change those whose date it moves.

    Refuses: min_on_arrival, min_through, max_on_arrival, max_through, closed_to_arrival, closed_to_departure,
             changeover_arrival, changeover_departure, weekday_min.
    """
    checks = [
        _strictest_minimum(stay, "min_on_arrival", entries=rules.min_stay_arrival, days=stay.days[:1]),
        _strictest_minimum(stay, "min_through", entries=rules.min_stay_through, days=stay.days),
        _strictest_maximum(stay, "max_on_arrival", entries=rules.max_stay, days=stay.days[:1]),
        _strictest_maximum(stay, "max_through", entries=rules.max_stay_through, days=stay.days),
        *(_arrival_checks(rules, stay) if ask.has_new_start else ()),
        *(_departure_checks(rules, stay) if ask.has_new_end else ()),
        _weekday_minimum(rules.weekday_min, stay),
    ]
    return [check for check in checks if check]


def _arrival_checks(rules: DatedRules, stay: Stay) -> list[Check | None]:
    day, field = stay.starts_on, stay.start_field
    return [
        _closed("closed_to_arrival", rules.closed_to_arrival, day=day, field=field),
        _changes(rules.changeover, "changeover_arrival", day=day, field=field),
    ]


def _departure_checks(rules: DatedRules, stay: Stay) -> list[Check | None]:
    day, field = stay.ends_on, stay.end_field
    return [
        _closed("closed_to_departure", rules.closed_to_departure, day=day, field=field),
        _changes(rules.changeover, "changeover_departure", day=day, field=field),
    ]


def _strictest_minimum(
    stay: Stay, code: str, *, entries: Sequence[Minimum], days: Iterable[date]
) -> Check | None:
    found = [(entry.minimum, day) for day in days for entry in entries if entry.covers(day)]
    if not found:
        return None
    minimum, day = max(found, key=lambda pair: pair[0])
    return at_least(stay, code, minimum=minimum, read_on=day)


def _strictest_maximum(
    stay: Stay, code: str, *, entries: Sequence[Maximum], days: Iterable[date]
) -> Check | None:
    found = [(entry.maximum, day) for day in days for entry in entries if entry.covers(day)]
    if not found:
        return None
    maximum, day = min(found, key=lambda pair: pair[0])
    return at_most(stay, code, maximum=maximum, read_on=day)


def _closed(code: str, entries: Sequence[Dates], *, day: date, field: str) -> Check | None:
    if not entries:
        return None

    def next_open(other: date, forward: int) -> date:
        """Return the date itself when it is open, else the next that may be: a season is left in one step."""
        closing = next((entry for entry in entries if entry.covers(other)), None)
        if closing is None:
            return other
        if closing.weekdays:
            return other + timedelta(days=forward)
        edge = closing.last_on if forward > 0 else closing.first_on
        return (edge if edge and is_plausible(edge) else FARTHEST[forward]) + timedelta(days=forward)

    return _date_check(code, day, next_open=next_open, field=field, demand={})


def _changes(entries: Sequence[Changeover], code: str, *, day: date, field: str) -> Check | None:
    if not any(entry.covers(day) for entry in entries):
        return None

    def next_open(other: date, forward: int) -> date:
        is_open = all(weekday(other) in entry.weekdays for entry in entries if entry.covers(other))
        return other if is_open else other + timedelta(days=forward)

    days = sorted({each.value for entry in entries if entry.covers(day) for each in entry.weekdays})
    return _date_check(code, day, next_open=next_open, field=field, demand={"weekdays": days})


def _date_check(
    code: str, day: date, *, next_open: Callable[[date, int], date], field: str, demand: dict[str, object]
) -> Check:
    """Check one date; a refusal also says the nearest dates that would pass."""
    facts = demand | {"read_on": day.isoformat()}
    if next_open(day, 1) == day:
        return verdict(code, facts, broken=False, field=field)
    later, earlier = _search(day, 1, next_open), _search(day, -1, next_open)
    facts["next_on"] = later.isoformat() if later else None
    facts["previous_on"] = earlier.isoformat() if earlier else None
    return verdict(code, facts, broken=True, field=field)


def _search(day: date, forward: int, next_open: Callable[[date, int], date]) -> date | None:
    for _ in range(MOST_STEPS):
        found = next_open(day, forward)
        if found == day:
            return day
        if not is_plausible(found):
            return None
        day = found
    return None


def _weekday_minimum(entries: Sequence[WeekdayMinimum], stay: Stay) -> Check | None:
    found = [
        (entry, day)
        for day in stay.days
        for entry in entries
        if entry.covers(day) and weekday(day) in entry.weekdays
    ]
    if not found:
        return None
    entry, day = max(found, key=lambda pair: pair[0].minimum)
    check = at_least(stay, "weekday_min", minimum=entry.minimum, read_on=day)
    demand = {**check.facts, "weekdays": [each.value for each in entry.weekdays]}
    return verdict("weekday_min", demand, broken=not check.ok, field=stay.end_field)
