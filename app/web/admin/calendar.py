"""The calendar: a month as a heat map with the chosen day beside it, and twelve months below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for

from app import clock
from app.domain.heat import heat, percent_taken
from app.domain.permissions import Permission
from app.language import gettext as _
from app.live.locks import Holder
from app.queries.calendar import NONE, Moves, list_moves
from app.queries.day import Day, load_day
from app.queries.nights import Night, list_nights
from app.queries.policies import rules
from app.queries.stats import list_revenue
from app.queries.units import UnitRow, list_units, usual
from app.queries.usage import list_usage
from app.sentences.measures import measure_of, use_of
from app.web import filters, lock_bars
from app.web.admin.day import panel
from app.web.dates import asked_day, asked_month, first_weekday, month_later, today
from app.web.fragments import respond
from app.web.guard import allow
from app.web.members import me

pages = Blueprint("calendar", __name__, url_prefix="/admin/calendar")

MONTHS_BEFORE = 2
MONTHS_SHOWN = 12
PANEL, YEAR = "day-panel", "#year"
Count = Callable[[dt.date, dt.date], dict[dt.date, Night]]


@dataclass(frozen=True)
class Cell:
    """A date of the month's table."""

    on: dt.date
    number: int
    is_out: bool
    is_today: bool
    night: Night
    moves: Moves
    heat: int
    amount: str = ""
    faces: Sequence[tuple[Holder, int]] = ()


@dataclass(frozen=True)
class SmallMonth:
    """A month among the twelve."""

    first: dt.date
    offset: int
    cells: list[int]
    percent: int


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def show() -> Response:
    """Show a month and a day of it; HTMX may ask for the day or for the twelve months alone."""
    day, now = today(), clock.now()
    chosen = asked_day("day")
    month = asked_month("month") or (chosen or day).replace(day=1)
    if chosen is None:
        chosen = day if day.replace(day=1) == month else month
    by = _measure()
    found = load_day(chosen, day, now)
    units = list_units() if found.hours is not None else []
    usual_kind = _usual_kind(found, units)
    kind = request.args["kind"] if request.args.get("kind") in found.kinds else usual_kind
    measure = measure_of(kind)
    count = _counter(found, kind, units, now)
    context = {
        **panel(found),
        "has_units": found.has_units,
        "when": _when(chosen, day),
        "chosen": chosen,
        "month": month,
        "by": by,
        "measures": _measures(),
        "caption": _(
            "%(measure)s by day, %(month)s", measure=dict(_measures())[by], month=filters.month_within(month)
        ),
        "month_before": month_later(month, -1),
        "month_after": month_later(month),
        "year_before": month_later(month, -12),
        "year_after": month_later(month, 12),
        "measure": measure,
        "use_of": partial(use_of, measure),
        "kinds": [(key, measure_of(key).name) for key in found.kinds],
        "kind": kind,
        "link": _link(month, by, "" if kind == usual_kind else kind),
    }
    context["here"] = context["link"](day=chosen)
    target = request.headers.get("HX-Target", "")
    if PANEL in target:
        answer = respond(
            "admin/calendar/show.html",
            "admin/calendar/_panel.html",
            also=("admin/calendar/_month_beside.html",),
            weeks=_weeks(month, day, now, by=by, nights=count(*_grid(month))),
            **context,
        )
    else:
        nights = _nights(month, count)
        answer = respond(
            "admin/calendar/show.html",
            "admin/calendar/_year.html" if target.endswith(YEAR) else "admin/calendar/_calendar.html",
            weeks=_weeks(month, day, now, by=by, nights=nights),
            year=_year(month, nights),
            **context,
        )
    answer.headers["Vary"] += ", HX-Target"
    return answer


def _measures() -> list[tuple[str, str]]:
    """Answer what the table may show."""
    member = me()
    measures = [("occupancy", _("Occupancy")), ("moves", _("Arrivals"))]
    if member is not None and member.may(Permission.SEE_STATS):
        measures.append(("revenue", _("Revenue")))
    return measures


def _measure() -> str:
    asked = request.args.get("by", "")
    return asked if asked in dict(_measures()) else "occupancy"


def _when(chosen: dt.date, day: dt.date) -> str:
    """Say how far a date is from today."""
    words: dict[int, str] = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return words.get((chosen - day).days, str(chosen.year))


def _usual_kind(found: Day, units: Sequence[UnitRow]) -> str:
    """Answer the kind of policy whose use is shown where none is asked for: that of the usual unit."""
    first = usual(units)
    return rules(first.version_id).kind.key if first else next(iter(found.kinds), "")


def _counter(found: Day, kind: str, units: Sequence[UnitRow], now: dt.datetime) -> Count:
    """Answer how the days are counted: by the database where all units are single ones by the night."""
    if found.hours is None:
        return lambda first, last: list_nights(first, last, now)
    alike = [unit for unit in units if rules(unit.version_id).kind.key == kind]
    return lambda first, last: list_usage(alike, first, last, now).get(kind, {})


def _link(month: dt.date, by: str, kind: str = "") -> Callable[..., str]:
    """Answer how an address of this page is written: another month, another day or another measure."""

    def link(**changes: Any) -> str:
        values: dict[str, Any] = {"month": month, "by": by, "day": None, "kind": kind or None} | changes
        if values["by"] == "occupancy":
            values["by"] = None
        if values["month"] is not None:
            values["month"] = f"{values['month']:%Y-%m}"
        return url_for("calendar.show", **values)

    return link


def _grid(month: dt.date) -> tuple[dt.date, dt.date]:
    """Answer the first date of a month's table and the one after its last: whole weeks."""
    first = month - dt.timedelta(days=(month.weekday() - first_weekday()) % 7)
    weeks = -(-(month_later(month) - first).days // 7)
    return first, first + dt.timedelta(days=7 * weeks)


def _nights(month: dt.date, count: Count) -> dict[dt.date, Night]:
    """Count the nights of the table and of the twelve months at once."""
    first, last = _grid(month)
    begins, ends = month_later(month, -MONTHS_BEFORE), month_later(month, MONTHS_SHOWN - MONTHS_BEFORE)
    return count(min(first, begins), max(last, ends))


def _weeks(
    month: dt.date, day: dt.date, now: dt.datetime, *, by: str, nights: dict[dt.date, Night]
) -> list[list[Cell]]:
    """Answer the weeks of a month's table."""
    first, last = _grid(month)
    moves = list_moves(first, last, now)
    revenue = list_revenue(first, last, now) if by == "revenue" else {}
    end = month_later(month)
    most_arriving = max((each.arriving for each in moves.values()), default=0)
    most_revenue = max((minor for on, minor in revenue.items() if month <= on < end), default=0)
    working = lock_bars.on_days(first, last)
    cells = []
    for place in range((last - first).days):
        on = first + dt.timedelta(days=place)
        night, here = nights[on], moves.get(on, NONE)
        step, amount = night.heat, ""
        if by == "moves":
            step, amount = heat(here.arriving, most_arriving), str(here.arriving)
        elif by == "revenue":
            earned = revenue.get(on, 0)
            step, amount = heat(earned, most_revenue), filters.money_whole(earned)
        number = (on + dt.timedelta(days=3)).isocalendar().week
        faces = lock_bars.faces(working.get(on, ()))
        cells.append(Cell(on, number, not month <= on < end, on == day, night, here, step, amount, faces))
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _year(month: dt.date, nights: dict[dt.date, Night]) -> list[SmallMonth]:
    """Answer the twelve months around the one shown."""
    year = []
    for place in range(-MONTHS_BEFORE, MONTHS_SHOWN - MONTHS_BEFORE):
        first, last = month_later(month, place), month_later(month, place + 1)
        here = [nights[first + dt.timedelta(days=count)] for count in range((last - first).days)]
        taken = sum(night.taken_count for night in here)
        available = sum(night.available_count for night in here)
        offset = (first.weekday() - first_weekday()) % 7
        year.append(
            SmallMonth(first, offset, [night.heat for night in here], percent_taken(taken, available))
        )
    return year
