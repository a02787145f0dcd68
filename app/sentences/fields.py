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
    words, steps = {**_labels(), **_places()}, place.split(".")
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
        **_more_labels(),
    }  # fmt: skip


def _more_labels() -> dict[str, str]:
    return {
        "absence": _("Absence"),
        "absent_after_min": _("Absent so long after the start (minutes)"),
        "adult_with_minors": _("Children come with an adult"),
        "ages": _("Ages"),
        "called_off": _("Called off"),
        "changeover": _("Days of changing over"),
        "charge_percent": _("Costs, in percent"),
        "charges": _("An absence costs"),
        "check_in_opens_min": _("Check-in opens before the start (minutes)"),
        "child_below": _("A child is younger than"),
        "child_minor": _("Price for a child"),
        "child_percent": _("A child pays, in percent"),
        "children": _("Children may come"),
        "city_tax": _("City tax"),
        "client_max_contiguous": _("In a row for one client, at most"),
        "client_quota": _("What one client may hold"),
        "closed_to_arrival": _("Closed to arrival"),
        "closed_to_departure": _("Closed to departure"),
        "closes": _("Closes"),
        "compound": _("On top of the taxes before it"),
        "cots": _("Cots of all units together"),
        "counts": _("Counts in"),
        "cutoff_min": _("Closes before the start (minutes)"),
        "day_offset": _("Days later"),
        "deposit_least_minor": _("Deposit, at least"),
        "deposit_minor": _("Deposit, a fixed amount"),
        "deposit_most_minor": _("Deposit, at most"),
        "deposit_percent": _("Deposit, in percent"),
        "discounts": _("Discounts"),
        "each_most_minor": _("At most for each person and unit of time"),
        "each_person_takes_one": _("Each person takes one"),
        "early_discounts": _("Early discounts"),
        "expressions": _("Rules of your own"),
        "extra_adult_minor": _("Each further adult"),
        "extra_child_minor": _("Each further child"),
        "extra_infant_minor": _("Each further infant"),
        "fees": _("Fees"),
        "finish_after_min": _("Finishes by itself after (minutes)"),
        "first_unit": _("The first unit of time"),
        "frees": _("It frees"),
        "grace_min": _("Grace before another unit of time counts (minutes)"),
        "horizon_covers": _("How far ahead is asked of"),
        "included_people": _("People included"),
        "infant_below": _("An infant is younger than"),
        "infant_minor": _("Price for an infant"),
        "infant_percent": _("An infant pays, in percent"),
        "infants": _("Infants may come"),
        "instalments": _("Instalments"),
        "late_discounts": _("Late discounts"),
        "least_seats": _("Runs with at least (seats)"),
        "made": _("Made between"),
        "max_adults": _("Adults, at most"),
        "max_stay": _("Longest, by the first day"),
        "max_stay_through": _("Longest, on any of its days"),
        "max_units": _("Units of time, at most"),
        "min_adults": _("Adults, at least"),
        "min_gap": _("Shortest gap beside another"),
        "min_stay_arrival": _("Shortest, by the first day"),
        "min_stay_through": _("Shortest, on any of its days"),
        "min_units": _("Units of time, at least"),
        "most_minor": _("At most in all"),
        "opening": _("Opening hours"),
        "opens": _("Opens"),
        "party": _("Who comes"),
        "visitors": _("Visitors of the public pages"),
        "self_service_until_hours": _("Clients help themselves until (hours before)"),
        "pending_blocks": _("Requests hold the unit"),
        "pending_expires_hours": _("Requests expire after (hours)"),
        "per_person": _("Price for each person"),
        "promo_codes": _("Promo codes"),
        "same_day_cutoff": _("Same day until"),
        "schedule": _("Payments by schedule"),
        "seasons": _("Seasons"),
        "seats": _("Seats"),
        "sentence": _("What is said"),
        "slots": _("Times of departure"),
        "stay": _("Held between"),
        "stay_discounts": _("Discounts by length"),
        "step_min": _("Times every (minutes)"),
        "taxes": _("Taxes"),
        "tier_mode": _("Tiers are used"),
        "tiers": _("Prices for so many units of time"),
        "time": _("Time"),
        "until_end": _("What is left of a slot can be taken"),
        "weekday_min": _("Shortest on some weekdays"),
        "absent_after": _("Absent after"),
        "cancellation": _("Cancellation"),
    }  # fmt: skip


def _places() -> dict[str, str]:
    """Answer the words for names that mean something else in some places."""
    return {
        "called_off.on": _("Date"), "called_off.time": _("Only the one at"), "slots.time": _("Starts at"),
        "client_quota.per": _("In each"), "client_quota.counts": _("Counted are"),
        "made.first_on": _("Used from"), "made.last_on": _("Used until"), "stay.first_on": _("For dates from"),
        "stay.last_on": _("For dates until"), "city_tax.first_on": _("City tax from"),
        "city_tax.last_on": _("City tax until"), "city_tax.percent": _("or a share of the price (%)"),
        "city_tax.children": _("Children pay city tax too"),
    }  # fmt: skip


def _values() -> dict[str, str]:
    return {
        "stay": _("a stay"), "night": _("a night"), "person": _("a person"),
        "person_night": _("a person and night"), "item": _("each of the unit"), "nights": _("nights or hours"),
        "extras": _("extra people"), "fees": _("fees"), "nothing": _("nothing"), "all": _("the whole price"),
        "first_unit": _("the first night or hour"),
        "after_first_unit": _("all but the first night or hour"),
        "day": _("days"),
        "ever": _("ever"),
        "hour": _("hours"),
        "mixed": _("mixed"),
        "month": _("a month"),
        "reservations": _("reservations"),
        "single": _("one of them"),
        "start": _("the start"),
        "units": _("units of time"),
        "unpassed": _("what has not passed"),
        "ask": _("they ask"),
        "reserve": _("they reserve"),
        "none": _("not here"),
        "week": _("a week"),
        "year": _("a year"),
    }  # fmt: skip
