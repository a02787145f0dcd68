"""The weekdays in the order of the reader's week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.web.dates import first_weekday

MONDAY = dt.date(2026, 6, 1)


def week(name: Callable[[dt.date], str]) -> list[tuple[int, str]]:
    """Answer the weekdays, by number and name."""
    order = [(first_weekday() + place) % 7 for place in range(7)]
    return [(weekday, name(MONDAY + dt.timedelta(days=weekday))) for weekday in order]
