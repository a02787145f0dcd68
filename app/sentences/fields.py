"""What the fields and values of a policy's document are called, where no part of a form says it better.

A field is found by the end of its place: `city_tax.children` before `children`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import LazyString

from app.sentences.base import _
from app.sentences.shown import weekday
from app.sentences.words import SOME_MONDAY, WEEKDAYS


def lazy(place: str) -> Any:
    """Answer what a field is called, in the language of whoever reads it later."""
    return LazyString(label, place)


def lazily(said: Callable[[], str]) -> Any:
    """Answer a text in the language of whoever reads it later."""
    return LazyString(said)


def label(place: str) -> str:
    """Answer what the field at a place of a document is called; its own name where nobody has a word."""
    return known_label(place) or place.rpartition(".")[2].replace("_", " ").capitalize()


def known_label(place: str) -> str:
    """Answer the word for the field at a place, '' without one."""
    words, steps = {**_rules(), **_prices(), **_times()}, place.split(".")
    ends = (".".join(steps[first:]) for first in range(len(steps)))
    return next((words[end] for end in ends if end in words), "")


def value(key: str) -> str:
    """Answer what a value that is chosen from a list is called."""
    return known_value(key) or key.replace("_", " ")


def known_value(key: str) -> str:
    """Answer the word for a value, '' without one."""
    return _values().get(key, "")


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


def _times() -> dict[str, str]:
    return {
        "before_min": _("Preparation before (minutes)"), "after_min": _("Cleaning after (minutes)"),
        "cutoff_min": _("Closes before the start (minutes)"), "until_end": _("May be taken while it lasts"),
        "least_seats": _("Runs from how many people on"), "check_in_opens_min": _("Check-in opens before (minutes)"),
        "absent_after_min": _("Absent after the start (minutes)"),
        "finish_after_min": _("Finishes by itself after (minutes)"), "slots": _("Departures"),
        "called_off": _("Called off"), "called_off.on": _("Date"), "called_off.time": _("Only the one at"),
        "slots.time": _("Starts at"), "duration_min": _("Lasts (minutes)"), "seats": _("Seats, if not the unit’s"),
        "counts": _("Counted by"), "step_min": _("Times every (minutes)"), "grace_min": _("Grace (minutes)"),
        "opening": _("Opening hours"), "opens": _("Opens"), "closes": _("Closes"), "min_units": _("At least (units)"),
        "max_units": _("At most (units)"), "horizon_covers": _("How far ahead counts"),
    }  # fmt: skip


def _rules() -> dict[str, str]:
    return {
        "name": _("Name"), "code": _("Code"), "days": _("On"), "weekdays": _("On"), "first_on": _("From"),
        "last_on": _("To"), "minimum": _("At least"), "maximum": _("At most"), "nights": _("Nights"),
        "min_nights": _("At least (nights)"), "max_nights": _("At most (nights)"),
        "lead_days": _("Days ahead, at least"), "horizon_days": _("Days ahead, at most"),
        "infants_count": _("Infants count as people"), "each_person_takes_one": _("Each person takes one seat"),
        "infant_below": _("Infants are younger than"), "child_below": _("Children are younger than"),
        "min_gap": _("No gap shorter than"), "client_max_contiguous": _("In a row for one client, at most"),
        "client_quota": _("How much one client may hold"), "client_quota.per": _("In each"),
        "client_quota.counts": _("Counted are"), "party.min_adults": _("Adults, at least"),
        "party.max_adults": _("Adults, at most"), "party.children": _("Children may come"),
        "party.infants": _("Infants may come"), "party.adult_with_minors": _("Minors only with an adult"),
        "party.cots": _("Cots that all units share"), "expression": _("Rule"),
    }  # fmt: skip


def _prices() -> dict[str, str]:
    return {
        "minor": _("Amount"), "percent": _("Percent"), "per": _("For"), "base_minor": _("Price"),
        "on": _("Charged on"), "days_before": _("Days before"), "units": _("From how many"),
        "compound": _("Also on the taxes before it"), "tiers": _("Prices by length"),
        "tier_mode": _("Longer than the longest"), "per_person": _("The price is for each adult"),
        "child_percent": _("A child pays (%)"), "child_minor": _("or for a child"),
        "infant_percent": _("An infant pays (%)"), "infant_minor": _("or for an infant"),
        "extra_infant_minor": _("Further infant"), "early_discounts": _("Discounts for who is early"),
        "late_discounts": _("Discounts for who is late"), "promo_codes": _("Promo codes"),
        "made.first_on": _("Used from"), "made.last_on": _("Used until"), "stay.first_on": _("For dates from"),
        "stay.last_on": _("For dates until"), "promo_codes.min_units": _("From how many"),
        "city_tax.first_on": _("City tax from"), "city_tax.last_on": _("City tax until"),
        "city_tax.percent": _("or a share of the price (%)"), "each_most_minor": _("At most for each"),
        "most_minor": _("At most in all"), "city_tax.children": _("Children pay city tax too"),
        "deposit_minor": _("or an amount"), "deposit_least_minor": _("Deposit, at least"),
        "deposit_most_minor": _("Deposit, at most"), "schedule": _("Paid in parts"),
    }  # fmt: skip


def _values() -> dict[str, str]:
    return {
        "stay": _("a stay"), "night": _("a night"), "person": _("a person"),
        "person_night": _("a person and night"), "item": _("each of the unit"), "nights": _("nights"),
        "extras": _("extra people"), "fees": _("fees"), "nothing": _("nothing"), "all": _("the whole stay"),
        "first_unit": _("the first night"), "unpassed": _("every night that has not passed"),
        "after_first_unit": _("all but the first night"), "single": _("the best single price"),
        "mixed": _("the best mix of prices"), "hour": _("hour"), "day": _("day"), "week": _("week"),
        "month": _("month"), "year": _("year"), "ever": _("all time"), "reservations": _("reservations"),
        "units": _("units of time"), "start": _("for the first day"), "included": _("in the price"),
    }  # fmt: skip
