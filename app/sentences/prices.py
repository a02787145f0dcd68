"""The lines of a price, the terms of cancelling and the way of paying, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.lines import Line, LineKind
from app.sentences.base import Facts, _, ngettext
from app.sentences.shown import day, day_full, money, number
from app.sentences.words import counted


@dataclass(frozen=True)
class LineText:
    """A line of a price as it is shown: what for, a note, and whether it only informs."""

    text: str
    note: str
    amount_minor: int
    counts: bool


def explain(lines: Sequence[Line], *, noun: str) -> list[LineText]:
    """Answer the lines of a price in words."""
    return [LineText(_text(line, noun), _note(line), line.amount_minor, line.counts) for line in lines]


def _text(line: Line, noun: str) -> str:
    facts: Facts = line.facts
    count = line.quantity
    if line.kind == LineKind.NIGHT:
        return f"{counted(count, noun)} × {money(line.amount_minor // count, short=True)}" if count else ""
    if line.kind == LineKind.DISCOUNT:
        return _discount(facts, noun)
    if line.kind == LineKind.EXTRA:
        return _extra(line, noun)
    if line.kind == LineKind.FEE:
        return str(facts.get("name") or _("Fee"))
    return _tax(line)


def _discount(facts: Facts, noun: str) -> str:
    percent = _percent(facts)
    if facts.get("name"):
        return f"{facts['name']}, −{percent}"
    if facts.get("nights"):
        return _("From %(count)s on, −%(percent)s", count=counted(facts["nights"], noun), percent=percent)
    return _("Discount")


def _extra(line: Line, noun: str) -> str:
    facts: Facts = line.facts
    if "people" not in facts:
        return _("Extra")
    if line.code == "extra_adult":
        who = ngettext("%(num)s extra adult", "%(num)s extra adults", facts["people"])
    else:
        who = ngettext("%(num)s extra child", "%(num)s extra children", facts["people"])
    return f"{who} × {counted(facts['nights'], noun)} × {money(facts['each_minor'], short=True)}"


def _tax(line: Line) -> str:
    facts: Facts = line.facts
    name = str(facts.get("name") or _("Tax"))
    if line.kind == LineKind.TAX_INCLUDED:
        return _("Included: %(name)s %(percent)s", name=name, percent=_percent(facts))
    if line.kind == LineKind.TAX:
        return f"{name} {_percent(facts)}"
    return name


def _note(line: Line) -> str:
    facts: Facts = line.facts
    if line.kind == LineKind.NIGHT:
        return ", ".join(part for part in (_dates(line), facts.get("season"), _weekday_change(facts)) if part)
    if line.kind == LineKind.FEE and line.quantity > 1 and "each_minor" in facts:
        return f"{line.quantity} × {money(facts['each_minor'], short=True)}"
    if line.kind == LineKind.CITY_TAX and "people" in facts:
        who = ngettext("%(num)s adult", "%(num)s adults", facts["people"])
        return f"{who} × {counted(facts['nights'], 'night')} × {money(facts['each_minor'], short=True)}"
    return ""


def _dates(line: Line) -> str:
    if line.on_date is None:
        return ""
    last = line.on_date + dt.timedelta(days=line.quantity - 1)
    return day(line.on_date) if last == line.on_date else f"{day(line.on_date)} – {day(last)}"


def _weekday_change(facts: Facts) -> str:
    percent, minor = facts.get("weekday_percent"), facts.get("weekday_minor")
    if percent:
        sign = "+" if Decimal(str(percent)) > 0 else "−"
        return _("%(change)s on these weekdays", change=f"{sign}{number(abs(Decimal(str(percent))))} %")
    return _("%(change)s on these weekdays", change=f"+{money(minor, short=True)}") if minor else ""


def _percent(facts: Facts) -> str:
    said = facts.get("percent")
    return f"{number(Decimal(str(said)))} %" if said is not None else ""


def terms(tiers: Sequence[Facts], *, starts_on: dt.date) -> list[str]:
    """Answer what cancelling costs, tier by tier, with the days on which each begins and ends."""
    if not tiers:
        return [_("Cancelling is free.")]
    if len(tiers) == 1:
        return [_("At any time: %(charge)s.", charge=_charge(tiers[0]))]
    said = []
    for place, tier in enumerate(tiers):
        last_on = starts_on - dt.timedelta(days=tier["from_days"])
        charge = _charge(tier)
        if place == len(tiers) - 1:
            said.append(_("After that: %(charge)s.", charge=charge))
        else:
            said.append(_("Until %(day)s: %(charge)s.", day=day_full(last_on), charge=charge))
    return said


def tier_text(tier: Facts) -> str:
    """Answer why a cancellation costs what it costs now."""
    if not tier:
        return _("Cancelling is free.")
    left = tier["days_before"]
    if left < 0:
        return _("The stay has begun: %(charge)s.", charge=_charge(tier))
    if not left:
        return _("On the day of the arrival: %(charge)s.", charge=_charge(tier))
    return ngettext(
        "%(num)s day before the arrival: %(charge)s.",
        "%(num)s days before the arrival: %(charge)s.",
        left,
        charge=_charge(tier),
    )


def _charge(tier: Facts) -> str:
    if tier["first_unit"]:
        return _("the first night")
    percent = Decimal(str(tier["charge_percent"]))
    if not percent:
        return _("free of charge")
    if percent == 100:
        return _("the whole price")
    return _("%(percent)s %% of the price", percent=number(percent))
