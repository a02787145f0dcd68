"""What is said when units, closures, clients, members and settings can't be changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.shown import date_range, number
from app.sentences.words import listed, on


def _dates(rival: dict[str, Any]) -> str:
    return date_range(dt.date.fromisoformat(rival["starts_on"]), dt.date.fromisoformat(rival["ends_on"]))


def _named(rivals: list[dict[str, Any]]) -> str:
    """Name the first few rivals with their dates, and count the rest."""
    named = [f"{each['ref']} ({_dates(each)})" for each in rivals[:3]]
    more = len(rivals) - len(named)
    if more:
        named.append(ngettext("%(num)s more", "%(num)s more", more))
    return ", ".join(named)


def _in_the_way(facts: Facts) -> str:
    rivals = facts.get("rivals", [])
    closures = [each for each in rivals if each["source"] == "closure"]
    if len(closures) == len(rivals):
        return _("It is closed on some of these dates already: %(named)s.", named=_named(rivals))
    if closures:
        return _("Reservations and a closure are in the way: %(named)s.", named=_named(rivals))
    return ngettext(
        "A reservation is in the way: %(named)s.",
        "%(num)s reservations are in the way: %(named)s.",
        len(rivals),
        named=_named(rivals),
    )


def _service(facts: Facts) -> str:
    rivals = facts.get("rivals", [])
    return ngettext(
        "A reservation would be left outside: %(named)s.",
        "%(num)s reservations would be left outside: %(named)s.",
        len(rivals),
        named=_named(rivals),
    )


CLIENTS: Sentences = {
    "client_needs_name": lambda _facts: _("Write the client's name."),
    "no_such_client": lambda _facts: _("That client is no longer there. Choose another one."),
    "same_client": lambda _facts: _("Choose a client other than this one."),
    "bad_email": lambda _facts: _("This does not look like an email address."),
}

UNITS: Sentences = {
    "unit_needs_name": lambda _facts: _("Give the unit a name."),
    "unit_name_taken": lambda facts: _("There is a unit called %(name)s already.", name=facts["name"]),
    "name_too_long": lambda facts: _("At most %(most)s letters.", most=number(facts["most"])),
    "unit_needs_type": lambda _facts: _("Choose a type, or write the name of a new one."),
    "unit_needs_policy": lambda _facts: _("Choose the policy by which it is reserved."),
    "capacity_bounds": lambda facts: _("A whole number from 1 to %(most)s.", most=number(facts["most"])),
    "cots_bounds": lambda facts: _("A whole number from 0 to %(most)s.", most=number(facts["most"])),
    "service_out_of_order": lambda _facts: _("The service has to end after it begins."),
    "service_has_reservations": _service,
    "not_a_time": lambda _facts: _("Write a time of day, as 15:00."),
    "not_a_date": lambda _facts: _("This is not a date."),
}


def _stock_has(facts: Facts) -> str:
    rivals = facts.get("rivals", [])
    if not rivals:
        return _("Others have had %(name)s as it is. Add another unit instead.", name=facts["name"])
    return ngettext(
        "A reservation stands in %(name)s as it is: %(named)s. Add another unit instead.",
        "%(num)s reservations stand in %(name)s as it is: %(named)s. Add another unit instead.",
        len(rivals),
        name=facts["name"],
        named=_named(rivals),
    )


def _below_use(facts: Facts) -> str:
    rivals = facts["rivals"]
    return ngettext(
        "Up to %(peak)s are taken at once. This one would not fit: %(named)s.",
        "Up to %(peak)s are taken at once. The latest made would not fit: %(named)s.",
        len(rivals),
        peak=number(facts["peak"]),
        named=_named(rivals),
    )


STOCK: Sentences = {
    "unit_needs_stock": lambda _facts: _("Choose how many there are of it."),
    "quantity_bounds": lambda facts: _("A whole number from 1 to %(most)s.", most=number(facts["most"])),
    "part_quantity_bounds": lambda facts: _(
        "Of each part a whole number from 1 to %(most)s.", most=number(facts["most"])
    ),
    "asset_not_single": lambda _facts: _("Choose a unit of which there is one, other than this."),
    "composite_needs_parts": lambda _facts: _("Choose at least one unit that it is made of."),
    "no_such_part": lambda _facts: _("That part is no longer there. Choose another unit."),
    "part_has_seats": lambda facts: _(
        "%(name)s is sold by seats, so it can't be a part.", name=facts["name"]
    ),
    "composite_in_circle": lambda facts: _(
        "%(parts)s is made of %(name)s already, so it can't be a part of it.",
        parts=listed(facts["parts"] or [facts["name"]]),
        name=facts["name"],
    ),
    "stock_is_used": lambda facts: _(
        "%(names)s needs it as it is. Change that first.", names=listed(facts["names"])
    ),
    "stock_has_reservations": _stock_has,
    "quantity_below_use": _below_use,
    "seats_bounds": lambda facts: _("A whole number from 0 to %(most)s.", most=number(facts["most"])),
    "seats_below_sold": lambda facts: ngettext(
        "%(num)s seat is sold. That many or more would do.",
        "%(num)s seats are sold. That many or more would do.",
        facts["sold"],
    ),
    "not_offered_then": lambda _facts: _("There is no departure at that time. Choose one of the list."),
}

CLOSURES: Sentences = {
    "date_needed": lambda _facts: _("Choose a date."),
    "closure_reason_needed": lambda _facts: _("Choose why it is closed."),
    "closure_out_of_order": lambda _facts: _("It has to open again on a later day than it closes."),
    "closure_quantity_bounds": lambda _facts: _(
        "Write how many are away, or leave it empty for all of them."
    ),
    "closure_in_the_way": _in_the_way,
    "closure_is_lifted": lambda _facts: _("This closure was lifted already."),
    "closure_is_over": lambda _facts: _(
        "This closure is over: the unit is open, and what was closed stays in the figures."
    ),
}

TEAM: Sentences = {
    "name_needed": lambda _facts: _("Write a name."),
    "role_needed": lambda _facts: _("Choose a role."),
    "member_already": lambda _facts: _("This person is a member already."),
    "last_owner": lambda _facts: _("A business needs an owner. Make somebody else an owner first."),
    "invitation_is_over": lambda _facts: _("This invitation is over. Ask for a new one."),
    "invitation_for_another": lambda _facts: _("This invitation was made for another address."),
    "password_short": lambda facts: _("At least %(least)s characters.", least=facts["least"]),
    "password_long": lambda facts: _("At most %(most)s characters.", most=facts["most"]),
    "password_weak": lambda _facts: _("This password is easy to guess. Use a few unrelated words."),
    "password_demo": lambda _facts: _("The demo password can't be used here."),
    "password_wrong": lambda _facts: _("This is not your password."),
}

SETTINGS: Sentences = {
    "tenant_needs_name": lambda _facts: _("Give the business a name."),
    "text_too_long": lambda facts: _("At most %(most)s letters.", most=number(facts["most"])),
    "no_such_zone": lambda _facts: _("Choose a time zone from the list."),
    "no_such_currency": lambda _facts: _("Choose a currency from the list."),
    "no_such_language": lambda _facts: _("Choose a language from the list."),
    "timezone_is_settled": lambda _facts: _(
        "There are reservations already: their times were kept in the old zone."
    ),
    "currency_is_settled": lambda _facts: _(
        "There are reservations already: their prices were kept in the old currency."
    ),
}

DEVICES: Sentences = {
    "push_address_bad": lambda _facts: _("This browser’s push service can’t be used here."),
    "push_address_away": lambda _facts: _(
        "This browser’s push service can’t be found just now. Try again later."
    ),
    "devices_too_many": lambda facts: _(
        "You have %(most)s devices already. Remove one that you don’t use.", most=number(facts["most"])
    ),
    "quiet_hours_half": lambda _facts: _("Quiet hours need both a beginning and an end."),
}

POLICIES: Sentences = {
    "applies_in_the_past": lambda facts: _(
        "%(day)s is over. Today, %(today)s, or a later day would do.",
        day=on(facts["applies_from"]),
        today=on(facts["today"]),
    ),
    "version_waits": lambda facts: _(
        "Version %(number)s applies from %(day)s. That day or a later one would do, or withdraw that version first.",
        number=facts["number"],
        day=on(facts["earliest_on"]),
    ),
    "version_applies": lambda facts: _("Version %(number)s applies already.", number=facts["number"]),
    "version_is_withdrawn": lambda facts: _(
        "Version %(number)s is withdrawn already.", number=facts["number"]
    ),
    "policy_needs_name": lambda _facts: _("Give the policy a name."),
    "policy_name_taken": lambda facts: _("There is a policy called %(name)s already.", name=facts["name"]),
    "note_too_long": lambda facts: _("At most %(most)s letters.", most=number(facts["most"])),
}

JOBS: Sentences = {
    "job_not_failed": lambda _facts: _("This job has not failed: it is done, or it will be tried by itself."),
}


def _unknown_placeholder(facts: Facts) -> str:
    return ngettext(
        "There is no placeholder %(unknown)s. There are: %(known)s.",
        "There are no placeholders %(unknown)s. There are: %(known)s.",
        len(facts["unknown"]),
        unknown=", ".join(f"{{{name}}}" for name in facts["unknown"]),
        known=", ".join(f"{{{name}}}" for name in facts["known"]),
    )


MAIL: Sentences = {
    "mail_not_failed": lambda _facts: _("This mail is sent, or on its way."),
    "mail_is_erased": lambda _facts: _("This mail was erased with its client."),
    "no_member": lambda _facts: _("Whoever it was written to is no longer a member."),
    "no_mail_server": lambda _facts: _("This installation has no mail server."),
    "reminder_days_bounds": lambda facts: _("A whole number from 1 to %(most)s.", most=number(facts["most"])),
    "mail_needs_text": lambda _facts: _("Write something."),
    "subject_one_line": lambda _facts: _("The subject has to be one line."),
    "unknown_placeholder": _unknown_placeholder,
    "reset_is_over": lambda _facts: _("This link is over. Ask for a new one."),
}
SENTENCES: Sentences = {
    **MAIL,
    **CLIENTS,
    **UNITS,
    **STOCK,
    **CLOSURES,
    **TEAM,
    **SETTINGS,
    **DEVICES,
    **POLICIES,
    **JOBS,
}
