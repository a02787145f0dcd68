"""What cancelling costs, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cancellation import tier_facts
from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import CHOICE, PERCENT, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.values import Fact


def _charges() -> Options:
    return [("percent", _("a share of the total")), ("first_unit", _("the first night"))]


def _to_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "charge": "first_unit" if entry["first_unit"] else "percent"}


def _to_entry(row: dict[str, Any]) -> dict[str, Any]:
    if row.pop("charge", "") == "first_unit":
        row.pop("charge_percent", None)
        row["first_unit"] = True
    return row


def _tells(doc: Any, _noun: str) -> list[Fact]:
    if not doc.cancellation:
        return [Fact(_("Cancelling"), _("Free until arrival."))]
    return [Fact(_label(tier), _charge(tier)) for tier in tier_facts(doc.cancellation)]


def _label(tier: Mapping[str, object]) -> str:
    first, last = tier["from_days"], tier["until_days"]
    if last is None:
        return ngettext("%(num)s day before or more", "%(num)s days before or more", int(str(first)))
    if first == last:
        return ngettext("%(num)s day before", "%(num)s days before", int(str(first)))
    return _("%(last)s to %(first)s days before", last=last, first=first)


def _charge(tier: Mapping[str, object]) -> str:
    if tier["first_unit"]:
        return _("The first night is charged.")
    if str(tier["charge_percent"]) == "0":
        return _("Free.")
    return _("%(percent)s of the total is charged.", percent=f"{tier['charge_percent']} %")


CANCELLATION = Part(
    key="cancellation",
    title=_l("When it is cancelled"),
    rows={
        "cancellation": Rows(
            {
                "days_before": Input(WHOLE, _l("From days before")),
                "charge": Input(CHOICE, _l("It costs"), options=_charges, first="percent"),
                "charge_percent": Input(PERCENT, _l("Share (%)")),
            },
            word=_l("Step of cancelling"),
            add=_l("Add a step"),
            remove=lambda number: _("Remove step %(number)s", number=number),
            beside="charge_percent",
            renamed={"first_unit": "charge"},
            to_row=_to_row,
            to_entry=_to_entry,
        )
    },
    tells=_tells,
)
