"""Statistics: the five figures of a month beside those of a year before, each with its definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from app import clock
from app.domain.permissions import Permission
from app.language import gettext as _
from app.language import ngettext
from app.queries.nights import Night
from app.queries.policies import rules
from app.queries.stats import Month, load_period
from app.queries.units import list_units
from app.queries.usage import list_timed_use
from app.sentences.measures import measure_of, use_of
from app.web import filters
from app.web.dates import asked_month, month_later, today
from app.web.fragments import respond
from app.web.guard import allow

pages = Blueprint("stats", __name__, url_prefix="/admin/stats")

A_YEAR = 12
PLOT_LEFT, PLOT_TOP, PLOT_HEIGHT, PLOT_WIDTH = 40, 10, 200, 720


@dataclass(frozen=True)
class Figure:
    """A figure with its difference from a year before, in words."""

    name: str
    value: str
    unit: str
    change: str
    is_up: bool
    good: str
    definition: str


@dataclass(frozen=True)
class Bar:
    """A night of the chart."""

    on: dt.date
    night: Night
    before: int
    kind: str
    x: float
    width: float
    earned_minor: int


@pages.get("")
@allow(Permission.SEE_STATS)
def show() -> Response:
    """Show a month's figures."""
    day, now = today(), clock.now()
    first = asked_month("month") or day.replace(day=1)
    a_year_ago = now.replace(year=now.year - 1, day=min(now.day, 28))
    here = load_period(first, month_later(first), now)
    before = load_period(month_later(first, -A_YEAR), month_later(first, 1 - A_YEAR), now, as_of=a_year_ago)
    bars = _bars(here, before, day)
    has_nights = any(rules(unit.version_id).kind.counts_nights for unit in list_units())
    return respond(
        "admin/stats/show.html",
        "admin/stats/_figures.html",
        here=here,
        before=before,
        month=first,
        last_day=here.last - dt.timedelta(days=1),
        has_nights=has_nights,
        figures=_figures(here, before) if has_nights else _plain_figures(here, before),
        further=_further(here),
        used=_used(first, now),
        bars=bars,
        line=" ".join(f"{bar.x + bar.width / 2:.1f},{_y(bar.before):.1f}" for bar in bars),
        finding=_finding(bars),
        link=_link(),
        earlier=month_later(first, -1),
        later=month_later(first),
    )


def _link() -> Callable[[dt.date | None], str]:
    """Answer how an address of this page is written."""

    def link(month: dt.date | None) -> str:
        return url_for("stats.show", month=f"{month:%Y-%m}" if month else None)

    return link


def _figures(here: Month, before: Month) -> list[Figure]:
    """Answer the five figures, with their differences from a year before."""
    now, then = here.figures, before.figures
    active, cancelled, earned = _plain_figures(here, before)
    nights = _counted(
        _("Nights reserved"), now.reserved_count, then.reserved_count, good_up=True,
        definition=_("Nights of confirmed, present and finished stays, complimentary ones included."),
    )  # fmt: skip
    return [_occupancy(here, before), active, cancelled, nights, earned]


def _plain_figures(here: Month, before: Month) -> list[Figure]:
    """Answer the figures that need no nights: reservations, cancellations and revenue."""
    earned = here.figures.revenue_minor + here.timed_minor
    more = earned - before.figures.revenue_minor - before.timed_minor
    return [
        _counted(
            _("Active reservations"), here.active_count, before.active_count, good_up=True,
            definition=_("Reservations confirmed or in house now that touch the month; a year ago, those that were so then."),
        ),
        _counted(
            _("Cancelled reservations"), here.cancelled_count, before.cancelled_count, good_up=False,
            definition=_("Reservations cancelled so far that would have arrived in the month."),
        ),
        Figure(
            _("Estimated revenue"), filters.money_whole(earned), "", filters.money_whole(abs(more)) if more else "",
            more > 0, _good(more),
            _("The price of what is reserved after discounts, what is to come included; without taxes, fees and extras."),
        ),
    ]  # fmt: skip


def _occupancy(here: Month, before: Month) -> Figure:
    """Answer sold over available, with the difference in points."""
    now, then = here.figures.occupancy_ratio, before.figures.occupancy_ratio
    points = 0 if now is None or then is None else round(100 * now) - round(100 * then)
    return Figure(
        name=_("Occupancy"),
        value="–" if now is None else f"{round(100 * now)}",
        unit="" if now is None else "%",
        change=ngettext("%(num)s point", "%(num)s points", abs(points)) if points else "",
        is_up=points > 0,
        good=_good(points),
        definition=_("Nights sold, of the nights that units were in service and not closed for the season."),
    )


def _counted(name: str, now: int, then: int, *, good_up: bool, definition: str) -> Figure:
    """Answer a number, with the difference from the one before."""
    change = now - then
    return Figure(
        name, filters.number(now), "", filters.number(abs(change)) if change else "", change > 0,
        _good(change if good_up else -change), definition,
    )  # fmt: skip


def _good(change: int) -> str:
    return "yes" if change > 0 else "no" if change < 0 else ""


def _further(here: Month) -> list[tuple[str, str, str]]:
    """Answer what follows from the figures: name, value, definition."""
    counted = here.figures
    adr, revpar = counted.adr_minor, counted.revpar_minor
    return [
        (_("Average price of a night (ADR)"), "–" if adr is None else filters.money(adr),
         _("Estimated revenue, divided by the nights sold.")),
        (_("Revenue of an available night (RevPAR)"), "–" if revpar is None else filters.money(revpar),
         _("Estimated revenue, divided by the nights available.")),
        (_("Nights sold"), filters.number(counted.sold_count),
         _("Nights of confirmed, present and finished stays with a price above zero.")),
        (_("Complimentary nights"), filters.number(counted.complimentary_count),
         _("Nights of such stays at a price of zero.")),
        (_("Nights available"), filters.number(counted.available_count),
         _("Nights of units in service; closed for the season is left out, other closures stay in.")),
    ]  # fmt: skip


def _used(first: dt.date, now: dt.datetime) -> list[tuple[str, str, str]]:
    """Answer how much is taken of what each kind offers whose days have hours: name, value, definition."""
    found = []
    for kind, counted in list_timed_use(first, month_later(first), now).items():
        measure = measure_of(kind)
        value = f"{counted.percent} %, {use_of(measure, counted)}" if counted.available_count else "–"
        found.append((str(measure.name), value, str(measure.meaning)))
    return found


def _bars(here: Month, before: Month, day: dt.date) -> list[Bar]:
    """Answer the nights of the chart, placed."""
    step = PLOT_WIDTH / len(here.nights)
    bars = []
    for place, (on, night) in enumerate(here.nights.items()):
        back = before.nights.get(_a_year_before(on))
        kind = " now" if on == day else " fut" if on > day else ""
        x = PLOT_LEFT + 4 + place * step
        earned = here.revenue.get(on, 0)
        bars.append(
            Bar(on, night, back.percent if back else 0, kind, round(x, 1), round(step * 0.72, 1), earned)
        )
    return bars


def _a_year_before(on: dt.date) -> dt.date:
    return on.replace(year=on.year - 1, day=min(on.day, 28) if on.month == 2 else on.day)


def _y(percent: int) -> float:
    """Answer the height of a share on the chart."""
    return PLOT_TOP + PLOT_HEIGHT - percent * PLOT_HEIGHT / 100


def _finding(bars: list[Bar]) -> str:
    """Say in a sentence what the chart shows."""
    best = max(bars, key=lambda bar: bar.night.percent)
    if not best.night.percent:
        return str(_("No unit is taken this month."))
    day, percent = filters.day_short(best.on), best.night.percent
    return str(_("Highest on %(day)s at %(percent)s%%.", day=day, percent=percent))
