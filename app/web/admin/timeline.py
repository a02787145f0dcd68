"""The timeline: units by day, every stay and every free stretch a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app import clock
from app.domain.permissions import Permission
from app.domain.policies.base import KINDS
from app.domain.tape import Window
from app.language import gettext as _
from app.queries.board import Board, load_board
from app.queries.timeline import Tape, UnitLine, load_house, load_tape
from app.sentences.measures import measure_of
from app.tenancy import current
from app.web import lock_bars
from app.web.admin import board as boards
from app.web.admin import tape_rows
from app.web.dates import asked_day, today
from app.web.fragments import VARY, respond, wants_fragment
from app.web.guard import allow
from app.web.members import me
from app.web.strip import Strip, of_taken

pages = Blueprint("timeline", __name__, url_prefix="/admin/timeline")

DAY = boards.DAY
ZOOMS = (7, 14, 21, 31)
USUAL_ZOOM, USUAL_ZOOM_OF_HOURS = 21, 7
DAYS_BEFORE_TODAY = 2
COOKIE = "timeline_days"
A_YEAR_S = 365 * 24 * 3600


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def show() -> Response:
    """Show the units by day."""
    day, (lines, in_house) = today(), load_house(clock.now())
    is_plain = all(line.is_plain for line in lines)
    days = _zoom(ZOOMS if is_plain else (DAY, *ZOOMS), lines)
    before = DAYS_BEFORE_TODAY if days > DAY else 0
    window = Window(asked_day("from") or day - dt.timedelta(days=before), days, day)
    answer = _tape(window, lines, in_house) if is_plain else _board(window)
    if request.args.get("days") == str(days):
        answer.set_cookie(COOKIE, str(days), max_age=A_YEAR_S, samesite="Lax", httponly=True)
    return answer


@pages.get("/locks")
@allow(Permission.SEE_CALENDAR)
def held() -> Any:
    """Answer the bars of colleagues' locks alone: they come and go far more often than what is reserved."""
    day, days = today(), request.args.get("days", type=int)
    is_board = "board" in request.args
    zooms: tuple[int, ...] = (DAY, *ZOOMS) if is_board else ZOOMS
    window = Window(asked_day("from") or day, days if days in zooms else USUAL_ZOOM, day)
    found = lock_bars.on_board(boards.grid_of(window)) if is_board else lock_bars.on_tape(window)
    answer = make_response(render_template("admin/timeline/_locks.html", held=found))
    answer.headers["Vary"] = VARY
    return answer


def _tape(window: Window, lines: list[UnitLine], in_house: int) -> Response:
    """Show single units by the night."""
    type_ref, page = _asked()
    tape = load_tape(window, clock.now(), type_ref=type_ref, page=page, lines=lines)
    member = me()
    may_make = member is not None and member.may(Permission.MAKE_RESERVATION)
    return respond(
        "admin/timeline/show.html",
        "admin/timeline/_tape.html",
        rows=tape_rows.draw(tape, lock_bars.on_tape(window), may_make=may_make),
        strip=_strip(tape, in_house),
        hour=clock.now().astimezone(current().zone).hour,
        **_around(window, tape, type_ref),
    )


def _board(window: Window) -> Response:
    """Show units of every kind and stock."""
    type_ref, page = _asked()
    member = me()
    grid = boards.grid_of(window)
    found = load_board(grid, clock.now(), type_ref=type_ref, page=page)
    may_make = member is not None and member.may(Permission.MAKE_RESERVATION)
    return respond(
        "admin/timeline/board.html",
        "admin/timeline/_board.html",
        grid=grid,
        groups=boards.rows_of(found, window, may_make=may_make),
        measure=measure_of(found.kind),
        held=lock_bars.on_board(grid),
        **boards.columns(found, window, clock.now()),
        **_around(window, found, type_ref, first_zoom=DAY),
    )


def _asked() -> tuple[str, int]:
    return request.args.get("type", ""), request.args.get("page", 1, type=int)


def _around(window: Window, tape: Tape | Board, type_ref: str, *, first_zoom: int = 7) -> dict[str, Any]:
    """Answer what stands around the rows of both."""
    link = _link(window, type_ref)
    return {
        "tape": tape,
        "window": window,
        "dates": window.dates(),
        "type_ref": type_ref,
        "type_name": dict(tape.types).get(type_ref, ""),
        "earlier_from": window.first - dt.timedelta(days=window.days),
        "link": link,
        "zooms": [(zoom, word, link(days=zoom)) for zoom, word in _zooms() if zoom >= first_zoom],
    }


def _zoom(zooms: tuple[int, ...], lines: list[UnitLine]) -> int:
    """Answer how many days are asked for: by the address, else as the member last chose.

    Where most units are by the hour that is a week: cells of three say less than there is to read.
    """
    for asked in (request.args.get("days", type=int), request.cookies.get(COOKIE, type=int)):
        if asked in zooms:
            return asked
    by_the_hour = sum(KINDS[line.kind].by_the_hour for line in lines)
    return USUAL_ZOOM_OF_HOURS if 2 * by_the_hour > len(lines) else USUAL_ZOOM


def _zooms() -> list[tuple[int, str]]:
    words = (_("Day"), _("Week"), _("2 weeks"), _("3 weeks"), _("Month"))
    return list(zip((DAY, *ZOOMS), words, strict=True))


def _link(window: Window, type_ref: str) -> Callable[..., str]:
    """Answer how an address of this page is written, with what differs from what is shown."""
    here = url_for("timeline.show")
    shown: dict[str, Any] = {"from": window.first, "days": window.days, "type": type_ref or None}

    def link(**changes: Any) -> str:
        values = {name: value for name, value in (shown | changes).items() if value is not None}
        return f"{here}?{urlencode(values)}"

    return link


def _strip(tape: Tape, in_house: int) -> Strip | None:
    """Sum up today, when it is among the days shown and all units are."""
    window = tape.window
    place = (window.today - window.first).days
    if wants_fragment() or tape.pages > 1 or not 0 <= place < window.days or not tape.unit_count:
        return None
    return of_taken(tape.taken, window.today, tape.nights[place], in_house=in_house)
