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
    return ngettext("%(num)s unit of time", "%(num)s units of time", count)


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
