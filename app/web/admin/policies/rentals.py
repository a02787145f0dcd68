"""The form of a policy by the hour or day: when it is open, how time counts, and what every kind shares."""

from __future__ import annotations

from app.domain.policies.base import KINDS
from app.domain.policies.interval import Interval
from app.language import lazy_gettext as _l
from app.sentences import fields as words
from app.web.admin.policies.editors import Editor, register
from app.web.admin.policies.parts.hours import COUNTING, HANDING_OUT, OPENING
from app.web.admin.policies.shared import matters

register(
    Editor(
        KINDS[Interval.key], words.kind(Interval.key), matters(_l("Times"), OPENING, COUNTING, HANDING_OUT)
    )
)
