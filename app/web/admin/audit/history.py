"""The latest of the record about one thing, for the thing's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from app.domain.permissions import Permission
from app.queries.audit import AuditFilter, list_entries

# Telling knows the pages of policies, which have a history: the module is there when it is used.
from app.web.admin.audit import telling
from app.web.members import me

MOST = 20


@dataclass(frozen=True)
class History:
    """What stands on the page of a thing; `url` leads to all of it."""

    days: Sequence[telling.Day]
    url: str
    has_more: bool


def history(wanted: AuditFilter, **asked: Any) -> History | None:
    """Answer the latest entries of a filter without work in progress, and where all of them are; None for who may not see the record.

    Shapes:  `asked` says the same as `wanted`, as the address of the activity says it.
    """
    member = me()
    if member is None or not member.may(Permission.SEE_AUDIT):
        return None
    found = list_entries(replace(wanted, has_locks=False), most=MOST)
    return History(telling.tell(found[:MOST]), url_for("audit.index", **asked), len(found) > MOST)
