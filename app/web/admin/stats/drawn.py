"""The charts of the statistics: each with the sentence that says its finding, and the table that it is drawn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for

from app.domain.stats import Facts, total
from app.language import gettext as _
from app.queries.stats import ByKind
from app.sentences.figures import of_kind, written
from app.sentences.measures import measure_of
from app.web import filters
from app.web.admin.stats import arriving, ranked
from app.web.admin.stats.loaded import Loaded, amount, at
from app.web.admin.stats.period import ONE_DAY, around
from app.web.admin.stats.week import week
from app.web.charts import Chart, Column, Columns, Mark, Squares, Table
from app.web.dates import month_later


def charts(loaded: Loaded) -> list[Chart]:
    """Draw everything that the period has."""
    return list(_charts(loaded))


def _charts(loaded: Loaded) -> Iterator[Chart]:
    for kind in loaded.busy_kinds:
        yield use(loaded, kind)
    yield revenue(loaded)
    for kind in loaded.busy_kinds:
        yield from ranked.by_unit(loaded, kind)
    if len({unit.type_id for unit in loaded.sums.units.values()}) > 1 and loaded.choice.unit_id is None:
        yield ranked.types(loaded)
    yield ranked.channels(loaded)
    if loaded.period.by_month and loaded.kinds:
        yield _seasons(loaded, loaded.busy_kinds[0])
    yield arriving.weekdays(loaded)
    if "nightly" in loaded.kinds:
        yield arriving.lengths(loaded)
    yield arriving.leads(loaded)
    yield ranked.countries(loaded)


def _dates(loaded: Loaded) -> list[tuple[dt.date, dt.date | None]]:
    """Answer the dates (or the months) of the period, each with the one that it is compared with."""
    period, other = loaded.period, loaded.period.compared
    if not period.by_month:
        days = [period.first + ONE_DAY * place for place in range(period.days)]
        before = [other.first + ONE_DAY * place for place in range(other.days)]
        return [(day, before[place] if place < len(before) else None) for place, day in enumerate(days)]
    months = _months(period.first, period.last)
    before = _months(other.first, other.last)
    return [(month, before[place] if place < len(before) else None) for place, month in enumerate(months)]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found, month = [], first.replace(day=1)
    while month < last:
        found.append(month)
        month = month_later(month)
    return found


def _mark(loaded: Loaded, on: dt.date) -> Mark:
    """Tell whether a date (or a month) is over, goes on, or is to come."""
    today = loaded.today.replace(day=1) if loaded.period.by_month else loaded.today
    return "now" if on == today else "future" if on > today else "past"


def _link(loaded: Loaded, on: dt.date) -> str:
    if loaded.period.by_month:
        return loaded.link(around("month", on, loaded.period.against))
    return url_for("day.show", day=on)


def _on(loaded: Loaded, on: dt.date) -> str:
    return filters.month_within(on) if loaded.period.by_month else filters.day_short(on)


def use(loaded: Loaded, kind: str) -> Columns:
    """Draw how much of what a kind offers was sold."""
    name = str(of_kind(kind)["occupancy"].name)
    here, before = loaded.series.get(kind, {}), loaded.series_before.get(kind, {})
    dates, each = _dates(loaded), measure_of(kind).each
    rows = tuple(
        (on, at(here, on).occupancy_ratio, at(before, then).occupancy_ratio, amount(at(here, on).sold, each),
         amount(at(here, on).available, each), at(here, on).taken_ratio, at(here, on).revenue_minor)
        for on, then in dates
    )  # fmt: skip
    columns = (
        Column(_("Month") if loaded.period.by_month else _("Date"), "month" if loaded.period.by_month else "day"),
        Column(name, "percent"), Column(loaded.period.compared.name, "percent"), Column(_("Sold")),
        Column(_("Available")), Column(_("Taken, requests included"), "percent"), Column(_("Revenue"), "money"),
    )  # fmt: skip
    title = _("%(name)s by month", name=name) if loaded.period.by_month else _("%(name)s by day", name=name)
    return Columns(
        table=Table(f"use-{kind}", title, columns, rows), finding=_finding(loaded, rows, "percent"), compare=2,
        marks=tuple(_mark(loaded, on) for on, _then in dates), links=tuple(_link(loaded, on) for on, _then in dates),
        future_name=_("On the books"), now_name=_("This month") if loaded.period.by_month else _("Today"),
    )  # fmt: skip


def revenue(loaded: Loaded) -> Columns:
    """Draw what was earned."""
    here, before = _over_kinds(loaded.series), _over_kinds(loaded.series_before)
    dates = _dates(loaded)
    rows = tuple((on, at(here, on).revenue_minor, at(before, then).revenue_minor) for on, then in dates)
    columns = (
        Column(_("Month") if loaded.period.by_month else _("Date"), "month" if loaded.period.by_month else "day"),
        Column(_("Revenue"), "money"), Column(loaded.period.compared.name, "money"),
    )  # fmt: skip
    title = _("Revenue by month") if loaded.period.by_month else _("Revenue by day")
    return Columns(
        table=Table("revenue", title, columns, rows), finding=_finding(loaded, rows, "money"), compare=2,
        marks=tuple(_mark(loaded, on) for on, _then in dates), links=tuple(_link(loaded, on) for on, _then in dates),
        future_name=_("On the books"), now_name=_("This month") if loaded.period.by_month else _("Today"),
    )  # fmt: skip


def _over_kinds(by_kind: ByKind) -> Mapping[dt.date, Facts]:
    days: dict[dt.date, list[Facts]] = {}
    for found in by_kind.values():
        for day, facts in found.items():
            days.setdefault(day, []).append(facts)
    return {day: total(each) for day, each in days.items()}


def _finding(loaded: Loaded, rows: tuple[tuple[Any, ...], ...], form: Any) -> str:
    """Say where it was most, and what the dashed line is."""
    best = max(rows, key=lambda row: row[1] or 0)
    if not best[1]:
        return _("Nothing is sold in this period.")
    most = _("Most in %(when)s: %(value)s.") if loaded.period.by_month else _("Most on %(when)s: %(value)s.")
    said = most % {"when": _on(loaded, best[0]), "value": written(best[1], form)}
    if any(row[2] for row in rows):
        said += " " + _("The dashed line is %(period)s.", period=loaded.period.compared.name_within)
    return said


def _seasons(loaded: Loaded, kind: str) -> Squares:
    """Draw the demand by weekday and month."""
    found: dict[tuple[int, dt.date], list[Facts]] = {}
    for day, facts in loaded.days.get(kind, {}).items():
        found.setdefault((day.weekday(), day.replace(day=1)), []).append(facts)
    months = _months(loaded.period.first, loaded.period.last)
    names = week(filters.weekday_long)
    rows = tuple(
        (name, *(total(found.get((weekday, month), [])).occupancy_ratio for month in months))
        for weekday, name in names
    )
    has_years = len({month.year for month in months}) > 1
    heads = [
        f"{filters.month_short(month)} {month:%y}" if has_years else filters.month_short(month)
        for month in months
    ]
    columns = (Column(_("Weekday"), "text"), *(Column(head, "percent") for head in heads))
    squares: list[tuple[Any, str, dt.date]] = [
        (row[place], str(row[0]), months[place - 1])
        for row in rows
        for place in range(1, len(row))
        if row[place]
    ]
    best = max(squares, default=None, key=lambda each: each[0])
    said = _("Nothing is sold in this period.")
    if best:
        said = _("Strongest: %(weekday)s in %(month)s, %(value)s.", weekday=best[1], month=filters.month_within(best[2]),
                 value=written(best[0], "percent"))  # fmt: skip
    title = _("%(name)s by weekday and month", name=of_kind(kind)["occupancy"].name)
    return Squares(table=Table("seasons", title, columns, rows), finding=said)
