"""Quiet hours: from one wall time to another of a zone, on every day, also past midnight."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.domain.localtime import instant


def quiet_ends(
    now: dt.datetime, *, quiet_from: dt.time | None, quiet_until: dt.time | None, zone: ZoneInfo
) -> dt.datetime | None:
    """Answer when the quiet hours end in which an instant lies; None when it lies in none.

    Shapes:  equal times, or none, are no quiet hours.
    Units:   a UTC instant; a wall time that the clocks jump over is the first instant after the gap.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    today = now.astimezone(zone).date()
    for day in (today - dt.timedelta(days=1), today):
        ends_on = day if quiet_from < quiet_until else day + dt.timedelta(days=1)
        starts_at = instant(day, quiet_from, zone, lenient=True)
        ends_at = instant(ends_on, quiet_until, zone, lenient=True)
        if starts_at <= now < ends_at:
            return ends_at
    return None
