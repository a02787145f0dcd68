"""Who is here, and on which page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app import clock
from app.domain.permissions import Permission
from app.live import presence
from app.live.presence import Present
from app.queries.frame import Frame, load_frame
from app.sentences.base import _
from app.tenancy import current
from app.web.fragments import VARY, trigger
from app.web.guard import allow, signed_in
from app.web.members import me

pages = Blueprint("presence", __name__, url_prefix="/admin/people")


@pages.get("")
@signed_in()
def people() -> Any:
    """Answer the faces of the others."""
    member = me()
    others = [
        (one, _said(one))
        for one in presence.people(current().id)
        if member is None or one.holder.person_id != member.person_id
    ]
    return render_template("admin/_people.html", people=others)


@pages.get("/waiting")
@allow(Permission.SEE_RESERVATIONS)
def waiting() -> Any:
    """Answer how many requests wait and how many notices are new; the badges of the frame hear it."""
    member = me()
    frame = load_frame(member.person_id, clock.now()) if member else Frame()
    heard = trigger(waiting={"count": frame.waiting_count}, unseen={"count": frame.unseen_count})
    return "", 200, {"HX-Trigger": heard, "Vary": VARY}


def _said(one: Present) -> str:
    """Say who is where."""
    page, _space, ref = one.on.partition(" ")
    words = {
        "today": _("%(who)s looks at today"),
        "timeline": _("%(who)s looks at the timeline"),
        "calendar": _("%(who)s looks at the calendar"),
        "reservations": _("%(who)s looks at the reservations"),
        "requests": _("%(who)s looks at the requests"),
        "reservation": _("%(who)s looks at reservation %(ref)s"),
        "edit": _("%(who)s changes reservation %(ref)s"),
        "new": _("%(who)s makes a reservation"),
    }
    return words.get(page, _("%(who)s is here")) % {"who": one.holder.name, "ref": ref}
