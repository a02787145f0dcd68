"""Notices: what others did and what deadlines made true, the latest first, the new ones marked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, request, url_for

from app.actions import notices
from app.domain.notices import Event
from app.domain.permissions import Permission
from app.domain.words import ActorKind
from app.queries.devices import list_devices
from app.queries.notices import PAGE, NoticeRow, list_notices
from app.sentences.base import _
from app.sentences.notices import titles
from app.tenancy import current
from app.web.fragments import done, respond, trigger
from app.web.guard import allow, signed_in
from app.web.members import actor, me

pages = Blueprint("notices", __name__, url_prefix="/admin/notices")

GLYPHS = {
    Event.REQUESTED: ("clock", "pending"),
    Event.MADE: ("calendar-plus", "confirmed"),
    Event.CONFIRMED: ("check", "confirmed"),
    Event.CHANGED: ("pencil", "changed"),
    Event.CANCELLED: ("calendar-x", "cancelled"),
    Event.EXPIRED: ("timer-off", "cancelled"),
    Event.ABSENT: ("user-x", "absent"),
    Event.LOCK_ASKED: ("lock", "lock"),
    Event.BACKUP_FAILED: ("triangle-alert", "absent"),
}


@dataclass(frozen=True)
class Shown:
    """A notice as the page shows it."""

    row: NoticeRow
    title: str
    glyph: str
    tone: str
    by: str
    url: str


@dataclass(frozen=True)
class Day:
    """The notices of one local day."""

    date: dt.date
    notices: list[Shown]


@pages.get("")
@allow(Permission.SEE_RESERVATIONS)
def index() -> Any:
    """List the member's notices."""
    before = request.args.get("before", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    found = list_notices(_person_id(), before_id=before_id)
    shown = found[:PAGE]
    return respond(
        "admin/notices/index.html",
        "admin/notices/_list.html",
        days=_days(shown),
        latest=max((row.recorded_at for row in shown if row.is_unseen), default=None),
        newest=url_for("notices.index") if before_id else "",
        has_devices=bool(list_devices(_person_id())),
        older=url_for("notices.index", before=shown[-1].id) if len(found) > PAGE else "",
    )


@pages.post("/seen")
@signed_in()
def see() -> Any:
    """Note that everything up to a notice has been seen."""
    up_to = _moment(request.form.get("up_to", ""))
    if up_to:
        notices.see(actor(), up_to)
    if request.form.get(
        "quietly"
    ):  # the page itself says that it is being looked at: its marks stay until it is left
        return "", 204, {"HX-Trigger": trigger(unseen={"count": 0})}
    return done(url_for("notices.index"))


def _moment(said: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _person_id() -> int:
    member = me()
    return member.person_id if member else 0


def _days(rows: list[NoticeRow]) -> list[Day]:
    zone, said = current().zone, titles()
    days = groupby(rows, key=lambda row: row.recorded_at.astimezone(zone).date())
    return [Day(date, [_shown(row, said) for row in group]) for date, group in days]


def _shown(row: NoticeRow, said: dict[Event, str]) -> Shown:
    glyph, tone = GLYPHS[row.event]
    return Shown(row, said[row.event], glyph, tone, _by(row), _url(row))


def _by(row: NoticeRow) -> str:
    if row.actor == ActorKind.POLICY:
        return _("by the policy")
    if row.actor == ActorKind.CLIENT:
        return _("by the client")
    if row.actor == ActorKind.CLI:
        return _("from the command line")
    return row.person or _("by a former member")


def _url(row: NoticeRow) -> str:
    if row.entity == "group":
        return url_for("groups.show", ref=row.ref)
    if row.ref:
        return url_for("reservations.show", ref=row.ref)
    return url_for("units.show", ref=row.unit_ref) if row.unit_ref else url_for("timeline.show")
