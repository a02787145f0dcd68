"""What is said when a reservation can't be made or moved on: who has the unit, what stands now, what would pass."""

from __future__ import annotations

import datetime as dt

from app.domain.asking import Period
from app.domain.refusal import Refusal
from app.sentences import periods, promos, rules
from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.shown import clock, date_range, moment, money, time_range
from app.sentences.words import at, joined, left, listed, on, people, state_word, unit_name

MOST_NAMED = 5


def _rival(rival: Facts, *, has_times: bool) -> str:
    dates = date_range(dt.date.fromisoformat(rival["starts_on"]), dt.date.fromisoformat(rival["ends_on"]))
    if has_times and rival.get("starts_at"):
        starts, ends = (dt.datetime.fromisoformat(rival[name]) for name in ("starts_at", "ends_at"))
        dates = periods.said(Period(starts.date(), ends.date(), starts.time(), ends.time()))
    if rival.get("item"):
        return _("row %(number)s here, %(dates)s", number=rival["item"], dates=dates)
    if rival["source"] == "closure":
        return _("a closure, %(dates)s", dates=dates)
    if rival.get("name"):
        return _("%(name)s, %(dates)s", name=rival["name"], dates=dates)
    return _("another reservation, %(dates)s", dates=dates)


def _rivals(rivals: list[Facts], facts: Facts) -> str:
    """Name the first few who are in the way, and count the rest."""
    named = [_rival(rival, has_times=facts.get("has_times", False)) for rival in rivals[:MOST_NAMED]]
    more = len(rivals) - len(named)
    return listed([*named, ngettext("%(num)s more", "%(num)s more", more)] if more else named)


def latest(facts: Facts) -> str:
    """Say until when a stay that begins as asked for can last; nothing where that is not known."""
    if not facts.get("latest_ends_on"):
        return ""
    if facts.get("has_times") and facts.get("latest_ends_time"):
        return _(
            "It can last until %(day)s at %(time)s.",
            day=on(facts["latest_ends_on"]),
            time=facts["latest_ends_time"],
        )
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
            unit=unit_name(facts),
            dates=_some_days(dates),
            rivals=_rivals(rivals, facts),
        ),
        latest(facts),
    )


def _not_enough(facts: Facts) -> str:
    """Say how many are left: that many would pass."""
    if not facts["left"]:
        return joined(_("%(unit)s is full then: none is left.", unit=unit_name(facts)), latest(facts))
    return joined(
        _("Of %(unit)s there are not enough: %(left)s.", unit=unit_name(facts), left=left(facts["left"])),
        _("%(left)s would do.", left=facts["left"]),
        latest(facts),
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
            unit=unit_name(facts),
            rivals=_rivals(rivals, facts),
        ),
        latest(facts),
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


def _early_taken(facts: Facts) -> str:
    return _("It is too early: somebody has the unit until %(time)s.", time=at(facts["free_at"]))


def _fee_changed(facts: Facts) -> str:
    return _(
        "The fee is %(fee)s by now. Look at it once more before you cancel.", fee=money(facts["fee_minor"])
    )


def _price_changed(facts: Facts) -> str:
    before, now = facts["before_minor"], facts["now_minor"]
    said = {"before": money(before), "now": money(now), "difference": money(abs(now - before))}
    if now > before:
        told = _("It was %(before)s when it was shown and is %(now)s now: %(difference)s more.", **said)
    else:
        told = _("It was %(before)s when it was shown and is %(now)s now: %(difference)s less.", **said)
    return joined(told, _("Nothing you typed is lost. Save again to accept the new price."))


def _price_too_large(facts: Facts) -> str:
    said = _(
        "The price would be more than %(most)s, the most that can be kept.", most=money(facts["most_minor"])
    )
    fewer = _("Take fewer, or less time.") if facts["quantity"] > 1 else _("Take less time.")
    return joined(said, fewer, _("Or have the prices of the policy put right."))


def _stale(_facts: Facts) -> str:
    return _(
        "Somebody saved this reservation after you opened it. Nothing you typed is lost: compare, then save again."
    )


def _done_already(facts: Facts) -> str:
    since = moment(dt.datetime.fromisoformat(facts["since"]))
    if facts["who"]:
        return _(
            "%(who)s did this already, at %(since)s. Nothing is left to do.", who=facts["who"], since=since
        )
    return _("This was done already, at %(since)s. Nothing is left to do.", since=since)


def _locked(facts: Facts) -> str:
    since, until = (clock(dt.datetime.fromisoformat(facts[name])) for name in ("since", "until"))
    who = facts["who"]
    if facts["reservation"]:
        said = _("%(who)s has been changing this reservation since %(since)s.", who=who, since=since)
    else:
        first, last = (dt.date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on"))
        instants = [dt.datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at")]
        dates = time_range(first, last, instants)
        said = _(
            "%(who)s has been working on %(dates)s here since %(since)s.", who=who, dates=dates, since=since
        )
    return joined(
        said,
        _("It is free again at %(until)s, unless they go on. Ask them to finish, or take over.", until=until),
    )


CALENDAR: Sentences = {
    "locked": _locked,
    "taken": _taken,
    "too_close": _too_close,
    "not_enough_left": _not_enough,
    "early_taken": _early_taken,
    "other_kind": lambda facts: _(
        "%(unit)s is reserved in another way. Choose a unit of the same kind, or make a new reservation there.",
        unit=unit_name(facts),
    ),
    "reseating_is_old": lambda _facts: _(
        "One of these stays has changed or begun meanwhile, or somebody took a unit, so nobody was moved."
    ),
    "same_unit": lambda _facts: _("Both reservations are in the same unit. Choose one in another unit."),
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
    "other_payment": lambda facts: _(
        "Somebody recorded a payment meanwhile: %(paid)s is paid in all, not %(shown)s. "
        "Say anew how much is paid in all.",
        paid=money(facts["paid_minor"]),
        shown=money(facts["shown_minor"]),
    ),
}

GROUPS: Sentences = {
    "group_too_small": lambda facts: _(
        "A group has at least %(fewest)s units. Choose another one.", fewest=facts["fewest"]
    ),
    "group_too_large": lambda facts: _(
        "A group has at most %(most)s units. Make a second group for the rest.", most=facts["most"]
    ),
    "group_has_none": lambda _facts: _("No reservation of this group can be moved on like this by now."),
}

VISITING: Sentences = {
    "not_for_visitors": lambda facts: _(
        "%(unit)s is not reserved on these pages. Please write or call.", unit=unit_name(facts)
    ),
    "self_service_over": lambda _facts: _(
        "It is too late to do this here, so nothing was changed. Please write or call."
    ),
}

SAVING: Sentences = {
    "stale": _stale,
    "done_already": _done_already,
    "changed_meanwhile": lambda _facts: _(
        "It was changed after this device saw it: other dates, people or another unit. Look at it, then do it again."
    ),
    "price_changed": _price_changed,
    "price_too_large": _price_too_large,
    "complimentary_not_allowed": lambda _facts: _(
        "Only a manager or an owner may make a reservation complimentary, or end that."
    ),
    "key_reused": lambda _facts: _(
        "This form was sent before with other words. Look at it and send it again."
    ),
    "exists_already": lambda _facts: _("There is one already. Look at the list and try again."),
    "busy": lambda _facts: _("Others are saving the same dates just now. Nothing was saved; try again."),
}

SENTENCES: Sentences = {
    **CALENDAR,
    **rules.SENTENCES,
    **promos.SENTENCES,
    **MOVES,
    **GROUPS,
    **VISITING,
    **SAVING,
}


def beside(refusal: Refusal) -> str | None:
    """Answer what is said beside a field when the whole sentence stands above the form already."""
    dates = refusal.facts.get("dates")
    if refusal.code == "taken" and isinstance(dates, list) and dates:
        return _("%(unit)s is taken on %(dates)s.", unit=unit_name(refusal.facts), dates=_some_days(dates))
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
