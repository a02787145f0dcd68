"""What becomes of a request until somebody answers it."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import FLAG, WHOLE, Input
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact


def _tells(doc: Any, _noun: str) -> list[Fact]:
    holds = (
        _("A request holds what it asks for until it is answered.")
        if doc.pending_blocks
        else _("A request holds nothing: whoever is confirmed first has it.")
    )
    facts = [Fact(_("While it waits"), holds)]
    if doc.pending_expires_hours is not None:
        hours = ngettext("%(num)s hour", "%(num)s hours", doc.pending_expires_hours)
        facts.append(Fact(_("Expiry"), _("It expires after %(hours)s.", hours=hours)))
    return facts


PENDING = Part(
    key="pending",
    fields={
        "pending_blocks": Input(FLAG, _l("A request holds what it asks for until it is answered")),
        "pending_expires_hours": Input(WHOLE, _l("Expires after (hours)"), opt=True),
    },
    tells=_tells,
)
