"""Dates that an address carries: read leniently, since people and other pages write them."""

from __future__ import annotations

import datetime as dt

from babel import Locale
from flask import request

from app import clock
from app.domain.localtime import is_plausible, local_date
from app.language import spoken
from app.tenancy import current


def today() -> dt.date:
    """Answer today's date in the tenant's zone."""
    return local_date(clock.now(), current().zone)


def read_day(text: str) -> dt.date | None:
    """Answer the date that an ISO text says, or None where it says none that anybody means."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_plausible(day) else None


def asked_day(name: str) -> dt.date | None:
    """Answer a date from the query of the request's address."""
    return read_day(request.args.get(name, ""))


def asked_month(name: str) -> dt.date | None:
    """Answer the first day of a month, `2026-11`, from the query of the request's address."""
    return read_day(f"{request.args.get(name, '')}-01")


def month_later(month: dt.date, count: int = 1) -> dt.date:
    """Answer the first day of the month that many months later (earlier when negative)."""
    place = month.year * 12 + month.month - 1 + count
    return dt.date(place // 12, place % 12 + 1, 1)


def first_weekday() -> int:
    """Answer the weekday on which a week begins for the reader; 0 is Monday."""
    return Locale.parse(spoken().name).first_week_day
