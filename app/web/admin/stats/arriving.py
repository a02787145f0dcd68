"""Charts of those who arrive: on which weekday, for how long, and how long before they reserved."""

from __future__ import annotations

from typing import Any

from app.language import gettext as _
from app.language import ngettext
from app.queries.arrivals import LEADS, LONGEST_STAY
from app.web import filters
from app.web.admin.stats.loaded import Loaded
from app.web.admin.stats.week import week
from app.web.charts import Column, Columns, Table


def weekdays(loaded: Loaded) -> Columns:
    counts = dict.fromkeys(range(7), 0)
    for days in loaded.days.values():
        for day, facts in days.items():
            counts[day.weekday()] += facts.standing
    rows = tuple((name, counts[weekday]) for weekday, name in week(filters.weekday_long))
    table = Table(
        "weekdays", _("Arrivals by weekday"), (Column(_("Weekday"), "text"), Column(_("Arrivals"))), rows
    )
    labels = tuple(name for _weekday, name in week(filters.weekday))
    return Columns(
        table=table, finding=most_of(rows, _("Most people arrive on a %(name)s: %(count)s.")), labels=labels
    )


def most_of(rows: tuple[tuple[Any, ...], ...], text: str) -> str:
    best = max(rows, key=lambda row: row[1], default=None)
    if best is None or not best[1]:
        return _("Nobody arrives in this period.")
    return text % {"name": best[0], "count": filters.number(best[1])}


def lengths(loaded: Loaded) -> Columns:
    counts = loaded.arrivals.by_nights
    longest = max([7, *(length for length, count in counts.items() if count)])
    lengths = [length for length in range(longest + 1) if length or counts.get(0)]
    rows = tuple((_nights(length), counts.get(length, 0)) for length in lengths)
    labels = tuple(f"{length}+" if length == LONGEST_STAY else str(length) for length in lengths)
    table = Table("lengths", _("Length of stay"), (Column(_("Nights"), "text"), Column(_("Arrivals"))), rows)
    return Columns(
        table=table, finding=most_of(rows, _("Most stay %(name)s: %(count)s of them.")), labels=labels
    )


def _nights(length: int) -> str:
    if length == LONGEST_STAY:
        return _("%(num)s nights or more", num=length)
    return ngettext("%(num)s night", "%(num)s nights", length)


def leads(loaded: Loaded) -> Columns:
    counts = loaded.arrivals.by_lead
    rows = tuple((_lead(place), counts.get(least, 0)) for place, least in enumerate(LEADS))
    table = Table(
        "leads",
        _("How long before arrival people reserve"),
        (Column(_("Before"), "text"), Column(_("Arrivals"))),
        rows,
    )
    return Columns(
        table=table, finding=most_of(rows, _("Most reserve this long before: %(name)s.")),
        labels=tuple(_lead_short(place) for place in range(len(LEADS))),
    )  # fmt: skip


def _lead(place: int) -> str:
    least = LEADS[place]
    if least == 0:
        return _("the same day")
    if place == len(LEADS) - 1:
        return _("%(least)s days or more", least=least)
    most = LEADS[place + 1] - 1
    if least == most:
        return ngettext("%(num)s day", "%(num)s days", least)
    return _("%(least)s to %(most)s days", least=least, most=most)


def _lead_short(place: int) -> str:
    return f"{LEADS[place]}+" if place == len(LEADS) - 1 else str(LEADS[place])
