"""A price in words: its steps and lines, who counts as a child, the terms of cancelling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from app.domain.policies.document import Ages
from app.domain.pricing import STEPS
from app.sentences.base import Facts, _, ngettext
from app.sentences.price_lines import LineText, explain
from app.sentences.shown import day_full, number

__all__ = ["LineText", "ages", "explain", "steps", "terms", "tier_text"]


def steps() -> list[tuple[str, str]]:
    """List the steps in which every price is reckoned, in their order, each with its sentence."""
    said = {
        "nights": _("Each unit of time is priced at its own date, or all together by tiers."),
        "discounts": _("Discounts are taken off that, each off the same amount, and never more than it."),
        "extras": _("People beyond the included ones are added."),
        "fees": _("Fees are added."),
        "complimentary": _("What is complimentary ends here, at nothing."),
        "taxes_included": _("Taxes inside the price are found in it. They add nothing."),
        "taxes": _("Taxes on top are added in their order, without those inside."),
        "city_tax": _("The city tax is added for each person."),
    }
    return [(name, said[name]) for name, _step in STEPS]


def ages(limits: Ages) -> str:
    """Answer who counts as an infant and who as a child."""
    if not limits.infant_below:
        return _("Children are those under %(child)s.", child=limits.child_below)
    return _(
        "Infants are those under %(infant)s, children those under %(child)s.",
        infant=limits.infant_below,
        child=limits.child_below,
    )


def terms(tiers: Sequence[Facts], *, starts_on: dt.date, from_on: dt.date | None = None) -> list[str]:
    """Answer what cancelling costs, tier by tier, with the days on which each begins and ends.

    Shapes:  what was over before `from_on` is left out.
    """
    if not tiers:
        return [_("Cancelling is free.")]
    lasts = [starts_on - dt.timedelta(days=tier["from_days"]) for tier in tiers]
    over = sum(from_on is not None and last_on < from_on for last_on in lasts[:-1])
    tiers, lasts = tiers[over:], lasts[over:]
    if len(tiers) == 1:
        return [_("At any time: %(charge)s.", charge=_charge(tiers[0]))]
    said = []
    for place, (tier, last_on) in enumerate(zip(tiers, lasts, strict=True)):
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
