"""What differs between two sides of an entry about a reservation, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.sentences.base import Facts, _
from app.sentences.shown import date_range, day_full, money
from app.sentences.words import state_word


@dataclass(frozen=True)
class Difference:
    """A fact before and after; empty where there was none."""

    name: str
    before: str
    after: str


def _names() -> dict[str, str]:
    return {
        "state": _("State"),
        "unit": _("Unit"),
        "arrives_on": _("Arrival"),
        "departs_on": _("Departure"),
        "starts_time": _("Begins at"),
        "ends_time": _("Ends at"),
        "adults": _("Adults"),
        "children": _("Children"),
        "infants": _("Infants"),
        "cots": _("Cots"),
        "quantity": _("How many"),
        "promo_code": _("Promo code"),
        "complimentary": _("Complimentary"),
        "expected_time": _("Arrives about"),
        "total_minor": _("Total"),
        "fee_minor": _("Fee"),
        "paid_minor": _("Paid"),
        "room_for": _("Room made"),
    }


def differences(before: Facts, after: Facts) -> list[Difference]:
    """Answer what differs between two sides of an entry, without personal facts."""
    return [
        Difference(word, _value(name, before.get(name)), _value(name, after.get(name)))
        for name, word in _names().items()
        if before and (name in before or name in after)
    ]


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_minor"):
        return money(value)
    if name.endswith("_on"):
        return day_full(dt.date.fromisoformat(value))
    if name == "room_for":
        return room_for(value)
    if name == "state":
        return state_word(value)
    return str(value)[:5] if name.endswith("_time") else str(value)


def room_for(value: Facts) -> str:
    """Say for what room was made."""
    dates = date_range(*(dt.date.fromisoformat(value[end]) for end in ("starts_on", "ends_on")))
    return _("%(unit)s, %(dates)s", unit=value["unit"], dates=dates)
