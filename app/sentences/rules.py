"""What is said about a broken rule of a policy: which rule, the date it read, and what would pass."""

from __future__ import annotations

from app.sentences import restrictions, times
from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.words import counted, either, joined, on, unit_name, weekdays


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
        unit=unit_name(facts),
        people=facts["people"],
    )


def _no_cots(facts: Facts) -> str:
    if not facts["cots_left"]:
        return _("%(unit)s has no cot left for these dates.", unit=unit_name(facts))
    return ngettext(
        "%(unit)s has %(num)s cot left for these dates.",
        "%(unit)s has %(num)s cots left for these dates.",
        facts["cots_left"],
        unit=unit_name(facts),
    )


def _past(facts: Facts) -> str:
    if facts["dates"]:
        return _(
            "Nights that are over can't change. It can be changed from %(day)s on.",
            day=on(facts["first_free_on"]),
        )
    return _("The client is in the house, so the day of arrival stays %(day)s.", day=on(facts["starts_on"]))


DATES: Sentences = {
    "implausible_date": lambda _facts: _("Write a date between the years 1970 and 2200."),
    "at_least_one_night": lambda facts: _(
        "A stay is at least one night. The earliest departure is %(day)s.", day=on(facts["earliest_ends_on"])
    ),
    "too_many_nights": lambda facts: _(
        "At most %(most)s in one reservation.", most=counted(facts["maximum"], facts.get("noun") or "night")
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
        "%(unit)s is in service from %(day)s on.", unit=unit_name(facts), day=on(facts["in_service_from"])
    ),
    "no_longer_in_service": lambda facts: _(
        "%(unit)s is in service until %(day)s.", unit=unit_name(facts), day=on(facts["in_service_until"])
    ),
}

SENTENCES: Sentences = {**DATES, **STAY, **PEOPLE, **restrictions.SENTENCES, **times.SENTENCES}
