"""A period as it is stored: two dates, and the times of day that were said with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.asking import Period


def stored_period(first_on: dt.date, last_on: dt.date, said: Mapping[str, Any]) -> Period:
    """Answer the period of a reservation from its dates and what else was said."""
    return Period(first_on, last_on, _time(said.get("starts_time")), _time(said.get("ends_time")))


def _time(text: str | None) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None
