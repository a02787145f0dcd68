"""What a policy by the night says, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cancellation import tier_facts
from app.domain.fields import WEEKDAYS, Window
from app.domain.policies.nightly import NightlyDocument
from app.domain.restrictions import Dates
from app.sentences.base import _, ngettext
from app.sentences.words import counted, weekdays
from app.web.admin.policies.editors import Fact, Section
from app.web.admin.policies.nightly_prices import day_of, parts, per, price_table, prices, taxes
from app.web.filters import clock, date_range, day_full, number, weekday


def describe(doc: NightlyDocument) -> list[Section]:
    """Say in sentences what a document says, matter by matter."""
    sections = [
        Section(_("Times"), _times(doc)),
        Section(_("Stays"), [*_stays(doc), *_restrictions(doc)]),
        Section(_("Prices"), prices(doc.pricing), price_table(doc.pricing)),
        Section(_("Taxes and payment"), taxes(doc.pricing)),
        Section(_("Cancellation and absence"), [*_cancellation(doc), *_absence(doc)]),
        Section(_("Requests"), _requests(doc)),
    ]
    return [section for section in sections if section.facts]


def choices() -> Mapping[str, Any]:
    """Answer what the form chooses from."""
    return {
        "days": [(key.value, weekday(day_of(key))) for key in WEEKDAYS],
        "per": list(per().items()),
        "how": [("included", _("in the price")), ("on_top", _("on top"))],
        "parts": list(parts().items()),
        "charge": [("percent", _("a share of the total")), ("first_unit", _("the first night"))],
        "charges": [
            ("nothing", _("nothing")),
            ("first_unit", _("the first night")),
            ("all", _("the whole stay")),
        ],
        "frees": [
            ("unpassed", _("every night that has not passed")),
            ("after_first_unit", _("all but the first night")),
        ],
        "rules": list(rules().items()),
    }


def rules() -> dict[str, str]:
    """Answer what each restriction is called."""
    return {
        "min_stay_arrival": _("At least, when arriving"),
        "min_stay_through": _("At least, with a night"),
        "max_stay": _("At most, when arriving"),
        "closed_to_arrival": _("Nobody arrives"),
        "closed_to_departure": _("Nobody leaves"),
        "changeover": _("Stays change over"),
        "weekday_min": _("At least, with any night"),
    }


def lists() -> dict[str, str]:
    """Answer what an entry of each list of the form is called."""
    return {
        "pricing.seasons": _("Season"),
        "pricing.weekdays": _("Weekday price"),
        "pricing.stay_discounts": _("Discount for long stays"),
        "pricing.discounts": _("Discount"),
        "pricing.fees": _("Fee"),
        "pricing.taxes": _("Tax"),
        "cancellation": _("Step of cancelling"),
        "restrictions": _("Restriction"),
    }


def matters() -> list[tuple[str, str]]:
    """Answer under which heading of the form the fields stand, by how their names begin."""
    taxes_and_payment, absence = _("Taxes and payment"), _("Cancellation and absence")
    headings = [
        (("pricing.city_tax", "pricing.deposit", "pricing.instalments"), taxes_and_payment),
        (("pricing",), _("Prices")),
        (("absen",), absence),
        (("pending",), _("Requests")),
        (("check_", "latest_check", "early_", "after_", "before_", "finish_"), _("Times")),
        (("min_", "max_", "lead_", "same_day", "horizon_", "infants_"), _("Stays")),
    ]
    return [(beginning, word) for beginnings, word in headings for beginning in beginnings]


def _hours(minutes: int) -> str:
    if minutes % 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)


def _times(doc: NightlyDocument) -> list[Fact]:
    check_in = _("From %(time)s.", time=clock(doc.check_in_time))
    if doc.early_check_in:
        check_in += " " + _("Earlier on the day when the unit is free.")
    elif doc.check_in_opens:
        check_in += " " + _("It opens at %(time)s.", time=clock(doc.check_in_opens))
    check_out = _("Until %(time)s.", time=clock(doc.check_out_time))
    if doc.latest_check_out and doc.latest_check_out != doc.check_out_time:
        check_out += " " + _("At the latest, when asked for, %(time)s.", time=clock(doc.latest_check_out))
    facts = [Fact(_("Check-in"), check_in), Fact(_("Check-out"), check_out)]
    if doc.after_min:
        facts.append(Fact(_("Cleaning"), _("%(time)s after each stay.", time=_hours(doc.after_min))))
    if doc.before_min:
        facts.append(Fact(_("Preparation"), _("%(time)s before each stay.", time=_hours(doc.before_min))))
    if doc.finish_after_min is not None:
        text = _("A stay finishes by itself %(time)s after check-out.", time=_hours(doc.finish_after_min))
        facts.append(Fact(_("Finishing"), text))
    return facts


def _stays(doc: NightlyDocument) -> list[Fact]:
    if doc.max_nights is None:
        length = _("At least %(nights)s.", nights=counted(doc.min_nights, "night"))
    else:
        length = _(
            "From %(least)s to %(most)s.", least=number(doc.min_nights), most=counted(doc.max_nights, "night")
        )
    facts = [Fact(_("Length"), length)]
    if doc.lead_days or doc.same_day_cutoff:
        lead = (
            ngettext("At least %(num)s day ahead.", "At least %(num)s days ahead.", doc.lead_days)
            if doc.lead_days
            else _("Up to the same day.")
        )
        if doc.same_day_cutoff:
            lead += " " + _("From %(time)s on, the day counts as over.", time=clock(doc.same_day_cutoff))
        facts.append(Fact(_("Notice"), lead))
    if doc.horizon_days is not None:
        text = ngettext("Up to %(num)s day ahead.", "Up to %(num)s days ahead.", doc.horizon_days)
        facts.append(Fact(_("How far ahead"), text))
    counted_in = _("Infants count as people.") if doc.infants_count else _("Infants are not counted.")
    facts.append(Fact(_("People"), counted_in))
    return facts


def _when(entry: Window) -> str:
    """Say on which dates an entry holds, as an addition to a sentence."""
    parts = []
    if isinstance(entry, Dates) and entry.weekdays:
        parts.append(_("on %(days)s", days=weekdays([day.value for day in entry.weekdays])))
    if entry.first_on and entry.last_on:
        parts.append(date_range(entry.first_on, entry.last_on))
    elif entry.first_on:
        parts.append(_("from %(day)s", day=day_full(entry.first_on)))
    elif entry.last_on:
        parts.append(_("until %(day)s", day=day_full(entry.last_on)))
    return ", ".join(parts) or _("at any time")


def _restrictions(doc: NightlyDocument) -> list[Fact]:
    words, held = rules(), doc.restrictions
    facts: list[Fact] = []
    for entry in held.min_stay_arrival:
        facts.append(Fact(words["min_stay_arrival"], f"{counted(entry.minimum, 'night')}: {_when(entry)}."))
    for entry in held.min_stay_through:
        facts.append(Fact(words["min_stay_through"], f"{counted(entry.minimum, 'night')}: {_when(entry)}."))
    for most in held.max_stay:
        facts.append(Fact(words["max_stay"], f"{counted(most.maximum, 'night')}: {_when(most)}."))
    for closed in held.closed_to_arrival:
        facts.append(Fact(words["closed_to_arrival"], _sentence(_when(closed))))
    for closed in held.closed_to_departure:
        facts.append(Fact(words["closed_to_departure"], _sentence(_when(closed))))
    for change in held.changeover:
        days = _("On %(days)s only", days=weekdays([day.value for day in change.weekdays]))
        facts.append(Fact(words["changeover"], f"{days}: {_when(change)}."))
    for least in held.weekday_min:
        days = _("on %(days)s", days=weekdays([day.value for day in least.weekdays]))
        text = f"{counted(least.minimum, 'night')} {days}: {_when(least)}."
        facts.append(Fact(words["weekday_min"], text))
    return facts


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _cancellation(doc: NightlyDocument) -> list[Fact]:
    if not doc.cancellation:
        return [Fact(_("Cancelling"), _("Free until arrival."))]
    facts = []
    for tier in tier_facts(doc.cancellation):
        first, last = tier["from_days"], tier["until_days"]
        if last is None:
            label = ngettext("%(num)s day before or more", "%(num)s days before or more", int(str(first)))
        elif first == last:
            label = ngettext("%(num)s day before", "%(num)s days before", int(str(first)))
        else:
            label = _("%(last)s to %(first)s days before", last=last, first=first)
        facts.append(Fact(label, _charge(tier)))
    return facts


def _charge(tier: Mapping[str, object]) -> str:
    if tier["first_unit"]:
        return _("The first night is charged.")
    if str(tier["charge_percent"]) == "0":
        return _("Free.")
    return _("%(percent)s of the total is charged.", percent=f"{tier['charge_percent']} %")


def _absence(doc: NightlyDocument) -> list[Fact]:
    facts = []
    after = doc.absent_after
    if after is None:
        facts.append(Fact(_("Absence"), _("Nobody becomes absent by themselves.")))
    elif after.day_offset:
        text = ngettext(
            "Who has not come by %(time)s, %(num)s day after arrival, is absent.",
            "Who has not come by %(time)s, %(num)s days after arrival, is absent.",
            after.day_offset,
            time=clock(after.time),
        )
        facts.append(Fact(_("Absence"), text))
    else:
        text = _("Who has not come by %(time)s is absent.", time=clock(after.time))
        facts.append(Fact(_("Absence"), text))
    words = choices()
    charges, frees = dict(words["charges"])[doc.absence.charges], dict(words["frees"])[doc.absence.frees]
    text = _("It costs %(charges)s and frees %(frees)s.", charges=charges, frees=frees)
    return [*facts, Fact(_("What an absence does"), text)]


def _requests(doc: NightlyDocument) -> list[Fact]:
    holds = (
        _("A request holds its nights until it is answered.")
        if doc.pending_blocks
        else _("A request holds nothing: whoever is confirmed first has the nights.")
    )
    facts = [Fact(_("While it waits"), holds)]
    if doc.pending_expires_hours is not None:
        hours = ngettext("%(num)s hour", "%(num)s hours", doc.pending_expires_hours)
        facts.append(Fact(_("Expiry"), _("It expires after %(hours)s.", hours=hours)))
    return facts
