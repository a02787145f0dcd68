"""The rules of a policy by name, as the editor lists them: what each demands, kept or not."""

from __future__ import annotations

from app.domain.asking import Check
from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.words import counted, on, weekdays


def _least(facts: Facts) -> str:
    return _("At least %(least)s", least=counted(facts["minimum"], facts["noun"]))


def _most(facts: Facts) -> str:
    return _("At most %(most)s", most=counted(facts["maximum"], facts["noun"]))


def _least_on(facts: Facts) -> str:
    least = counted(facts["minimum"], facts["noun"])
    return _("At least %(least)s, because of %(day)s", least=least, day=on(facts["read_on"]))


def _most_on(facts: Facts) -> str:
    most = counted(facts["maximum"], facts["noun"])
    return _("At most %(most)s, because of %(day)s", most=most, day=on(facts["read_on"]))


def _changeover_arrival(facts: Facts) -> str:
    return _("Arrives on %(days)s", days=weekdays(facts["weekdays"]))


def _changeover_departure(facts: Facts) -> str:
    return _("Leaves on %(days)s", days=weekdays(facts["weekdays"]))


def _people(facts: Facts) -> str:
    return ngettext(
        "Takes up to %(num)s person, here %(people)s",
        "Takes up to %(num)s people, here %(people)s",
        facts["capacity"],
        people=facts["people"],
    )


CHECKS: Sentences = {
    "in_the_past": lambda _facts: _("The arrival is not in the past"),
    "lead_time": lambda facts: _("Arrives on %(day)s or later", day=on(facts["earliest_on"])),
    "beyond_horizon": lambda facts: _("Arrives on %(day)s or earlier", day=on(facts["latest_on"])),
    "too_short": _least,
    "too_long": _most,
    "min_on_arrival": _least_on,
    "min_through": _least_on,
    "max_on_arrival": _most_on,
    "weekday_min": _least_on,
    "closed_to_arrival": lambda facts: _("Open to arrival on %(day)s", day=on(facts["read_on"])),
    "closed_to_departure": lambda facts: _("Open to departure on %(day)s", day=on(facts["read_on"])),
    "changeover_arrival": _changeover_arrival,
    "changeover_departure": _changeover_departure,
    "nobody": lambda _facts: _("Somebody comes"),
    "over_capacity": _people,
    "no_cots_left": lambda facts: ngettext(
        "%(num)s cot is left", "%(num)s cots are left", facts["cots_left"]
    ),
    "promo_unknown": lambda facts: _("There is a code %(code)s", code=facts["promo_code"]),
    "promo_not_now": lambda facts: _("The code %(code)s can be used for this", code=facts["promo_code"]),
    "not_yet_in_service": lambda facts: _("In service from %(day)s on", day=on(facts["in_service_from"])),
    "no_longer_in_service": lambda facts: _("In service until %(day)s", day=on(facts["in_service_until"])),
}


def name(check: Check) -> str:
    """Answer what a rule demands, in a few words."""
    return CHECKS[check.code](check.facts) if check.code in CHECKS else check.code.replace("_", " ")
