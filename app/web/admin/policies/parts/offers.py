"""What is taken off by the day of reserving, and with a code."""

from __future__ import annotations

from typing import Any

from app.domain.fields import Window
from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.sentences.words import counted
from app.web.admin.policies.cells import AMOUNT, DAY, PERCENT, TEXT, WHOLE, Input
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import percent, when
from app.web.admin.policies.values import Fact, State
from app.web.filters import money

CODES, DISCOUNTS = "pricing.promo_codes", "pricing.discounts"


def _timed(doc: Any, _noun: str) -> list[Fact]:
    early = [
        Fact(
            ngettext("%(num)s day ahead or more", "%(num)s days ahead or more", each.days_before), _off(each)
        )
        for each in doc.pricing.early_discounts
    ]
    late = [
        Fact(
            ngettext("%(num)s day ahead or less", "%(num)s days ahead or less", each.days_before), _off(each)
        )
        for each in doc.pricing.late_discounts
    ]
    return early + late


def _off(each: Any) -> str:
    off = percent(each.percent) if each.percent is not None else money(each.minor)
    return _("%(percent)s off.", percent=off)


def _promos(doc: Any, noun: str) -> list[Fact]:
    noun = getattr(doc, "counts", noun)
    return [Fact(_("Code %(code)s", code=each.code), _promo(each, noun)) for each in doc.pricing.promo_codes]


def _promo(each: Any, noun: str) -> str:
    parts = [_off(each)]
    if each.made != Window():
        parts.append(_("Used %(when)s.", when=when(each.made)))
    if each.stay != Window():
        parts.append(_("For dates %(when)s.", when=when(each.stay)))
    if each.min_units > 1:
        parts.append(_("At least %(nights)s.", nights=counted(each.min_units, noun)))
    return " ".join(parts)


class Promos(Part):
    """The codes of clients; those of the other discounts, made from their names, share what they may be called."""

    def place(self, place: str, code: str, state: State) -> str:
        """Answer the code that stands twice, or the discount whose name does."""
        rows = state.rows.get(DISCOUNTS, [])
        names = [str(row.get("name", "")).casefold() for row in rows]
        codes = [str(row.get("code", "")).casefold() for row in state.rows[CODES]]
        if place == CODES and len(set(codes)) == len(codes) and names:
            twice = (n for n, name in enumerate(names) if name in names[:n])
            return f"{DISCOUNTS}.{next(twice, len(names) - 1)}.name"
        return super().place(place, code, state)


_PERCENT = Input(PERCENT, _l("Off the nights (%)"), other=_l("Off the price (%)"))

TIMED = Part(
    key="timed",
    title=_l("Early and late discounts"),
    help=_l(
        "By how many days before the start somebody reserves. Of several that apply the best one counts."
    ),
    rows={
        "pricing.early_discounts": Rows(
            {"days_before": Input(WHOLE, _l("Days ahead, at least")), "percent": _PERCENT},
            word=_l("Early discount"),
            add=_l("Add an early discount"),
            remove=lambda number: _("Remove early discount %(number)s", number=number),
            beside="percent",
        ),
        "pricing.late_discounts": Rows(
            {"days_before": Input(WHOLE, _l("Days ahead, at most")), "percent": _PERCENT},
            word=_l("Late discount"),
            add=_l("Add a late discount"),
            remove=lambda number: _("Remove late discount %(number)s", number=number),
            beside="percent",
        ),
    },
    tells=_timed,
)
PROMOS = Promos(
    key="promos",
    title=_l("Promo codes"),
    help=_l("What a client types to pay less, in capitals or not: letters, digits and dashes."),
    rows={
        CODES: Rows(
            {
                "code": Input(TEXT, _l("Code")),
                "percent": _PERCENT,
                "minor": Input(AMOUNT, _l("or amount off")),
                "min_units": Input(WHOLE, _l("At least (nights)"), first="1", other=_l("At least, how many")),
                "made.first_on": Input(DAY, _l("Used from")),
                "made.last_on": Input(DAY, _l("Used until")),
                "stay.first_on": Input(DAY, _l("For dates from")),
                "stay.last_on": Input(DAY, _l("For dates until")),
            },
            word=_l("Promo code"),
            add=_l("Add a promo code"),
            remove=lambda number: _("Remove promo code %(number)s", number=number),
            beside="code",
        )
    },
    around={"pricing:document_duplicate_code": CODES},
    tells=_promos,
)
