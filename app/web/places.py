"""Where a list of reservations goes on, as an address says it."""

from __future__ import annotations

import datetime as dt

from app.queries.wanted import Place

LAST_ID = 2**63 - 1


def write_place(place: Place) -> str:
    """Write a place for an address."""
    return f"{place.arrives_on.isoformat()}.{place.id}"


def read_place(cursor: str) -> Place | None:
    """Answer the place that an address says, or None where it says none."""
    day, _dot, key = cursor.partition(".")
    try:
        place = Place(dt.date.fromisoformat(day), int(key))
    except ValueError:
        return None
    return place if 0 <= place.id <= LAST_ID else None
