"""The departures of a unit in a week, with the seats that are left; a manager may set how many there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.actions import slots as acting
from app.domain.asking import Period
from app.domain.localtime import is_plausible, local_date
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.queries.policies import rules
from app.queries.slots import list_offered
from app.queries.units import UnitRow, find_unit
from app.tenancy import current
from app.web import typed as typing
from app.web.admin.units import pages
from app.web.fragments import done
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import Problems, Typed

WEEK = dt.timedelta(days=7)


@pages.get("/<ref>/departures")
@allow(Permission.SEE_CALENDAR)
def departures(ref: str) -> Any:
    """Show the departures of a week."""
    return _shown(_unit(ref), Typed(request.args))


@pages.post("/<ref>/departures")
@allow(Permission.MANAGE_UNITS)
def set_seats(ref: str) -> Any:
    """Say how many seats one departure has."""
    unit, typed = _unit(ref), Typed()
    try:
        day, at = typed.day("starts_on"), _time(typed.text("starts_time"))
        typed.refuse()
        period = Period(day or dt.date.min, day or dt.date.min, at)
        acting.set_seats(actor("units"), ref, period, typed.whole("seats"))
    except Refused as refused:
        problems = typing.told(refused)
        return _shown(unit, typed, problems), problems.status
    week: dict[str, Any] = {"from": _first(typed).isoformat()}
    back = url_for("units.departures", ref=ref, **week)
    return done(back, toast=_("The seats are set."))


def _shown(unit: UnitRow, typed: Typed, problems: Problems = typing.NONE) -> str:
    first = _first(typed)
    asked, zone = rules(unit.version_id), current().zone
    slots = list_offered(unit, asked, first=first, days=WEEK.days, now=clock.now(), zone=zone)
    return render_template(
        "admin/units/departures.html",
        unit=unit,
        slots=slots,
        problems=problems,
        first=first.isoformat(),
        days=(first, first + WEEK - dt.timedelta(days=1)),
        before=(first - WEEK).isoformat(),
        after=(first + WEEK).isoformat(),
    )


def _first(typed: Typed) -> dt.date:
    try:
        first = dt.date.fromisoformat(typed.text("from"))
    except ValueError:
        first = None
    if first is None or not (is_plausible(first - WEEK) and is_plausible(first + WEEK)):
        return local_date(clock.now(), current().zone)
    return first


def _time(said: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(said).replace(tzinfo=None)
    except ValueError:
        return None


def _unit(ref: str) -> UnitRow:
    unit = find_unit(ref)
    if unit is None:
        abort(404)
    return unit
