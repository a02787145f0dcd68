"""Facts as words: dates out of ISO text, counts with their noun, weekdays, names in a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from babel.dates import format_date
from babel.lists import format_list

from app import clock
from app.language import spoken
from app.sentences import shown
from app.sentences.base import Facts, _, ngettext
from app.tenancy import current

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SOME_MONDAY = dt.date(2024, 1, 1)


def on(iso: Any) -> str:
    """Write the date of an ISO text as `Sat 28 Nov`, with its year where that is another than this one."""
    day = dt.date.fromisoformat(iso)
    this_year = clock.now().astimezone(current().zone).year
    return shown.day_short(day) if day.year == this_year else shown.day_full(day)


def at(iso: Any) -> str:
    """Write the instant of an ISO text as `28 Nov 2026, 15:00`."""
    return shown.moment(dt.datetime.fromisoformat(iso))


def counted(count: int, noun: str) -> str:
    """Write how many units of time, as `3 nights`."""
    if noun == "night":
        return ngettext("%(num)s night", "%(num)s nights", count)
    if noun == "day":
        return ngettext("%(num)s day", "%(num)s days", count)
    if noun == "hour":
        return ngettext("%(num)s hour", "%(num)s hours", count)
    if noun == "slot":
        return ngettext("%(num)s slot", "%(num)s slots", count)
    return ngettext("%(num)s unit of time", "%(num)s units of time", count)


def one(noun: str) -> str:
    """Write one unit of time, as the label of its price."""
    words = {"night": _("A night"), "day": _("A day"), "hour": _("An hour"), "slot": _("A departure")}
    return words.get(noun) or _("A unit of time")


def for_units(count: int, noun: str) -> str:
    """Write what a price is for, as `a night` or `for 3 hours`, after the price."""
    if count != 1:
        return _("for %(time)s", time=counted(count, noun))
    words = {"night": _("a night"), "day": _("a day"), "hour": _("an hour"), "slot": _("a person")}
    return words.get(noun) or _("a unit of time")


def left(count: int) -> str:
    """Write how many can still be had, as `3 left`."""
    return ngettext("%(num)s left", "%(num)s left", count)


def minutes(count: int) -> str:
    """Write a number of minutes, whole hours as hours."""
    if count and not count % 60:
        return counted(count // 60, "hour")
    return ngettext("%(num)s minute", "%(num)s minutes", count)


def how_many(count: int, stock: str) -> str:
    """Write how many of a unit something takes, as `4 seats`; nothing where there is only one."""
    if stock == "seats":
        return ngettext("%(num)s seat", "%(num)s seats", count)
    if stock == "pool" or count > 1:
        return ngettext("%(num)s piece", "%(num)s pieces", count)
    return ""


def people(count: int) -> str:
    """Write how many people."""
    return ngettext("%(num)s person", "%(num)s people", count)


def listed(names: Sequence[str]) -> str:
    """Write names in a row, as `Monday and Friday`."""
    return format_list(list(names), locale=spoken().name)


def weekdays(keys: Sequence[str]) -> str:
    """Write days of the week, as documents call them."""
    by = [SOME_MONDAY + dt.timedelta(days=place) for place, key in enumerate(WEEKDAYS) if key in keys]
    return listed([format_date(day, "cccc", locale=spoken().name) for day in by])


def days_named(keys: Sequence[str]) -> str:
    """Write days of the week at the beginning of a sentence, all of them in two words."""
    return _("Every day") if set(WEEKDAYS) <= set(keys) else weekdays(keys)


def state_word(state: str) -> str:
    """Write a state as it is shown."""
    return str(shown.STATE_WORDS[state])


def either(facts: Facts) -> str:
    """Write the nearest dates that would do, before and after."""
    days = [on(facts[name]) for name in ("previous_on", "next_on") if facts.get(name)]
    if len(days) == 2:
        return _("%(earlier)s or %(later)s would do.", earlier=days[0], later=days[1])
    return _("%(day)s would do.", day=days[0]) if days else ""


def joined(*sentences: str) -> str:
    """Put sentences together, leaving out what says nothing."""
    return " ".join(text for text in sentences if text)


def unit_name(facts: Facts) -> str:
    """Write which unit is meant, where the facts say it."""
    return str(facts.get("unit") or _("This unit"))
