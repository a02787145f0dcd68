"""Taxes on the price, and those for each adult and night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tariff import CityTax, Tax
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted, listed
from app.web.admin.policies.cells import AMOUNT, CHOICE, MANY, PERCENT, TEXT, WHOLE, Input, Options
from app.web.admin.policies.derive import choices_of
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import percent
from app.web.admin.policies.values import Fact
from app.web.filters import money


def _bases() -> Options:
    return choices_of(Tax, "on")


def _how() -> Options:
    return [("included", _("in the price")), ("on_top", _("on top"))]


def _to_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "how": "included" if entry["included"] else "on_top"}


def _to_entry(row: dict[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in row if name != "how"}, "included": row.get("how", "") != "on_top"}


def _taxes(doc: Any, _noun: str) -> list[Fact]:
    return [Fact(tax.name, _tax(tax)) for tax in doc.pricing.taxes]


def _tax(tax: Tax) -> str:
    words = dict(_bases())
    on = listed([words[part] for part in tax.on])
    if tax.included:
        return _("%(percent)s, in the price of %(parts)s.", percent=percent(tax.percent), parts=on)
    return _("%(percent)s on top of %(parts)s.", percent=percent(tax.percent), parts=on)


def _city(doc: Any, noun: str) -> list[Fact]:
    tax: CityTax | None = doc.pricing.city_tax
    if tax is None:
        return []
    text = _(
        "%(amount)s for each adult and night.",
        amount=money(tax.minor) if tax.minor is not None else percent(tax.percent),
    )
    if tax.max_nights is not None:
        text += " " + _("At most %(nights)s.", nights=counted(tax.max_nights, noun))
    return [Fact(tax.name, text)]


TAXES = Part(
    key="taxes",
    title=_l("Taxes"),
    rows={
        "pricing.taxes": Rows(
            {
                "name": Input(TEXT, _l("Name")),
                "percent": Input(PERCENT, _l("Percent")),
                "how": Input(CHOICE, _l("How"), options=_how, first="included"),
                "on": Input(MANY, _l("Charged on"), options=_bases, first=["nights", "extras", "fees"]),
            },
            word=_l("Tax"),
            add=_l("Add a tax"),
            remove=lambda number: _("Remove tax %(number)s", number=number),
            renamed={"included": "how"},
            to_row=_to_row,
            to_entry=_to_entry,
        )
    },
    tells=_taxes,
)
CITY_TAX = Part(
    key="city-tax",
    title=_l("City tax"),
    fields={
        "pricing.city_tax.name": Input(TEXT, _l("Name"), opt=True),
        "pricing.city_tax.minor": Input(AMOUNT, _l("Each adult and night")),
        "pricing.city_tax.max_nights": Input(WHOLE, _l("At most for nights"), opt=True),
    },
    tells=_city,
    columns=3,
)
