"""What the fields and values of a policy's document are called, where no part of a form says it better."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import LazyString

from app.sentences.base import _
from app.sentences.shown import weekday
from app.sentences.words import SOME_MONDAY, WEEKDAYS


def lazy(name: str) -> Any:
    """Answer what a field is called, in the language of whoever reads it later."""
    return LazyString(label, name)


def lazily(said: Callable[[], str]) -> Any:
    """Answer a text in the language of whoever reads it later."""
    return LazyString(said)


def label(name: str) -> str:
    """Answer what a field of a document is called."""
    return _labels().get(name) or name.replace("_", " ").capitalize()


def value(key: str) -> str:
    """Answer what a value that is chosen from a list is called."""
    return _values().get(key) or key.replace("_", " ")


def kind(key: str) -> Any:
    """Answer what a kind of policy is called, in the language of whoever reads it later."""
    return LazyString(kind_word, key)


def kind_word(key: str) -> str:
    """Answer what a kind of policy is called."""
    words = {
        "nightly": _("By the night"),
        "slot": _("Tours at set times"),
        "interval": _("By the hour or day"),
    }
    return words.get(key) or key.replace("_", " ").capitalize()


def short_weekday(key: str) -> str:
    """Answer a day of the week, short."""
    return weekday(SOME_MONDAY + dt.timedelta(days=WEEKDAYS.index(key)))


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"), "code": _("Code"), "minor": _("Amount"), "percent": _("Percent"), "days": _("On"),
        "weekdays": _("On"), "first_on": _("From"), "last_on": _("To"), "minimum": _("At least"),
        "maximum": _("At most"), "nights": _("Nights"), "per": _("For"), "before_min": _("Preparation before (minutes)"),
        "after_min": _("Cleaning after (minutes)"), "min_nights": _("At least (nights)"),
        "max_nights": _("At most (nights)"), "lead_days": _("Days ahead, at least"),
        "horizon_days": _("Days ahead, at most"), "base_minor": _("Price"), "on": _("Charged on"),
        "infants_count": _("Infants count as people"), "days_before": _("Days before"), "units": _("From how many"),
        "included": _("In the price"), "capacity": _("People"), "message": _("What is said"),
        "expression": _("Rule"), "times": _("Times"), "duration_min": _("Lasts (minutes)"),
    }  # fmt: skip


def _values() -> dict[str, str]:
    return {
        "stay": _("a stay"), "night": _("a night"), "person": _("a person"), "person_night": _("a person and night"),
        "item": _("each"), "nights": _("nights"),
        "extras": _("extra people"), "fees": _("fees"), "nothing": _("nothing"), "all": _("the whole stay"),
        "first_unit": _("the first night"),
    }  # fmt: skip
