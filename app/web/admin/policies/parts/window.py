"""How long reservations are, and how far ahead they are made."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.sentences.words import counted
from app.web.admin.policies.cells import CHOICE, TIME, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact
from app.web.filters import clock, number


def _covers() -> Options:
    return [("start", _("to the first day")), ("stay", _("to the last day"))]


def _tells(doc: Any, noun: str) -> list[Fact]:
    facts = []
    least = getattr(doc, "min_nights", None)
    if least is not None:
        facts.append(Fact(_("Length"), _length(least, doc.max_nights, noun)))
    if getattr(doc, "lead_days", 0) or getattr(doc, "same_day_cutoff", None):
        facts.append(Fact(_("Notice"), _notice(doc)))
    if getattr(doc, "horizon_days", None) is not None:
        text = ngettext("Up to %(num)s day ahead.", "Up to %(num)s days ahead.", doc.horizon_days)
        if getattr(doc, "horizon_covers", "start") == "stay":
            text += " " + _("The last day is meant.")
        facts.append(Fact(_("How far ahead"), text))
    return facts


def _length(least: int, most: int | None, noun: str) -> str:
    if most is None:
        return _("At least %(nights)s.", nights=counted(least, noun))
    return _("From %(least)s to %(most)s.", least=number(least), most=counted(most, noun))


def _notice(doc: Any) -> str:
    text = (
        ngettext("At least %(num)s day ahead.", "At least %(num)s days ahead.", doc.lead_days)
        if doc.lead_days
        else _("Up to the same day.")
    )
    if doc.same_day_cutoff:
        text += " " + _("From %(time)s on, the day counts as over.", time=clock(doc.same_day_cutoff))
    return text


WINDOW = Part(
    key="window",
    fields={
        "min_nights": Input(WHOLE, _l("At least (nights)")),
        "max_nights": Input(WHOLE, _l("At most (nights)"), opt=True),
        "lead_days": Input(WHOLE, _l("Days ahead, at least")),
        "horizon_days": Input(WHOLE, _l("Days ahead, at most"), opt=True),
        "horizon_covers": Input(
            CHOICE, _l("Days ahead are counted"), options=_covers, hint=_l("Only where there is a most.")
        ),
        "same_day_cutoff": Input(TIME, _l("The day is over from"), opt=True),
    },
    whole={"document_max_below_min": "max_nights"},
    tells=_tells,
)
