"""The lines of a price in words: what each is for, and how it came about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.lines import Line, LineKind
from app.domain.offers import EARLY_DISCOUNT, LATE_DISCOUNT, PROMO_DISCOUNT
from app.sentences.base import Facts, _, ngettext
from app.sentences.shown import day, money, number
from app.sentences.words import counted, people


@dataclass(frozen=True)
class LineText:
    """A line of a price as it is shown: what for, a note, and whether it only informs."""

    text: str
    note: str
    amount_minor: int
    counts: bool


def explain(lines: Sequence[Line], *, noun: str) -> list[LineText]:
    """Answer the lines of a price in words."""
    return [LineText(_text(line, noun), _note(line, noun), line.amount_minor, line.counts) for line in lines]


def _text(line: Line, noun: str) -> str:
    facts: Facts = line.facts
    if line.kind == LineKind.NIGHT:
        return _night(line, noun)
    if line.kind == LineKind.DISCOUNT:
        return _discount(line, noun)
    if line.kind == LineKind.EXTRA:
        return _extra(line, noun)
    if line.kind == LineKind.FEE:
        return str(facts.get("name") or _("Fee"))
    if line.kind == LineKind.COMPLIMENTARY:
        return _("Complimentary")
    return _tax(line)


def _night(line: Line, noun: str) -> str:
    """Write who or how many, how long, and what each costs; parts of tiers have no price each."""
    facts: Facts = line.facts
    count = line.quantity
    if not count:
        return ""
    heads = int(facts.get("people") or facts.get("items") or 1)
    parts = [] if heads == 1 and "people" not in facts else [_heads(line.code, heads)]
    parts.append(counted(count // heads, noun))
    if not facts.get("tiers"):
        parts.append(money(line.amount_minor // count, short=True))
    return " × ".join(parts)


def _heads(code: str, heads: int) -> str:
    if code == "night_adult":
        return ngettext("%(num)s adult", "%(num)s adults", heads)
    if code == "night_child":
        return ngettext("%(num)s child", "%(num)s children", heads)
    if code == "night_infant":
        return ngettext("%(num)s infant", "%(num)s infants", heads)
    return number(heads)


def _discount(line: Line, noun: str) -> str:
    facts: Facts = line.facts
    percent = _percent(facts)
    if line.code == EARLY_DISCOUNT:
        return ngettext(
            "Reserved %(num)s day ahead or more, −%(percent)s",
            "Reserved %(num)s days ahead or more, −%(percent)s",
            facts["days_before"],
            percent=percent,
        )
    if line.code == LATE_DISCOUNT:
        return ngettext(
            "Reserved at most %(num)s day ahead, −%(percent)s",
            "Reserved at most %(num)s days ahead, −%(percent)s",
            facts["days_before"],
            percent=percent,
        )
    if line.code == PROMO_DISCOUNT:
        code = _("Code %(code)s", code=facts["promo_code"])
        return f"{code}, −{percent}" if percent else code
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
    elif line.code == "extra_infant":
        who = ngettext("%(num)s extra infant", "%(num)s extra infants", facts["people"])
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


def _note(line: Line, noun: str) -> str:
    facts: Facts = line.facts
    if line.kind == LineKind.NIGHT:
        parts = [
            _dates(line),
            facts.get("season"),
            _tiers(facts, noun),
            _share(facts),
            _weekday_change(facts),
        ]
        return ", ".join(part for part in parts if part)
    if line.kind == LineKind.FEE and line.quantity > 1 and "each_minor" in facts:
        return f"{line.quantity} × {money(facts['each_minor'], short=True)}"
    if line.kind == LineKind.CITY_TAX and "people" in facts:
        return _city_tax(facts, noun)
    if line.kind == LineKind.TAX and facts.get("compound"):
        return _("on %(amount)s, with the taxes before it", amount=money(facts["base_minor"]))
    return _given(line) if line.kind == LineKind.COMPLIMENTARY else ""


def _given(line: Line) -> str:
    """Say what was given and what is left to pay."""
    if not line.amount_minor:
        return _("nothing is to be paid")
    return _("%(amount)s given, so nothing is to be paid", amount=money(-line.amount_minor))


def _city_tax(facts: Facts, noun: str) -> str:
    count = facts["people"]
    who = people(count) if facts.get("children") else ngettext("%(num)s adult", "%(num)s adults", count)
    parts = [f"{who} × {counted(facts['nights'], noun)}"]
    if facts.get("each_minor") is not None:
        parts[0] += f" × {money(facts['each_minor'], short=True)}"
    else:
        parts.append(_("%(percent)s of each one's net price", percent=_percent(facts)))
    if facts.get("each_most_minor") is not None:
        parts.append(_("at most %(amount)s each", amount=money(facts["each_most_minor"], short=True)))
    if facts.get("most_minor") is not None:
        parts.append(_("at most %(amount)s in all", amount=money(facts["most_minor"], short=True)))
    return ", ".join(parts)


def _dates(line: Line) -> str:
    if line.on_date is None:
        return ""
    last = dt.date.fromisoformat(line.facts.get("last_on") or line.on_date.isoformat())  # type: ignore[arg-type]  # a fact is text
    return day(line.on_date) if last == line.on_date else f"{day(line.on_date)} – {day(last)}"


def _tiers(facts: Facts, noun: str) -> str:
    """Write the tiers that a price is made of, as `7 days €500 + 2 × 1 day €100`."""
    said = []
    for tier in facts.get("tiers") or ():
        times = f"{tier['times']} × " if tier["times"] > 1 else ""
        said.append(f"{times}{counted(tier['units'], noun)} {money(tier['minor'], short=True)}")
    return " + ".join(said)


def _share(facts: Facts) -> str:
    of = facts.get("of_percent")
    if of is None:
        return ""
    return _("%(percent)s of an adult's price", percent=f"{number(Decimal(str(of)))} %")


def _weekday_change(facts: Facts) -> str:
    percent, minor = facts.get("weekday_percent"), facts.get("weekday_minor")
    if percent:
        sign = "+" if Decimal(str(percent)) > 0 else "−"
        return _("%(change)s on these weekdays", change=f"{sign}{number(abs(Decimal(str(percent))))} %")
    return _("%(change)s on these weekdays", change=f"+{money(minor, short=True)}") if minor else ""


def _percent(facts: Facts) -> str:
    said = facts.get("percent")
    return f"{number(Decimal(str(said)))} %" if said is not None else ""
