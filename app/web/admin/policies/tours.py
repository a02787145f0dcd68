"""The form of a policy of tours: when they leave, and what every kind shares."""

from __future__ import annotations

from app.domain.policies.base import KINDS
from app.domain.policies.slot import Slot
from app.language import lazy_gettext as _l
from app.sentences import fields as words
from app.web.admin.policies.editors import Editor, register
from app.web.admin.policies.parts.departures import CALLED_OFF, DEPARTURES, RUNNING
from app.web.admin.policies.shared import matters

register(
    Editor(KINDS[Slot.key], words.kind(Slot.key), matters(_l("Departures"), DEPARTURES, CALLED_OFF, RUNNING))
)
