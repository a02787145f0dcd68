"""A price for each person, by age."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.web.admin.policies.cells import AMOUNT, PERCENT, PRESENT, Input
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.parts.words import percent
from app.web.admin.policies.values import Fact, State
from app.web.filters import money

PER = "pricing.per_person"


class PerPerson(Part):
    """What each person pays."""

    def place(self, place: str, code: str, state: State) -> str:
        """Answer the amount of those who have a share as well, where both are said."""
        if place == PER and code == "document_one_price":
            twice = (
                f"{PER}.{who}_minor"
                for who in ("child", "infant")
                if state.fields[f"{PER}.{who}_minor"] and state.fields[f"{PER}.{who}_percent"]
            )
            return next(twice, place)
        return super().place(place, code, state)


def _tells(doc: Any, _noun: str) -> list[Fact]:
    per = doc.pricing.per_person
    facts = []
    if per is not None:
        facts = [
            Fact(_("Price for each person"), _("Each adult pays the price.")),
            Fact(_("A child pays"), _part(per.child_percent, per.child_minor, _("As an adult."))),
            Fact(_("An infant pays"), _part(per.infant_percent, per.infant_minor, _("Nothing."))),
        ]
    if doc.pricing.extra_infant_minor:
        facts.append(Fact(_("Each further infant"), f"{money(doc.pricing.extra_infant_minor)}."))
    return facts


def _part(share: Any, minor: int | None, otherwise: str) -> str:
    if minor is not None:
        return f"{money(minor)}."
    if share is not None:
        return _("%(percent)s of an adult's price.", percent=percent(share))
    return otherwise


PER_PERSON = PerPerson(
    key="per-person",
    title=_l("Price for each person"),
    help=_l("Children and infants pay a share of an adult's price or an amount of their own, not both."),
    fields={
        PER: Input(PRESENT, _l("The price is for each adult")),
        f"{PER}.child_percent": Input(
            PERCENT, _l("A child pays (%)"), opt=True, hint=_l("Empty: as an adult.")
        ),
        f"{PER}.child_minor": Input(AMOUNT, _l("or a child pays"), opt=True),
        f"{PER}.infant_percent": Input(
            PERCENT, _l("An infant pays (%)"), opt=True, hint=_l("Empty: nothing.")
        ),
        f"{PER}.infant_minor": Input(AMOUNT, _l("or an infant pays"), opt=True),
    },
    whole={"document_people_priced_twice": PER},
    tells=_tells,
)
