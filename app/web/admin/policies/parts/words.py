"""Words that several parts of a policy's form share."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.domain.fields import WEEKDAYS, Weekday, Window, plain
from app.domain.restrictions import Dates
from app.sentences.base import _, ngettext
from app.sentences.words import SOME_MONDAY, weekdays
from app.web.filters import date_range, day_full


def day_of(key: Weekday) -> dt.date:
    """Answer a date of a weekday."""
    return SOME_MONDAY + dt.timedelta(days=WEEKDAYS.index(key))


def percent(value: Decimal | None) -> str:
    """Write a percentage of a document."""
    return f"{plain(value)} %" if value is not None else ""


def hours(minutes: int) -> str:
    """Write minutes as whole hours where they are."""
    if minutes % 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)


def when(entry: Window) -> str:
    """Say on which dates an entry holds, as an addition to a sentence."""
    parts = []
    if isinstance(entry, Dates) and entry.weekdays:
        parts.append(_("on %(days)s", days=weekdays([day.value for day in entry.weekdays])))
    if entry.first_on and entry.last_on:
        parts.append(date_range(entry.first_on, entry.last_on))
    elif entry.first_on:
        parts.append(_("from %(day)s", day=day_full(entry.first_on)))
    elif entry.last_on:
        parts.append(_("until %(day)s", day=day_full(entry.last_on)))
    return ", ".join(parts) or _("at any time")


def sentence(text: str) -> str:
    """Write an addition as a sentence of its own."""
    return text[:1].upper() + text[1:] + "."
