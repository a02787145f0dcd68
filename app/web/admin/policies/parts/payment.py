"""When what is paid."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import AMOUNT, PERCENT, WHOLE, Input
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import percent
from app.web.admin.policies.values import Fact
from app.web.filters import money


def _tells(doc: Any, _noun: str) -> list[Fact]:
    tariff, facts = doc.pricing, []
    if tariff.deposit_percent is not None or tariff.deposit_minor is not None:
        share = percent(tariff.deposit_percent)
        text = _(
            "%(percent)s now, the rest later.",
            percent=money(tariff.deposit_minor) if tariff.deposit_minor is not None else share,
        )
        if tariff.deposit_least_minor is not None:
            text += " " + _("At least %(least)s.", least=money(tariff.deposit_least_minor))
        if tariff.deposit_most_minor is not None:
            text += " " + _("At most %(most)s.", most=money(tariff.deposit_most_minor))
        facts.append(Fact(_("Deposit"), text))
    if tariff.instalments > 1:
        text = ngettext("In %(num)s payment.", "In %(num)s equal payments.", tariff.instalments)
        facts.append(Fact(_("Payments"), text))
    return facts


def _scheduled(doc: Any, _noun: str) -> list[Fact]:
    return [
        Fact(
            ngettext("%(num)s day before", "%(num)s days before", each.days_before),
            _("%(percent)s of the price is due.", percent=percent(each.percent)),
        )
        for each in doc.pricing.schedule
    ]


PAYMENT = Part(
    key="payment",
    title=_l("Payment"),
    help=_l(
        "The deposit is a share or an amount. The price is paid in equal payments, or by the schedule below."
    ),
    fields={
        "pricing.deposit_percent": Input(PERCENT, _l("Deposit (%)"), opt=True),
        "pricing.deposit_minor": Input(AMOUNT, _l("or an amount"), opt=True),
        "pricing.deposit_least_minor": Input(AMOUNT, _l("Deposit, at least"), opt=True),
        "pricing.deposit_most_minor": Input(AMOUNT, _l("Deposit, at most"), opt=True),
        "pricing.instalments": Input(WHOLE, _l("Equal payments")),
    },
    whole={
        "document_one_deposit": "pricing.deposit_minor",
        "document_deposit_out_of_order": "pricing.deposit_most_minor",
        "document_payments_twice": "pricing.instalments",
    },
    tells=_tells,
    columns=3,
)
SCHEDULE = Part(
    key="schedule",
    title=_l("Payments by schedule"),
    help=_l("Each payment with the days before the start on which it is due; together 100 %."),
    rows={
        "pricing.schedule": Rows(
            {
                "percent": Input(PERCENT, _l("Share (%)")),
                "days_before": Input(WHOLE, _l("Due days before")),
            },
            word=_l("Payment"),
            add=_l("Add a payment"),
            remove=lambda number: _("Remove payment %(number)s", number=number),
            beside="percent",
        )
    },
    whole={"document_schedule_not_whole": "pricing.schedule"},
    tells=_scheduled,
)
