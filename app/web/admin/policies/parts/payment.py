"""When what is paid."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import PERCENT, WHOLE, Input
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.parts.words import percent
from app.web.admin.policies.values import Fact


def _tells(doc: Any, _noun: str) -> list[Fact]:
    tariff, facts = doc.pricing, []
    if tariff.deposit_percent is not None:
        text = _("%(percent)s now, the rest later.", percent=percent(tariff.deposit_percent))
        facts.append(Fact(_("Deposit"), text))
    if tariff.instalments > 1:
        text = ngettext("In %(num)s payment.", "In %(num)s equal payments.", tariff.instalments)
        facts.append(Fact(_("Payments"), text))
    return facts


PAYMENT = Part(
    key="payment",
    title=_l("Payment"),
    fields={
        "pricing.deposit_percent": Input(PERCENT, _l("Deposit (%)"), opt=True),
        "pricing.instalments": Input(WHOLE, _l("Payments")),
    },
    tells=_tells,
    columns=3,
)
