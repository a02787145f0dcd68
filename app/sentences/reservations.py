"""What is said when a reservation can't be made or changed: which rule, what it read, and what would pass."""

from __future__ import annotations

import datetime as dt

from app.domain.refusal import Refusal
from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.shown import date_range, money
from app.sentences.words import at, counted, either, joined, listed, on, people, state_word, weekdays


def _unit(facts: Facts) -> str:
    return str(facts.get("unit") or _("This unit"))


def _rival(rival: Facts) -> str:
    dates = date_range(dt.date.fromisoformat(rival["starts_on"]), dt.date.fromisoformat(rival["ends_on"]))
    if rival["source"] == "closure":
        return _("a closure, %(dates)s", dates=dates)
    if rival.get("name"):
        return _("%(name)s, %(dates)s", name=rival["name"], dates=dates)
    return _("another reservation, %(dates)s", dates=dates)


def _latest(facts: Facts) -> str:
    if not facts.get("latest_ends_on"):
        return ""
    if facts.get("latest_ends_time"):
        return _(
            "The latest departure is %(day)s at %(time)s.",
            day=on(facts["latest_ends_on"]),
            time=facts["latest_ends_time"],
        )
    return _("The latest departure is %(day)s.", day=on(facts["latest_ends_on"]))


def _taken(facts: Facts) -> str:
    rivals, dates = facts.get("rivals"), facts.get("dates")
    if not rivals or not dates:
        return _("Somebody else took these dates a moment ago. Look at the calendar and choose again.")
    return joined(
        _(
            "%(unit)s is taken on %(dates)s: %(rivals)s.",
            unit=_unit(facts),
            dates=_some_days(dates),
            rivals=listed([_rival(rival) for rival in rivals]),
        ),
        _latest(facts),
    )


def _some_days(dates: list[str]) -> str:
    """Name a few dates one by one, and many by the first and the last."""
    if len(dates) <= 3:
        return listed([on(day) for day in dates])
    return date_range(dt.date.fromisoformat(dates[0]), dt.date.fromisoformat(dates[-1]))


def _too_close(facts: Facts) -> str:
    rivals = facts["rivals"]
    return joined(
        _(
            "%(unit)s can't be made ready between this and %(rivals)s.",
            unit=_unit(facts),
            rivals=listed([_rival(rival) for rival in rivals]),
        ),
        _latest(facts),
    )


def _too_short(facts: Facts) -> str:
    return _(
        "At least %(least)s, and these are %(count)s. Until %(day)s would do.",
        least=counted(facts["minimum"], facts["noun"]),
        count=counted(facts["count"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _too_long(facts: Facts) -> str:
    return _(
        "At most %(most)s, and these are %(count)s. Until %(day)s would do.",
        most=counted(facts["maximum"], facts["noun"]),
        count=counted(facts["count"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _min_on_arrival(facts: Facts) -> str:
    return _(
        "Who arrives on %(read)s stays at least %(least)s: until %(day)s would do.",
        read=on(facts["read_on"]),
        least=counted(facts["minimum"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _min_through(facts: Facts) -> str:
    return _(
        "With %(read)s a stay is at least %(least)s: until %(day)s would do.",
        read=on(facts["read_on"]),
        least=counted(facts["minimum"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _max_on_arrival(facts: Facts) -> str:
    return _(
        "Who arrives on %(read)s stays at most %(most)s: until %(day)s would do.",
        read=on(facts["read_on"]),
        most=counted(facts["maximum"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _weekday_min(facts: Facts) -> str:
    return _(
        "A stay with a %(days)s night is at least %(least)s, and %(read)s is one: until %(day)s would do.",
        days=weekdays(facts["weekdays"]),
        least=counted(facts["minimum"], facts["noun"]),
        read=on(facts["read_on"]),
        day=on(facts["ends_on"]),
    )


def _closed_to_arrival(facts: Facts) -> str:
    return joined(_("Nobody can arrive on %(day)s.", day=on(facts["read_on"])), either(facts))


def _closed_to_departure(facts: Facts) -> str:
    return joined(_("Nobody can leave on %(day)s.", day=on(facts["read_on"])), either(facts))


def _changeover(facts: Facts) -> str:
    text = _(
        "In this season stays begin and end on %(days)s; %(day)s is not one.",
        days=weekdays(facts["weekdays"]),
        day=on(facts["read_on"]),
    )
    return joined(text, either(facts))


def _lead_time(facts: Facts) -> str:
    if facts["cutoff"] and not facts["lead_days"]:
        return _(
            "Today is closed from %(time)s on. The earliest arrival is %(day)s.",
            time=facts["cutoff"],
            day=on(facts["earliest_on"]),
        )
    return _("This is too soon. The earliest arrival is %(day)s.", day=on(facts["earliest_on"]))


def _over_capacity(facts: Facts) -> str:
    return ngettext(
        "%(unit)s takes %(num)s person, and these are %(people)s.",
        "%(unit)s takes %(num)s people, and these are %(people)s.",
        facts["capacity"],
        unit=_unit(facts),
        people=facts["people"],
    )


def _no_cots(facts: Facts) -> str:
    if not facts["cots_left"]:
        return _("%(unit)s has no cot left for these dates.", unit=_unit(facts))
    return ngettext(
        "%(unit)s has %(num)s cot left for these dates.",
        "%(unit)s has %(num)s cots left for these dates.",
        facts["cots_left"],
        unit=_unit(facts),
    )


def _is_final(facts: Facts) -> str:
    return _(
        "This reservation is over (%(state)s), so nothing of it can change.", state=state_word(facts["state"])
    )


def _wrong_state(facts: Facts) -> str:
    state = state_word(facts["state"])
    if facts["state"] == "absent" and not facts.get("wanted"):
        return _("This reservation is absent. Reinstate it first, then change it.")
    return _("This is not possible while the reservation stands at “%(state)s”.", state=state)


def _past(facts: Facts) -> str:
    if facts["dates"]:
        return _(
            "Nights that are over can't change. It can be changed from %(day)s on.",
            day=on(facts["first_free_on"]),
        )
    return _("The client is in the house, so the day of arrival stays %(day)s.", day=on(facts["starts_on"]))


def _early_taken(facts: Facts) -> str:
    return _("It is too early: somebody has the unit until %(time)s.", time=at(facts["free_at"]))


def _fee_changed(facts: Facts) -> str:
    return _(
        "The fee is %(fee)s by now. Look at it once more before you cancel.", fee=money(facts["fee_minor"])
    )


def _stale(_facts: Facts) -> str:
    return _(
        "Somebody saved this reservation after you opened it. Nothing you typed is lost: compare, then save again."
    )


CALENDAR: Sentences = {
    "taken": _taken,
    "too_close": _too_close,
    "early_taken": _early_taken,
    "same_unit": lambda _facts: _("Both reservations are in the same unit. Choose one in another unit."),
}

DATES: Sentences = {
    "implausible_date": lambda _facts: _("Write a date between the years 1970 and 2200."),
    "at_least_one_night": lambda facts: _(
        "A stay is at least one night. The earliest departure is %(day)s.", day=on(facts["earliest_ends_on"])
    ),
    "too_many_nights": lambda facts: _(
        "At most %(most)s in one reservation.", most=counted(facts["maximum"], "night")
    ),
    "late_check_out": lambda facts: _("The latest check-out is %(time)s.", time=facts["limit"]),
    "early_check_in": lambda facts: _("The earliest check-in is %(time)s.", time=facts["limit"]),
    "in_the_past": lambda facts: _(
        "%(day)s is over. The earliest arrival is %(today)s.",
        day=on(facts["starts_on"]),
        today=on(facts["today"]),
    ),
    "lead_time": _lead_time,
    "beyond_horizon": lambda facts: _(
        "This is too far ahead. The latest arrival is %(day)s.", day=on(facts["latest_on"])
    ),
    "past_cannot_change": _past,
}

STAY: Sentences = {
    "too_short": _too_short,
    "too_long": _too_long,
    "min_on_arrival": _min_on_arrival,
    "min_through": _min_through,
    "max_on_arrival": _max_on_arrival,
    "weekday_min": _weekday_min,
    "closed_to_arrival": _closed_to_arrival,
    "closed_to_departure": _closed_to_departure,
    "changeover_arrival": _changeover,
    "changeover_departure": _changeover,
}

PEOPLE: Sentences = {
    "nobody": lambda _facts: _("Somebody has to come: at least one adult or child."),
    "over_capacity": _over_capacity,
    "no_cots_left": _no_cots,
    "not_yet_in_service": lambda facts: _(
        "%(unit)s is in service from %(day)s on.", unit=_unit(facts), day=on(facts["in_service_from"])
    ),
    "no_longer_in_service": lambda facts: _(
        "%(unit)s is in service until %(day)s.", unit=_unit(facts), day=on(facts["in_service_until"])
    ),
}

MOVES: Sentences = {
    "is_final": _is_final,
    "wrong_state": _wrong_state,
    "check_in_not_open": lambda facts: _(
        "Check-in opens on %(day)s at %(time)s.", day=on(facts["opens_on"]), time=facts["opens_time"]
    ),
    "stay_is_over": lambda facts: _("This stay was over on %(day)s.", day=on(facts["ended_on"])),
    "not_begun_yet": lambda facts: _(
        "Nobody is absent before the stay begins, %(time)s.", time=at(facts["starts_at"])
    ),
    "reason_needed": lambda _facts: _("Say why: it stands in the record."),
    "reason_would_do": lambda _facts: _("You may save it all the same. Say why: it stands in the record."),
    "fee_changed": _fee_changed,
}

SAVING: Sentences = {
    "stale": _stale,
    "key_reused": lambda _facts: _(
        "This form was sent before with other words. Look at it and send it again."
    ),
    "exists_already": lambda _facts: _("There is one already. Look at the list and try again."),
    "busy": lambda _facts: _("Others are saving the same dates just now. Nothing was saved; try again."),
}

SENTENCES: Sentences = {**CALENDAR, **DATES, **STAY, **PEOPLE, **MOVES, **SAVING}


def beside(refusal: Refusal) -> str | None:
    """Answer what is said beside a field when the whole sentence stands above the form already."""
    dates = refusal.facts.get("dates")
    if refusal.code == "taken" and isinstance(dates, list) and dates:
        return _("%(unit)s is taken on %(dates)s.", unit=_unit(refusal.facts), dates=_some_days(dates))
    return None


def party(facts: Facts) -> str:
    """Write the people of a reservation, as `2 adults, 1 child, 1 cot`."""
    parts = [
        ngettext("%(num)s adult", "%(num)s adults", facts["adults"]) if facts["adults"] else "",
        ngettext("%(num)s child", "%(num)s children", facts["children"]) if facts["children"] else "",
        ngettext("%(num)s infant", "%(num)s infants", facts["infants"]) if facts["infants"] else "",
        ngettext("%(num)s cot", "%(num)s cots", facts["cots"]) if facts["cots"] else "",
    ]
    return ", ".join(part for part in parts if part) or people(0)
