"""Activity: the record, the latest first, filtered by person, thing, action and day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, request, url_for

from app.domain.localtime import day_start
from app.domain.permissions import Permission
from app.queries.audit import PAGE, AuditFilter, list_entries
from app.queries.members import list_members
from app.sentences import deeds
from app.tenancy import current
from app.web.admin.audit.telling import tell
from app.web.fragments import respond
from app.web.guard import allow

pages = Blueprint("audit", __name__, url_prefix="/admin/audit")

NAMES = ("person", "entity", "action", "day", "ref")


@pages.get("")
@allow(Permission.SEE_AUDIT)
def index() -> Any:
    """Show the record."""
    asked = {name: request.args.get(name, "").strip()[:80] for name in NAMES}
    members = list_members()
    before = request.args.get("before", "")
    found = list_entries(
        _filter(asked, {member.ref: member.person_id for member in members}),
        before_id=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )
    chosen: dict[str, Any] = {name: value for name, value in asked.items() if value}
    older = url_for("audit.index", **chosen, before=found[PAGE - 1].id) if len(found) > PAGE else ""
    return respond(
        "admin/audit/index.html",
        "admin/audit/_log.html",
        days=tell(found[:PAGE]),
        asked=asked,
        is_filtered=bool(chosen),
        newest=url_for("audit.index", **chosen) if before else "",
        older=older,
        people=[(member.ref, member.name) for member in members],
        entities=list(deeds.entities().items()),
        actions=list(deeds.actions().items()),
    )


def _filter(asked: dict[str, str], people: dict[str, int]) -> AuditFilter:
    first = last = None
    try:
        day = dt.date.fromisoformat(asked["day"]) if asked["day"] else None
    except ValueError:
        day = None
    if day is not None and 1970 < day.year < 2200:
        first, last = day_start(day, current().zone), day_start(day + dt.timedelta(days=1), current().zone)
    is_policy = asked["person"] == "policy"
    return AuditFilter(
        person_id=None if is_policy or not asked["person"] else people.get(asked["person"], 0),
        is_policy=is_policy,
        entity=asked["entity"],
        entity_ref=asked["ref"],
        action=asked["action"],
        first=first,
        last=last,
    )
