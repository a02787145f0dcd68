"""The form of a policy by the night: its times, and what every kind shares."""

from __future__ import annotations

from typing import Any

from app.domain.policies.base import KINDS
from app.domain.policies.nightly import Nightly
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.web.admin.policies.cells import FLAG, TIME, WHOLE, Input
from app.web.admin.policies.editors import Editor, register
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.parts.words import hours
from app.web.admin.policies.shared import matters
from app.web.admin.policies.values import Fact
from app.web.filters import clock


def _tells(doc: Any, _noun: str) -> list[Fact]:
    facts = [Fact(_("Check-in"), _check_in(doc)), Fact(_("Check-out"), _check_out(doc))]
    if doc.after_min:
        facts.append(Fact(_("Cleaning"), _("%(time)s after each stay.", time=hours(doc.after_min))))
    if doc.before_min:
        facts.append(Fact(_("Preparation"), _("%(time)s before each stay.", time=hours(doc.before_min))))
    if doc.finish_after_min is not None:
        text = _("A stay finishes by itself %(time)s after check-out.", time=hours(doc.finish_after_min))
        facts.append(Fact(_("Finishing"), text))
    return facts


def _check_in(doc: Any) -> str:
    text = _("From %(time)s.", time=clock(doc.check_in_time))
    if doc.early_check_in:
        return text + " " + _("Earlier on the day when the unit is free.")
    if doc.check_in_opens:
        return text + " " + _("It opens at %(time)s.", time=clock(doc.check_in_opens))
    return text


def _check_out(doc: Any) -> str:
    text = _("Until %(time)s.", time=clock(doc.check_out_time))
    if doc.latest_check_out and doc.latest_check_out != doc.check_out_time:
        text += " " + _("At the latest, when asked for, %(time)s.", time=clock(doc.latest_check_out))
    return text


TIMES = Part(
    key="times",
    fields={
        "check_in_time": Input(TIME, _l("Check-in from")),
        "check_out_time": Input(TIME, _l("Check-out until")),
        "check_in_opens": Input(TIME, _l("Opens already at"), opt=True),
        "latest_check_out": Input(TIME, _l("Latest check-out"), opt=True),
        "after_min": Input(WHOLE, _l("Cleaning after (minutes)")),
        "before_min": Input(WHOLE, _l("Preparation before (minutes)")),
        "finish_after_min": Input(WHOLE, _l("Finishes by itself after (minutes)"), opt=True),
        "early_check_in": Input(FLAG, _l("Check in earlier on the day when the unit is free")),
    },
    whole={
        "document_opens_after_check_in": "check_in_opens",
        "document_latest_before_check_out": "latest_check_out",
    },
    tells=_tells,
)

register(Editor(KINDS[Nightly.key], _l("By the night"), matters(_l("Times"), TIMES)))
