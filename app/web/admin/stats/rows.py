"""What a figure counts: the reservations, or the units, each with what it adds."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from app.domain.permissions import Permission
from app.domain.stats import Facts, total
from app.language import gettext as _
from app.queries.stats_rows import COUNTS, list_counted
from app.sentences.figures import of_kind, of_reservations, written
from app.sentences.measures import measure_of
from app.web.admin.stats.blueprint import pages
from app.web.admin.stats.loaded import Loaded, load, options
from app.web.fragments import respond
from app.web.guard import allow
from app.web.places import read_place, write_place

PAGE = 100
OF_UNITS = ("available", "maintenance")
OF_ONE_KIND = (
    *OF_UNITS,
    "sold",
    "complimentary",
    "reserved",
    "stay",
)  # nights, seats and minutes are never summed


@pages.get("/counted/<measure>")
@allow(Permission.SEE_STATS)
def counted(measure: str) -> Response:
    """Show the rows that a figure counts."""
    if measure not in COUNTS and measure not in OF_UNITS:
        abort(404)
    loaded = load()
    kind = request.args.get("kind", "")
    if kind not in loaded.kinds:
        kind = loaded.kinds[0] if measure in OF_ONE_KIND and loaded.kinds else ""
    facts = loaded.now_by_kind.get(kind, Facts()) if kind else loaded.in_all
    context: dict[str, Any] = {
        "loaded": loaded, "period": loaded.period, "measure": measure, "back": loaded.link(),
        "named": _named(measure, kind), "whole": _written(getattr(facts, measure), measure, kind),
        "about": _about(loaded), "rows": [], "older": "", "first": "", "units": [], "basis": "",
    }  # fmt: skip
    if measure in OF_UNITS:
        context["units"] = _units(loaded, measure, kind)
    else:
        context |= _reservations(loaded, measure, kind)
    return respond("admin/stats/counted.html", "admin/stats/_counted.html", **context)


def _reservations(loaded: Loaded, measure: str, kind: str) -> dict[str, Any]:
    of_kind_only = {
        key: unit for key, unit in loaded.sums.units.items() if not kind or key in loaded.sums.of_kind(kind)
    }
    found, goes_on = list_counted(
        measure, loaded.period.first, loaded.period.last, loaded.now, units=of_kind_only, choice=loaded.choice,
        after=read_place(request.args.get("after", "")), most=PAGE,
    )  # fmt: skip
    address = url_for("stats.counted", measure=measure, kind=kind or None, **loaded.query())
    return {
        "rows": [(row, _written(row.adds, measure, kind)) for row in found],
        "basis": COUNTS[measure][0],
        "older": f"{address}&after={write_place(goes_on)}" if goes_on else "",
        "first": address if request.args.get("after") else "",
    }


def _units(loaded: Loaded, measure: str, kind: str) -> list[tuple[str, str, str]]:
    """Answer the units with what each adds: name, address, amount."""
    by_kind = {kind: loaded.units.get(kind, {})} if kind else loaded.units
    facts = {key: total([facts]) for found in by_kind.values() for key, facts in found.items()}
    units = loaded.sums.units
    return [
        (units[key].name, url_for("units.show", ref=units[key].ref), _written(getattr(each, measure), measure, kind))
        for key, each in sorted(facts.items(), key=lambda row: units[row[0]].name) if getattr(each, measure)
    ]  # fmt: skip


def _about(loaded: Loaded) -> str:
    """Say of which period, and of which unit, type or channel alone."""
    said = [loaded.period.name]
    for name, values in options(loaded).items():
        said += [text for value, text in values if value == loaded.asked.get(name)]
    return ", ".join(said)


def _named(measure: str, kind: str) -> str:
    """Say what the rows add up to."""
    words = {
        "lead_days": _("Days from making to arrival"),
        "stay": _("Length of the stays"),
        "standing": _("Arrivals"),
        "made_cancelled": _("Made in the period and cancelled"),
        "made_absent": _("Made in the period and absent"),
        "sold": _("Sold"),
    }
    if measure in words:
        return words[measure]
    figures = {**of_reservations(), **of_kind(kind)}
    named = {figure.rows: str(figure.name) for figure in reversed(figures.values())}
    plain = {
        "available": _("Available"),
        "maintenance": _("Out of order"),
        "complimentary": _("Complimentary"),
    }
    return named.get(measure) or plain[measure]


def _written(amount: int, measure: str, kind: str) -> str:
    if measure == "revenue_minor":
        return written(amount, "price")
    is_time = (
        measure in {"sold", "complimentary", "reserved", "stay", *OF_UNITS} and measure_of(kind).each == 60
    )
    return written(amount, "minutes" if is_time else "number")
