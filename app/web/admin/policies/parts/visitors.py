"""How visitors of the public pages come, and until when clients help themselves."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import CHOICE, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact


def _coming() -> Options:
    return [
        ("ask", _("ask, and a member answers")),
        ("reserve", _("reserve at once")),
        ("none", _("write or call: nothing is offered there")),
    ]


def _tells(doc: Any, _noun: str) -> list[Fact]:
    said = {
        "ask": _("Visitors of the public pages ask, and a member answers."),
        "reserve": _("Visitors of the public pages reserve at once."),
        "none": _("Nothing is offered to visitors of the public pages: they write or call."),
    }
    return [Fact(_("Visitors"), said[doc.visitors]), Fact(_("Clients by themselves"), _until(doc))]


def _until(doc: Any) -> str:
    hours = doc.self_service_until_hours
    if hours is None:
        return _("They change and cancel nothing by themselves.")
    if not hours:
        return _("They change people and cancel on their own page until the start.")
    return ngettext(
        "They change people and cancel on their own page until %(num)s hour before the start.",
        "They change people and cancel on their own page until %(num)s hours before the start.",
        hours,
    )


VISITORS = Part(
    key="visitors",
    fields={
        "visitors": Input(CHOICE, _l("Visitors of the public pages"), options=_coming),
        "self_service_until_hours": Input(
            WHOLE,
            _l("Clients change people and cancel by themselves until (hours before)"),
            opt=True,
            hint=_l("Left empty: never by themselves."),
        ),
    },
    tells=_tells,
)
