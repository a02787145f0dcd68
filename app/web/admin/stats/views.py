"""The page of figures and charts, its files, and the report of a month on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, url_for

from app.domain.localtime import instant, local_time
from app.domain.permissions import Permission
from app.domain.stats import NOTHING, Facts
from app.language import gettext as _
from app.queries.pace import count_active
from app.sentences.figures import FigureKind, difference, of_kind, of_reservations, written
from app.sentences.measures import measure_of
from app.tenancy import current
from app.web.admin.stats import drawn
from app.web.admin.stats.blueprint import pages
from app.web.admin.stats.loaded import Loaded, load, options
from app.web.admin.stats.period import SPANS, Period, around
from app.web.charts.drawing import Files, draw
from app.web.fragments import respond
from app.web.guard import allow
from app.web.table_files import table_file, xlsx_file

TILES = ("active", "cancelled", "revenue")
OF_KIND_TILES = ("occupancy", "reserved")
REPORTED = ("use-", "revenue", "units-nights-", "channels")
ALL = "all"


@dataclass(frozen=True)
class Figure:
    """A figure as the page shows it: with its difference from the period compared, and the page of its rows."""

    kind: FigureKind
    value: str
    then: str
    change: str
    way: int
    good: str
    link: str


@dataclass(frozen=True)
class Section:
    """Figures under a heading."""

    name: str
    figures: list[Figure]


@pages.get("")
@allow(Permission.SEE_STATS)
def show() -> Response:
    """Show the figures of a period."""
    loaded = load()
    return respond(
        "admin/stats/show.html", "admin/stats/_figures.html", **_shared(loaded), sections=_sections(loaded, dict.fromkeys([*loaded.busy_kinds, *loaded.kinds])),
        charts=drawn.charts(loaded), options=options(loaded), spans=_spans(loaded),
    )  # fmt: skip


@pages.get("/report")
@allow(Permission.SEE_STATS)
def report() -> Response:
    """Show a period as one page of paper."""
    loaded = load()
    charts = [chart for chart in drawn.charts(loaded) if chart.table.key.startswith(REPORTED)]
    return respond(
        "admin/stats/report.html", "admin/stats/report.html", **_shared(loaded), charts=charts,
        sections=_sections(loaded, loaded.busy_kinds),
    )  # fmt: skip


@pages.get("/<key>.<any(csv, xlsx):form>")
@allow(Permission.SEE_STATS)
def file(key: str, form: str) -> Response:
    """Hand a chart's table out as a file; `all` is every table as one workbook."""
    loaded = load()
    tables = {chart.table.key: chart.table for chart in drawn.charts(loaded)}
    if key == ALL and form == "xlsx":
        return xlsx_file(list(tables.values()), key="statistics", period=loaded.period.key)
    if key not in tables:
        abort(404)
    return table_file(tables[key], form, period=loaded.period.key)


def _shared(loaded: Loaded) -> dict[str, Any]:
    """Answer what the page and the report have in common."""
    return {
        "loaded": loaded, "period": loaded.period, "errors": dict(loaded.period.errors), "tiles": tiles(loaded),
        "this": around(loaded.period.span if loaded.period.span != "dates" else "month", loaded.today, loaded.period.against),
        "file": Files.of("stats.file", **loaded.query()), "draw": draw,
        "is_empty": not loaded.sums.units,
    }  # fmt: skip


def _spans(loaded: Loaded) -> list[tuple[str, str, Period, bool]]:
    """Answer the lengths of a period that can be chosen: key, text, the period, and whether it is this one."""
    words = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "year": _("Year")}
    here = loaded.period
    day = loaded.today if here.first <= loaded.today < here.last else here.first
    return [
        (span, words[span], around(span, day, here.against), span == here.span)
        for span in SPANS
        if span in words
    ]


def tiles(loaded: Loaded) -> list[Figure]:
    """Answer the figures at the top."""
    other = loaded.period.compared
    was_active = count_active(
        other.first, other.last, _then(loaded), units=loaded.sums.units, choice=loaded.choice
    )
    before = loaded.in_all_before._replace(active=was_active, inside=0)
    found = [
        _figure(loaded, of_kind(kind)[key], loaded.now_by_kind.get(kind, NOTHING), loaded.then_by_kind.get(kind, NOTHING), kind)
        for key in OF_KIND_TILES for kind in loaded.busy_kinds
    ]  # fmt: skip
    own = of_reservations()
    found += [_figure(loaded, own[key], loaded.in_all, before) for key in TILES]
    return sorted(found, key=lambda figure: _order(figure.kind.key))


def _order(key: str) -> int:
    return ("occupancy", "active", "cancelled", "reserved", "revenue").index(key)


def _then(loaded: Loaded) -> dt.datetime:
    """Answer the instant in the period compared that is as far into it as now is into this one, by the wall clock."""
    day, zone = loaded.today - (loaded.period.first - loaded.period.compared.first), current().zone
    return instant(day, local_time(loaded.now, zone), zone, lenient=True)


def _figure(loaded: Loaded, kind: FigureKind, here: Facts, before: Facts, of: str = "") -> Figure:
    now, then = kind.of(here), kind.of(before)
    change, way = difference(now, then, kind.form)
    good = "" if not way or not kind.better else "yes" if (way > 0) == (kind.better == "more") else "no"
    link = url_for("stats.counted", measure=kind.rows, kind=of or None, **loaded.query()) if kind.rows else ""
    return Figure(kind, written(now, kind.form), written(then, kind.form), change, way, good, link)


def _sections(loaded: Loaded, kinds: Iterable[str]) -> Iterator[Section]:
    """Answer the other figures: of each kind, then of reservations."""
    for kind in kinds:
        here, before = loaded.now_by_kind.get(kind, NOTHING), loaded.then_by_kind.get(kind, NOTHING)
        figures = [
            _figure(loaded, each, here, before, kind)
            for key, each in of_kind(kind).items() if key not in OF_KIND_TILES
        ]  # fmt: skip
        yield Section(str(measure_of(kind).name), figures)
    figures = [
        _figure(loaded, each, loaded.in_all, loaded.in_all_before)
        for key, each in of_reservations().items() if key not in TILES
    ]  # fmt: skip
    yield Section(_("Reservations"), figures)
