"""Today: the day's people, what waits for a decision, and the requests."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from app import clock
from app.domain.permissions import Permission
from app.domain.words import State
from app.queries.day import Day, list_waiting, load_day
from app.web import dates
from app.web.admin.day import panel
from app.web.fragments import respond
from app.web.guard import allow
from app.web.strip import Strip

pages = Blueprint("today", __name__, url_prefix="/admin")

REQUESTS_SHOWN = 5


@pages.get("/")
@allow(Permission.SEE_CALENDAR)
def show() -> Response:
    """Show today."""
    day, now = dates.today(), clock.now()
    found = load_day(day, day, now)
    return respond(
        "admin/today/show.html",
        "admin/today/_today.html",
        **panel(found),
        strip=_strip(found),
        wanting=list_waiting(now, most=REQUESTS_SHOWN),
        has_units=found.has_units,
        here=url_for("today.show"),
    )


def _strip(found: Day) -> Strip:
    return Strip(
        day=found.day,
        arriving=sum(person.state == State.CONFIRMED for person in found.arriving),
        leaving=sum(person.state != State.FINISHED for person in found.leaving),
        left=sum(person.state == State.FINISHED for person in found.leaving),
        in_house=found.in_house,
        absent=len(found.absent),
        night=found.night,
    )
