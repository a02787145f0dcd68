"""Periods as words: the dates, with the times where people chose them, and what their two ends are called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.asking import Asked, Period
from app.domain.policies.base import Kind
from app.sentences.base import _
from app.sentences.shown import date_range
from app.sentences.words import on


def clock_text(at: dt.time) -> str:
    """Write a wall time as forms and refusals do."""
    return f"{at:%H:%M}"


def said(period: Period) -> str:
    """Write a period, as `10 Jul – 13 Jul 2026` or `Fri 10 Jul, 10:00 – 12:00`."""
    starts, ends = period.starts_time, period.ends_time
    if starts is None:
        return date_range(period.starts_on, period.ends_on)
    first = f"{on(period.starts_on.isoformat())}, {clock_text(starts)}"
    if ends is None:
        return first
    if period.starts_on == period.ends_on:
        return f"{first} – {clock_text(ends)}"
    return f"{first} – {on(period.ends_on.isoformat())}, {clock_text(ends)}"


def is_one_date(kind: Kind[Any]) -> bool:
    """Tell whether people say one date for the whole period."""
    return kind.start_field == kind.end_field


def label(kind: Kind[Any], field: Asked) -> str:
    """Answer what a field of a period is called; a kind nobody knows yet has plain words."""
    own = {"arrives_on": _("Check-in"), "departs_on": _("Check-out")}
    if field.name in own:
        return own[field.name]
    if field.sort == "slot":
        return _("Time")
    if field.sort == "time":
        if not field.is_needed:
            return _("Leaves at")
        return _("Return time") if field.name == "ends_time" else _("Pick-up time")
    if is_one_date(kind):
        return _("Date")
    has_times = any(each.sort == "time" and each.is_needed for each in kind.asks)
    if field.name == kind.end_field:
        return _("Return") if has_times else _("Until")
    return _("Pick-up") if has_times else _("From")


def both_ends(kind: Kind[Any]) -> tuple[str, str]:
    """Answer what the first and the last day are called on a reservation's page."""
    own = {"arrives_on": _("Arrival"), "departs_on": _("Departure")}
    by_name = {field.name: field for field in kind.asks}
    first, last = (
        own.get(name) or label(kind, by_name.get(name, Asked(name, "date")))
        for name in (kind.start_field, kind.end_field)
    )
    return first, last
