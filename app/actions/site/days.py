"""When a unit is free, as visitors are told: a month of days with prices, the next departures, the opening hours."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from app import clock
from app.actions.site.vacancy import asked
from app.domain.asking import Party, Period
from app.domain.availability import Room
from app.domain.lines import LineKind
from app.domain.localtime import day_start, next_month
from app.queries.claims import load_calendar
from app.queries.policies import Rules, rules, today
from app.queries.slots import OfferedSlot, list_offered
from app.queries.units import UnitRow
from app.tenancy import current

MONTHS_AHEAD = 18
DEPARTURES_DAYS = 7
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day of a month.

    Shapes:  `price_minor` is what the night that begins then costs, None where it can't be had.
    """

    on: dt.date
    is_free: bool
    price_minor: int | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Month:
    """A month of a unit in weeks that begin on Monday, without those that are over; days of other months are None."""

    first: dt.date
    weeks: list[list[Day | None]]
    before: str
    after: str

    @property
    def key(self) -> str:
        """Answer how an address names it."""
        return f"{self.first:%Y-%m}"

    @property
    def has_free(self) -> bool:
        """Tell whether any of its days can be had."""
        return any(day is not None and day.is_free for week in self.weeks for day in week)


def days_of(unit: UnitRow, asked_month: str) -> Month | None:
    """Answer a month of a unit that is asked for by dates; None for one that is asked for by the hour."""
    terms = rules(unit.version_id)
    if not terms.kind.asks_whole_days or unit.stock.by_departure:
        return None
    now_on = today()
    found = _month_of(unit, terms, _month(asked_month, now_on), now_on)
    if not asked_month and not found.has_free:
        found = _month_of(unit, terms, next_month(found.first), now_on)
    return found


def _month_of(unit: UnitRow, terms: Rules, first: dt.date, now_on: dt.date) -> Month:
    last = next_month(first)
    zone = current().zone
    seen = load_calendar(
        unit.leaves,
        first=day_start(first, zone) - ONE_DAY,
        last=day_start(last, zone) + 2 * ONE_DAY,
        is_named=False,
    )
    room = Room(unit.facts.takes, seen, now=clock.now())
    weeks = [
        [_day(unit, terms, room, day, now_on) if day.month == first.month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        if week[-1] >= now_on
    ]
    this_month, limit = now_on.replace(day=1), now_on.replace(day=1) + dt.timedelta(days=31 * MONTHS_AHEAD)
    before = f"{first - ONE_DAY:%Y-%m}" if first > this_month else ""
    return Month(first, weeks, before, f"{last:%Y-%m}" if last < limit else "")


def _day(unit: UnitRow, terms: Rules, room: Room, day: dt.date, now_on: dt.date) -> Day:
    if day < now_on or not unit.serves(day, day + ONE_DAY):
        return Day(day, is_free=False, is_over=day < now_on)
    kind, doc = terms.kind, terms.doc
    period = Period(day, day + ONE_DAY)
    own = kind.span(doc, period, current().zone)
    if room.left(own, kind.blocked(doc, own)) < 1:
        return Day(day, is_free=False)
    lines = kind.quote(doc, asked(unit, period, Party(1)), currency=current().currency).lines
    price = sum(line.amount_minor for line in lines if line.kind == LineKind.NIGHT)
    return Day(day, is_free=True, price_minor=price)


def _month(text: str, now_on: dt.date) -> dt.date:
    try:
        wanted = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        wanted = now_on.replace(day=1)
    latest = now_on.replace(day=1) + dt.timedelta(days=31 * MONTHS_AHEAD)
    return min(max(wanted, now_on.replace(day=1)), latest.replace(day=1))


def departures_of(unit: UnitRow) -> list[tuple[dt.date, list[OfferedSlot]]]:
    """Answer the departures of the coming week with the seats left, day by day."""
    if not unit.stock.by_departure:
        return []
    now, zone = clock.now(), current().zone
    terms = rules(unit.version_id)
    found = list_offered(unit, terms, first=today(), days=DEPARTURES_DAYS, now=now, zone=zone)
    by_day: dict[dt.date, list[OfferedSlot]] = {}
    for slot in found:
        if slot.span.starts_at > now:
            by_day.setdefault(slot.period.starts_on, []).append(slot)
    return list(by_day.items())


def hours_of(unit: UnitRow) -> list[tuple[dt.date, list[Period]]]:
    """Answer from when until when it can be had on each of the coming days, where it is asked for by the hour."""
    terms = rules(unit.version_id)
    if unit.stock.by_departure or not terms.kind.by_the_hour:
        return []
    zone = current().zone
    days = [today() + place * ONE_DAY for place in range(DEPARTURES_DAYS)]
    return [(day, terms.kind.day_parts(terms.doc, day, zone=zone)) for day in days]
