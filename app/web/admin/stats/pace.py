"""What was on the books at any date, and how the books of the period filled beside those of the period compared."""

from __future__ import annotations

import datetime as dt

from flask import Response, abort

from app.domain.localtime import day_start, local_date
from app.domain.permissions import Permission
from app.language import gettext as _
from app.queries.pace import Booked, Books, load_books
from app.tenancy import current
from app.web import filters
from app.web.admin.stats.blueprint import pages
from app.web.admin.stats.loaded import Loaded, load
from app.web.admin.stats.period import ONE_DAY, Period
from app.web.charts import Column, Line, Table
from app.web.charts.drawing import Files, draw
from app.web.dates import asked_day
from app.web.fragments import respond
from app.web.guard import allow
from app.web.table_files import table_file

STEPS = 60
LONGEST_DAYS = 365
KEY = "pace"


@pages.get("/pace")
@allow(Permission.SEE_STATS)
def pace() -> Response:
    """Show what was on the books as of a date, and how they filled."""
    loaded = load()
    day = min(asked_day("as_of") or loaded.today, loaded.today)
    here, before = (_books(loaded, period) for period in (loaded.period, loaded.period.compared))
    return respond(
        "admin/stats/pace.html", "admin/stats/_pace.html", loaded=loaded, period=loaded.period, as_of=day,
        rows=_rows(loaded, day, here, before), chart_of_pace=_chart(loaded, here, before), back=loaded.link(),
        by_night=_by_night(loaded),
        file=Files.of("stats.pace_file", **loaded.query()), draw=draw,
    )  # fmt: skip


@pages.get("/pace/<key>.<any(csv, xlsx):form>")
@allow(Permission.SEE_STATS)
def pace_file(key: str, form: str) -> Response:
    """Hand the table of the curve out as a file."""
    if key != KEY:
        abort(404)
    loaded = load()
    here, before = (_books(loaded, period) for period in (loaded.period, loaded.period.compared))
    return table_file(_chart(loaded, here, before).table, form, period=loaded.period.key)


def _books(loaded: Loaded, period: Period) -> Books:
    return load_books(period.first, period.last, loaded.sums.units, loaded.choice, loaded.now)


def _end_of(day: dt.date) -> dt.datetime:
    """Answer the last instant of a date, as far as books go."""
    return day_start(day + ONE_DAY, current().zone) - dt.timedelta(microseconds=1)


def _rows(loaded: Loaded, day: dt.date, here: Books, before: Books) -> list[tuple[str, str, Booked]]:
    """Answer what stood on the books: then, now, at the same time before the period compared, and in the end."""
    back = loaded.period.first - loaded.period.compared.first
    other = loaded.period.compared.name
    return [
        (loaded.period.name, _("as of %(day)s", day=filters.day_full(day)), here.at(_end_of(day))),
        (loaded.period.name, _("as of now"), here.at(loaded.now)),
        (other, _("as of %(day)s", day=filters.day_full(day - back)), before.at(_end_of(day - back))),
        (other, _("as of now"), before.at(loaded.now)),
    ]


def _chart(loaded: Loaded, here: Books, before: Books) -> Line:
    """Draw the nights on the books by days before the period ends; of what is to come nothing is drawn."""
    by_night = _by_night(loaded)
    days = _steps(loaded, here, before)
    last, other = loaded.period.last, loaded.period.compared.last
    rows = []
    for left in days:
        now = last - ONE_DAY * left
        mine = _count(here.at(_end_of(now)), by_night) if now <= loaded.today else None
        rows.append((left, mine, _count(before.at(_end_of(other - ONE_DAY * left)), by_night)))
    what = _("Nights on the books") if by_night else _("Reservations on the books")
    columns = (
        Column(_("Days before the end")),
        Column(loaded.period.name),
        Column(loaded.period.compared.name),
    )
    shown = [place for place, row in enumerate(rows) if row[1] is not None]
    return Line(
        table=Table(KEY, what, columns, tuple(rows)), finding=_finding(rows, loaded), compare=2,
        now=shown[-1] if shown else None,
    )  # fmt: skip


def _steps(loaded: Loaded, here: Books, before: Books) -> list[int]:
    """Answer so many days before the end at which the curve is drawn, the earliest first; today and the end among them."""
    begun = [
        (period.last - local_date(books.instants[0], current().zone)).days
        for period, books in ((loaded.period, here), (loaded.period.compared, before)) if books.instants
    ]  # fmt: skip
    longest = min(max([loaded.period.days, *begun]), LONGEST_DAYS + loaded.period.days)
    step = max(1, -(-longest // STEPS))
    left = max((loaded.period.last - loaded.today).days, 0)
    days = range(left % step + -(-longest // step) * step, -1, -step)
    return [*days] if days[-1] == 0 else [*days, 0]


def _by_night(loaded: Loaded) -> bool:
    """Tell whether nights are what the books count."""
    return "nightly" in loaded.kinds


def _count(booked: Booked, by_night: bool) -> int:
    return booked.nights if by_night else booked.reservations


def _finding(rows: list[tuple[int, int | None, int]], loaded: Loaded) -> str:
    """Say whether the books are fuller than those compared were at the same time."""
    known = [row for row in rows if row[1] is not None]
    if not known or not (known[-1][1] or known[-1][2]):
        return _("Nothing is on the books yet.")
    _left, mine, other = known[-1]
    ahead = (mine or 0) - other
    name = loaded.period.compared.name_within
    if not ahead:
        return _("As much as %(period)s had at the same time.", period=name)
    text = (
        _("%(count)s more than %(period)s had at the same time.")
        if ahead > 0
        else _("%(count)s fewer than %(period)s had at the same time.")
    )
    return text % {"count": filters.number(abs(ahead)), "period": name}
