"""Prices for several units of time together."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted
from app.web.admin.policies.cells import AMOUNT, CHOICE, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.values import Fact
from app.web.filters import money


def _modes() -> Options:
    return [
        ("single", _("one of them, as often as it takes")),
        ("mixed", _("any of them together")),
    ]


def _tells(doc: Any, noun: str) -> list[Fact]:
    tariff, noun = doc.pricing, getattr(doc, "counts", noun)
    return [
        Fact(_("Up to %(length)s", length=counted(t.units, noun)), f"{money(t.minor)}.") for t in tariff.tiers
    ]


def _tells_mode(doc: Any, _noun: str) -> list[Fact]:
    if not doc.pricing.tiers:
        return []
    mode = dict(_modes())[doc.pricing.tier_mode]
    return [Fact(_("Tiers"), _("The cheapest counts: %(mode)s.", mode=mode))]


TIERS = Part(
    key="tiers",
    title=_l("Tiers"),
    help=_l(
        "A price for so many together, as 3 days for 250. With tiers they are the price; that of one by itself and "
        "those of seasons no longer count, changes in percent do."
    ),
    rows={
        "pricing.tiers": Rows(
            {
                "units": Input(WHOLE, _l("Nights"), other=_l("How many")),
                "minor": Input(AMOUNT, _l("Price of all")),
            },
            word=_l("Tier"),
            add=_l("Add a tier"),
            remove=lambda number: _("Remove tier %(number)s", number=number),
            beside="units",
        )
    },
    whole={"document_duplicate_tier": "pricing.tiers", "document_season_beside_tiers": "pricing.tiers"},
    tells=_tells,
)
TIER_MODE = Part(
    key="tier-mode",
    fields={
        "pricing.tier_mode": Input(
            CHOICE,
            _l("A length that no tier has costs"),
            options=_modes,
            hint=_l("With tiers of 1, 3 and 7 days, 8 days cost three times 3 days, or 7 days and 1."),
        )
    },
    tells=_tells_mode,
    columns=2,
)
