"""Charts of who is first: units, types, channels and countries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.stats import Facts, total
from app.language import gettext as _
from app.language import ngettext
from app.sentences.figures import of_kind
from app.sentences.measures import measure_of
from app.web import filters
from app.web.admin.stats.arriving import most_of
from app.web.admin.stats.loaded import LONGEST_CHANNEL, NO_CHANNEL, Loaded, amount
from app.web.charts import Bars, Column, Table
from app.web.charts.bars import on_page

TOP = 10


def by_unit(loaded: Loaded, kind: str) -> Iterator[Bars]:
    """Draw which units sold and which earned most."""
    units, figures, each = loaded.sums.units, of_kind(kind), measure_of(kind).each
    found = loaded.ranked.get(kind, {})
    parts = {
        key: facts for key, facts in found.items() if facts.available or facts.reserved or facts.revenue_minor
    }
    if len(parts) < 2:
        return
    link = loaded.links(None, "unit", "type")
    for key, title, column, value in (
        ("nights", figures["reserved"].name, Column(str(figures["reserved"].name), "number" if each == 1 else "decimal"),
         lambda facts: amount(facts.reserved, each)),
        ("money", _("Revenue"), Column(_("Revenue"), "money"), lambda facts: facts.revenue_minor),
    ):  # fmt: skip
        ranked = sorted(parts.items(), key=lambda row: (-value(row[1]), units[row[0]].name))
        rows = tuple((units[unit_id].name, value(facts), facts.occupancy_ratio) for unit_id, facts in ranked)
        name = str(figures["occupancy"].name)
        columns = (Column(_("Unit"), "text"), column, Column(name, "percent"))
        yield Bars(
            table=Table(f"units-{key}-{kind}", _("%(what)s by unit", what=title), columns, rows), most=TOP,
            finding=_leads_with(rows, column), rest=_other_units,
            links=tuple(link(units[unit_id].ref, "") for unit_id, _facts in ranked[:on_page(len(ranked))]),
        )  # fmt: skip


def _other_units(left: int) -> str:
    return ngettext("The other unit", "The other %(num)s units", left)


def _other_countries(left: int) -> str:
    return ngettext("The other country", "The other %(num)s countries", left)


def _leads_with(rows: tuple[tuple[Any, ...], ...], column: Column) -> str:
    if not rows or not rows[0][1]:
        return _("Nothing is sold in this period.")
    shown = Table("x", "", (Column("", "text"), column), (rows[0][:2],)).shown_rows[0]
    return _("%(name)s leads with %(value)s.", name=shown[0], value=shown[1])


def types(loaded: Loaded) -> Bars:
    names = {unit.type_id: (unit.type_name, unit.type_ref) for unit in loaded.sums.units.values()}
    found: dict[int, list[Facts]] = {}
    for by_type in loaded.types.values():
        for key, facts in by_type.items():
            found.setdefault(key, []).append(facts)
    ranked = sorted(
        ((key, total(facts)) for key, facts in found.items() if key in names),
        key=lambda row: -row[1].revenue_minor,
    )
    rows = tuple((names[key][0], facts.revenue_minor, facts.standing) for key, facts in ranked)
    columns = (Column(_("Type"), "text"), Column(_("Revenue"), "money"), Column(_("Arrivals")))
    return Bars(
        table=Table("types", _("Revenue by type"), columns, rows), finding=_leads_with(rows, columns[1]),
        links=tuple(loaded.link(type=names[key][1], unit="") for key, _facts in ranked), most=TOP,
    )  # fmt: skip


def channels(loaded: Loaded) -> Bars:
    found: dict[str, list[Facts]] = {}
    for by_channel in loaded.channels.values():
        for name, facts in by_channel.items():
            found.setdefault(name, []).append(facts)
    counted = [(name, total(each)) for name, each in found.items()]
    ranked = sorted(
        (row for row in counted if row[1].standing or row[1].revenue_minor),
        key=lambda row: -row[1].revenue_minor,
    )
    rows = tuple(
        (name or _("Not said"), facts.revenue_minor, facts.standing, facts.cancellation_ratio)
        for name, facts in ranked
    )
    columns = (
        Column(_("Channel"), "text"),
        Column(_("Revenue"), "money"),
        Column(_("Arrivals")),
        Column(_("Cancelled"), "percent"),
    )
    return Bars(
        table=Table("channels", _("Revenue by channel"), columns, rows), finding=_leads_with(rows, columns[1]), most=TOP,
        links=tuple(
            loaded.link(channel=name or NO_CHANNEL) if len(name) <= LONGEST_CHANNEL else "" for name, _facts in ranked
        ),
    )  # fmt: skip


def countries(loaded: Loaded) -> Bars:
    counts = loaded.arrivals.by_country
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    rows = tuple((filters.country(code) if code else _("Not said"), count) for code, count in ranked)
    columns = (Column(_("Country"), "text"), Column(_("Arrivals")))
    known = tuple(row for row, (code, _count) in zip(rows, ranked, strict=True) if code)
    said = (
        most_of(known, _("Most come from %(name)s: %(count)s."))
        if known
        else _("Nobody's country is known yet.")
    )
    return Bars(
        table=Table("countries", _("Where clients come from"), columns, rows), finding=said, most=TOP,
        rest=_other_countries,
    )  # fmt: skip
