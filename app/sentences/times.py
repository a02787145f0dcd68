"""What is said about a time of day: slots that are not offered, hours that are closed, ends out of order."""

from __future__ import annotations

from app.sentences.base import Facts, Sentences, _
from app.sentences.words import joined, listed, minutes, on


def _slot_not_offered(facts: Facts) -> str:
    if facts["time"]:
        said = _("On %(day)s there is no slot at %(time)s.", day=on(facts["starts_on"]), time=facts["time"])
    else:
        said = _("Choose a time of day.")
    if facts["times"]:
        return joined(
            said,
            _("On %(day)s there are: %(times)s.", day=on(facts["starts_on"]), times=listed(facts["times"])),
        )
    if facts["next_on"]:
        return joined(
            said,
            _("The next slot is on %(day)s at %(time)s.", day=on(facts["next_on"]), time=facts["next_time"]),
        )
    return joined(said, _("No slot is offered in the two months after it."))


def _closed_then(facts: Facts) -> str:
    if facts["hours"]:
        return _(
            "It is closed on %(day)s at %(time)s. That day it is open %(hours)s.",
            day=on(facts["on"]),
            time=facts["time"],
            hours=listed(facts["hours"]),
        )
    said = _("It is closed on %(day)s.", day=on(facts["on"]))
    if facts["next_on"]:
        return joined(said, _("The next open day is %(day)s.", day=on(facts["next_on"])))
    return joined(said, _("It does not open in the month after it."))


def _time_needed(facts: Facts) -> str:
    if facts["end"] == "ends":
        return _("Choose the time at which it ends.")
    return _("Choose the time at which it begins.")


SENTENCES: Sentences = {
    "slot_not_offered": _slot_not_offered,
    "closed_then": _closed_then,
    "time_needed": _time_needed,
    "off_step": lambda facts: _(
        "Times go by steps of %(step)s. The nearest one is %(time)s.",
        step=minutes(facts["step_min"]),
        time=facts["nearest"],
    ),
    "time_does_not_exist": lambda facts: _(
        "The clocks go forward on %(day)s, so %(time)s does not exist that day. Choose an earlier or a later time.",
        day=on(facts["on"]),
        time=facts["time"],
    ),
    "ends_before_start": lambda facts: _(
        "It has to end after it begins, and it begins on %(day)s at %(time)s.",
        day=on(facts["starts_on"]),
        time=facts["starts_time"],
    ),
}
