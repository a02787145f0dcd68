"""What is taken off the price."""

from __future__ import annotations

from typing import Any

from app.actions.refs import slug
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted
from app.web.admin.policies.cells import HIDDEN, PERCENT, TEXT, WHOLE, Input
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import percent
from app.web.admin.policies.values import Fact


def _to_entry(row: dict[str, Any]) -> dict[str, Any]:
    return row if "code" in row else {**row, "code": slug(row.get("name", "")).lower()}


def _tells(doc: Any, noun: str) -> list[Fact]:
    facts = []
    for stay in doc.pricing.stay_discounts:
        label = _("From %(nights)s on", nights=counted(stay.nights, noun))
        facts.append(Fact(label, _("%(percent)s off the nights.", percent=percent(stay.percent))))
    for discount in doc.pricing.discounts:
        facts.append(Fact(discount.name, _("%(percent)s off the nights.", percent=percent(discount.percent))))
    return facts


DISCOUNTS = Part(
    key="discounts",
    title=_l("Discounts"),
    rows={
        "pricing.stay_discounts": Rows(
            {
                "nights": Input(WHOLE, _l("From nights"), other=_l("From how many")),
                "percent": Input(PERCENT, _l("Off the nights (%)"), other=_l("Off the price (%)")),
            },
            word=_l("Discount for long stays"),
            add=_l("Add a discount for long stays"),
            remove=lambda number: _("Remove discount for long stays %(number)s", number=number),
            beside="percent",
        ),
        "pricing.discounts": Rows(
            {
                "code": Input(HIDDEN, ""),
                "name": Input(TEXT, _l("Name")),
                "percent": Input(PERCENT, _l("Off the nights (%)"), other=_l("Off the price (%)")),
            },
            word=_l("Discount"),
            add=_l("Add a discount on all"),
            remove=lambda number: _("Remove discount %(number)s", number=number),
            to_entry=_to_entry,
        ),
    },
    tells=_tells,
)
