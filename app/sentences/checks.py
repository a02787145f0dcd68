"""The rules of a policy by name, as the editor lists them: what each demands, kept or not."""

from __future__ import annotations

from app.domain.asking import Check
from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.words import at, counted, on, weekdays


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


def _gap(facts: Facts) -> str:
    least = counted(facts["minimum"], facts["noun"])
    return _("Leaves nothing or at least %(least)s beside it", least=least)


def _in_a_row(facts: Facts) -> str:
    return _("At most %(most)s in a row for one client", most=counted(facts["maximum"], facts["noun"]))


def _quota(facts: Facts) -> str:
    return _("One client has %(count)s of at most %(most)s", count=facts["count"], most=facts["maximum"])


def _adults(facts: Facts) -> str:
    if "maximum" in facts:
        return ngettext("At most %(num)s adult", "At most %(num)s adults", facts["maximum"])
    return ngettext("At least %(num)s adult", "At least %(num)s adults", facts["minimum"])


CHECKS: Sentences = {
    "in_the_past": lambda _facts: _("The arrival is not in the past"),
    "lead_time": lambda facts: _("Arrives on %(day)s or later", day=on(facts["earliest_on"])),
    "beyond_horizon": lambda facts: _("Arrives on %(day)s or earlier", day=on(facts["latest_on"])),
    "stay_beyond_horizon": lambda facts: _("Ends by %(day)s", day=on(facts["latest_on"])),
    "closed_by_now": lambda facts: _("Starts at %(time)s or later", time=at(facts["earliest_at"])),
    "too_short": _least,
    "too_long": _most,
    "min_on_arrival": _least_on,
    "min_through": _least_on,
    "max_on_arrival": _most_on,
    "max_through": _most_on,
    "weekday_min": _least_on,
    "closed_to_arrival": lambda facts: _("Open to arrival on %(day)s", day=on(facts["read_on"])),
    "closed_to_departure": lambda facts: _("Open to departure on %(day)s", day=on(facts["read_on"])),
    "changeover_arrival": _changeover_arrival,
    "changeover_departure": _changeover_departure,
    "gap_before": _gap,
    "gap_after": _gap,
    "client_in_a_row": _in_a_row,
    "client_quota": _quota,
    "too_few_adults": _adults,
    "too_many_adults": _adults,
    "no_children": lambda _facts: _("No children"),
    "no_infants": lambda _facts: _("No infants"),
    "adult_needed": lambda _facts: _("An adult comes with the children"),
    "own_rule": lambda facts: str(facts["name"]),
    "own_rule_failed": lambda facts: str(facts["name"]),
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
