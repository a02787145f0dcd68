"""Who is counted."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.web.admin.policies.cells import FLAG, Input
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact


def _tells(doc: Any, _noun: str) -> list[Fact]:
    return [
        Fact(
            _("People"),
            _("Infants count as people.") if doc.infants_count else _("Infants are not counted."),
        )
    ]


PARTY = Part(
    key="party",
    fields={"infants_count": Input(FLAG, _l("Infants count as people"))},
    tells=_tells,
)
