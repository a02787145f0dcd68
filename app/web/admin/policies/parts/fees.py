"""What comes on top, once or for each night or person."""

from __future__ import annotations

from typing import Any

from app.domain.tariff import Fee
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.web.admin.policies.cells import AMOUNT, CHOICE, TEXT, Input, Options
from app.web.admin.policies.derive import choices_of
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.values import Fact
from app.web.filters import money


def _per() -> Options:
    return choices_of(Fee, "per")


def _tells(doc: Any, _noun: str) -> list[Fact]:
    per = dict(_per())
    return [Fact(fee.name, f"{money(fee.minor)} {per[fee.per]}.") for fee in doc.pricing.fees]


FEES = Part(
    key="fees",
    title=_l("Fees"),
    rows={
        "pricing.fees": Rows(
            {
                "name": Input(TEXT, _l("Name")),
                "minor": Input(AMOUNT, _l("Amount")),
                "per": Input(CHOICE, _l("For"), options=_per, first="stay"),
            },
            word=_l("Fee"),
            add=_l("Add a fee"),
            remove=lambda number: _("Remove fee %(number)s", number=number),
        )
    },
    tells=_tells,
)
