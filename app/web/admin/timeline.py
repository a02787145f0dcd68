"""The timeline: units by day, every stay and every free stretch a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import escape

from app import clock
from app.domain.permissions import Permission
from app.domain.tape import Stretch, Taken, Window
from app.language import gettext as _
from app.language import ngettext
from app.queries.board import Board, load_board
from app.queries.stretches import CLOSURE
from app.queries.timeline import Row, Tape, UnitLine, list_unit_lines, load_tape
from app.sentences.measures import measure_of
from app.tenancy import current
from app.web import filters, lock_bars
from app.web.admin import board as boards
from app.web.dates import asked_day, today
from app.web.fragments import VARY, respond, wants_fragment
from app.web.guard import allow
from app.web.members import me
from app.web.strip import Strip, of_taken

pages = Blueprint("timeline", __name__, url_prefix="/admin/timeline")

DAY = boards.DAY
ZOOMS = (7, 14, 21, 31)
USUAL_ZOOM = 21
DAYS_BEFORE_TODAY = 2
COOKIE = "timeline_days"
A_YEAR_S = 365 * 24 * 3600


# A stretch with its words, escaped: `free`, `off` or `taken`, and what fills that pattern of `_body.html`, in its order:
# start, length, link and text; start, length and text; start, length, edges, state, link, name, mark, short and text.
Shown = tuple[str, tuple[int | str, ...]]
OWES = "<u></u>"


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def show() -> Response:
    """Show the units by day."""
    day, lines = today(), list_unit_lines()
    is_plain = all(line.is_plain for line in lines)
    days = _zoom(ZOOMS if is_plain else (DAY, *ZOOMS))
    before = DAYS_BEFORE_TODAY if days > DAY else 0
    window = Window(asked_day("from") or day - dt.timedelta(days=before), days, day)
    answer = _tape(window, lines) if is_plain else _board(window)
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


def _tape(window: Window, lines: list[UnitLine]) -> Response:
    """Show single units by the night."""
    type_ref, page = _asked()
    tape = load_tape(window, clock.now(), type_ref=type_ref, page=page, lines=lines)
    words = _Words()
    return respond(
        "admin/timeline/show.html",
        "admin/timeline/_tape.html",
        groups=[(group, [(row, words.shown(row)) for row in group.rows]) for group in tape.groups],
        words=words,
        held=lock_bars.on_tape(window),
        strip=_strip(tape),
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
        "months": _months(window),
        "type_ref": type_ref,
        "type_name": dict(tape.types).get(type_ref, ""),
        "earlier_from": window.first - dt.timedelta(days=window.days),
        "link": link,
        "zooms": [(zoom, word, link(days=zoom)) for zoom, word in _zooms() if zoom >= first_zoom],
    }


def _zoom(zooms: tuple[int, ...]) -> int:
    """Answer how many days are asked for: by the address, else as the member last chose."""
    for asked in (request.args.get("days", type=int), request.cookies.get(COOKIE, type=int)):
        if asked in zooms:
            return asked
    return USUAL_ZOOM


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


def _relative(*urls: str) -> list[str]:
    """Answer addresses as links on this page write them: there are hundreds of them."""
    root = url_for("timeline.show").removesuffix("timeline")
    return [url.removeprefix(root) for url in urls]


def _months(window: Window) -> list[tuple[dt.date, int]]:
    """Answer each month shown, with how many of its days are."""
    counts: dict[dt.date, int] = {}
    for day in window.dates():
        month = day.replace(day=1)
        counts[month] = counts.get(month, 0) + 1
    return list(counts.items())


def _strip(tape: Tape) -> Strip | None:
    """Sum up today, when it is among the days shown and all units are."""
    window = tape.window
    place = (window.today - window.first).days
    if wants_fragment() or tape.pages > 1 or not 0 <= place < window.days or not tape.unit_count:
        return None
    return of_taken(tape.taken, window.today, tape.nights[place])


class _Words:
    """The words of the stretches: each pattern is translated once a page, each date and number written once.

    Everything that somebody typed is escaped here: the template of the rows takes it as it is.
    """

    def __init__(self) -> None:
        self.states = {name: str(escape(word)) for name, word in filters.STATE_WORDS.items()}
        self.reasons = {name: str(escape(word)) for name, word in filters.REASON_WORDS.items()}
        self.free = str(escape(_("Free from %(day)s, %(nights)s. Reserve %(unit)s")))
        self.range = str(escape(_("%(first)s to %(last)s")))
        self.off = str(escape(_("Not in service")))
        self.owes = str(escape(_("balance due")))
        self.full, self.free_word, self.people = (
            escape(_("full")),
            escape(_("free")),
            escape(_("people at most")),
        )
        self.new, base, units = _relative(
            url_for("reservations.new"), url_for("reservations.show", ref="_"), url_for("units.show", ref="_")
        )
        self.base, self.units = base.removesuffix("_"), units.removesuffix("_")
        self.iso, self.day, self.nights = cache(dt.date.isoformat), cache(filters.day), cache(_nights)

    def shown(self, row: Row) -> list[Shown]:
        """Answer the stretches of a unit with their words."""
        name, new = str(escape(row.unit.name)), f"{self.new}?unit={row.unit.ref}&from="
        return [
            self._taken(stretch, stretch.taken, row.unit.ref)
            if stretch.taken
            else self._free(stretch, name, new)
            for stretch in row.stretches
        ]

    def _free(self, stretch: Stretch, unit: str, new: str) -> Shown:
        if not stretch.is_free:
            return "off", (stretch.start, stretch.length, self.off)
        first, last = stretch.starts_on, stretch.ends_on
        facts = {"day": self.day(first), "nights": self.nights((last - first).days)[0], "unit": unit}
        link = f"{new}{self.iso(first)}&to={self.iso(last)}"
        return "free", (stretch.start, stretch.length, link, self.free % facts)

    def _taken(self, stretch: Stretch, taken: Taken, unit_ref: str) -> Shown:
        edges = (" from-before" if stretch.from_before else "") + (" to-after" if stretch.to_after else "")
        first, last, start, length = taken.starts_on, taken.ends_on, stretch.start, stretch.length
        nights = self.nights((last - first).days)[1]
        when = self._range(first, last)
        if taken.state == CLOSURE:
            name = str(escape(taken.note)) or self.reasons[taken.reason]
            link = self.units + unit_ref
            return "taken", (start, length, edges, CLOSURE, link, name, "", nights, f", {when}")
        owes = taken.owed_minor > 0 and taken.holds
        text = f", {self.states[taken.state]}, {when}" + (f", {self.owes}" if owes else "")
        name, short = str(escape(taken.client)), f"{nights} · {taken.people}"
        mark, link = OWES if owes else "", self.base + taken.ref
        return "taken", (start, length, edges, taken.state, link, name, mark, short, text)

    def _range(self, first: dt.date, last: dt.date) -> str:
        """Write two dates, the month once where it is the same."""
        same = first.month == last.month and first.year == last.year
        return self.range % {"first": first.day if same else self.day(first), "last": self.day(last)}


def _nights(count: int) -> tuple[str, str]:
    """Write a number of nights, whole and short."""
    return ngettext("%(num)s night", "%(num)s nights", count), _("%(count)sn", count=count)
