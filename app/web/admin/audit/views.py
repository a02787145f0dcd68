"""Activity: the record, the latest first, filtered, page by page or as a table to take along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, request, url_for

from app.actions import exports
from app.domain.permissions import Permission
from app.queries.audit import PAGE, list_entries
from app.web.admin.audit import asking, exporting
from app.web.admin.audit.telling import tell
from app.web.fragments import respond
from app.web.guard import allow
from app.web.members import actor, me

pages = Blueprint("audit", __name__, url_prefix="/admin/audit")


@pages.get("")
@allow(Permission.SEE_AUDIT)
def index() -> Any:
    """Show the record."""
    asked = asking.read(request.args)
    if request.args.get("format") in exporting.FORMATS:
        member = me()
        if member is None or not member.may(Permission.EXPORT):
            abort(403)
        if asked.wanted is not None:
            exports.note(
                actor("activity"), exports.ACTIVITY, first=asked.typed["from"], last=asked.typed["until"]
            )
            return exporting.answer(replace(asked.wanted, has_locks=True), request.args["format"])
    before = request.args.get("before", "")
    found = (
        list_entries(
            asked.wanted,
            before_id=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        )
        if asked.wanted is not None
        else []
    )
    older = url_for("audit.index", **asked.chosen, before=found[PAGE - 1].id) if len(found) > PAGE else ""
    return respond(
        "admin/audit/index.html",
        "admin/audit/_log.html",
        days=tell(found[:PAGE]),
        asked=asked,
        newest=url_for("audit.index", **asked.chosen) if before else "",
        older=older,
    )
