"""One day: as a page that prints as the day sheet, and as the panel that other pages show."""

from __future__ import annotations

from typing import Any

from babel.dates import format_timedelta
from flask import Blueprint, Response, abort, url_for

from app import clock
from app.domain.permissions import Permission
from app.domain.words import State
from app.language import gettext as _
from app.language import spoken
from app.queries.day import Day, load_day
from app.queries.hours import Guest, late_by
from app.web.dates import read_day, today
from app.web.fragments import respond
from app.web.guard import allow

pages = Blueprint("day", __name__, url_prefix="/admin/days")

FREE_IN_A_PANEL = 8
FREE_ON_A_SHEET = 60


@pages.get("/<day>")
@allow(Permission.SEE_CALENDAR)
def show(day: str) -> Response:
    """Show a day: who comes, who goes, who stays, what is free."""
    wanted = read_day(day)
    if wanted is None:
        abort(404)
    found = load_day(wanted, today(), clock.now())
    return respond(
        "admin/day/show.html",
        "admin/day/_sheet.html",
        **panel(found, most_free=FREE_ON_A_SHEET),
        here=url_for("day.show", day=wanted),
    )


def panel(found: Day, *, most_free: int = FREE_IN_A_PANEL) -> dict[str, Any]:
    """Answer what the templates of a day need."""
    return {"found": found, "gauge": _gauge(found), "most_free": most_free, "late": _late}


def _late(guest: Guest) -> str:
    """Say for how long something should have been back: `2 hours`."""
    return format_timedelta(late_by(guest, clock.now()), locale=spoken().name)


def _gauge(found: Day) -> list[tuple[str, int, str]]:
    """Answer the parts of the night's gauge: class, count, words."""
    staying = found.count(State.CHECKED_IN, State.FINISHED)
    to_come = found.count(State.CONFIRMED, State.PENDING)
    absent = found.count(State.ABSENT)
    closed = len(found.closed)
    free = found.night.free_count
    is_over = found.day < found.today
    stays = _("%(count)s stayed", count=staying) if is_over else _("%(count)s staying", count=staying)
    coming = (
        _("%(count)s to come", count=to_come) if found.is_today else _("%(count)s reserved", count=to_come)
    )
    return [
        ("inh", staying, stays),
        ("arv", to_come, coming),
        ("abs", absent, _("%(count)s absent", count=absent)),
        ("clo", closed, _("%(count)s out of service", count=closed)),
        ("fre", free, _("%(count)s free", count=free)),
    ]
