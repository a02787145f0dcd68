"""A day of what has hours: departures with their people, hand-outs and returns, what is out and what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.domain.asking import Period
from app.domain.availability import Calendar, Room
from app.domain.localtime import day_start, local_time
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import PAID_STATES, State
from app.queries.claims import load_calendar
from app.queries.held import Held, list_held
from app.queries.nights import NONE, Night
from app.queries.policies import rules
from app.queries.units import UnitRow, list_units
from app.queries.usage import ONE_DAY, count_usage, list_seats, parts, total_of
from app.tenancy import current

OVERDUE_DAYS = 14
A_MOMENT = dt.timedelta(minutes=1)


class Guest(NamedTuple):
    """A reservation as a line of such a day."""

    held: Held
    unit: UnitRow


@dataclass(frozen=True)
class Departure:
    """A slot of the day: how many seats it has and has left, and who comes; `is_offered` False: only who is left."""

    unit: UnitRow
    at: dt.time
    left: int
    total: int
    guests: list[Guest]
    is_offered: bool = True

    @property
    def sold(self) -> int:
        """Answer how many are sold."""
        return sum(guest.held.quantity for guest in self.guests if guest.held.holds)


class Level(NamedTuple):
    """How many of a unit are out and left: now where the day is today, else all through it."""

    unit: UnitRow
    out: int
    left: int
    total: int
    period: Period | None


@dataclass
class Hours:
    """What a day's panel and sheet show of units that have hours; `left` of each unit by the night."""

    departures: list[Departure] = field(default_factory=list)
    overdue: list[Guest] = field(default_factory=list)
    waiting: list[Guest] = field(default_factory=list)
    going_out: list[Guest] = field(default_factory=list)
    coming_back: list[Guest] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    has_rentals: bool = False
    night: Night = NONE
    left_at_night: dict[int, int] = field(default_factory=dict)


def load_hours(day: dt.date, today: dt.date, now: dt.datetime) -> Hours:
    """Load a day of the units that have hours, and what is left of the others that night."""
    zone, units, found = current().zone, list_units(), Hours()
    first = day - dt.timedelta(days=OVERDUE_DAYS) if day == today else day
    held = list_held(first, day + ONE_DAY, now)
    begins, ends = day_start(day, zone), day_start(day + ONE_DAY + ONE_DAY, zone)
    calendar = load_calendar(None, first=begins, last=ends)
    calendar = replace(calendar, seats=list_seats(units, day, day + ONE_DAY, now))
    guests = _guests(held, units)
    for unit in units:
        if not unit.serves(day, day + ONE_DAY):
            continue
        kept = rules(unit.version_id)
        room = Room(unit.facts.takes, calendar, now=now)
        mine = [guest for guest in guests if guest.unit.id == unit.id]
        if not kept.kind.by_the_hour:
            found.left_at_night[unit.id] = _left_at_night(unit, room, day)
        elif kept.kind.offers(kept.doc, day, zone=zone) or unit.stock is Stock.SEATS:
            found.departures += _departures(unit, room, mine, day=day, calendar=calendar)
        else:
            found.has_rentals = True
            _rent(found, mine, day=day, now=now if day == today else None)
            found.levels.append(_level(unit, room, mine, day=day, now=now if day == today else None))
    found.departures.sort(key=lambda each: (each.at, each.unit.name))
    found.overdue.sort(key=_back)
    found.coming_back.sort(key=_back)
    found.night = _night(units, [each for each in held if each.holds], calendar, day)
    return found


def _back(guest: Guest) -> tuple[dt.datetime, str]:
    return guest.held.own_ends_at or guest.held.ends_at, guest.held.client


def _night(units: Sequence[UnitRow], held: Iterable[Held], calendar: Calendar, day: dt.date) -> Night:
    by_night = [unit for unit in units if not rules(unit.version_id).kind.by_the_hour]
    used = count_usage(by_night, held, calendar.seats, first=day, last=day + ONE_DAY)
    nights = [counted[day] for counted in used.values()]
    return nights[0] if nights else NONE


def _guests(held: Iterable[Held], units: Iterable[UnitRow]) -> list[Guest]:
    """Answer each reservation once, with the unit that was reserved."""
    by_id = {unit.id: unit for unit in units}
    found: dict[str, Guest] = {}
    for each in held:
        if each.state and each.owner_unit_id in by_id:
            found.setdefault(each.ref, Guest(each, by_id[each.owner_unit_id]))
    return list(found.values())


def _left_at_night(unit: UnitRow, room: Room, day: dt.date) -> int:
    spans = [part.span for part in parts(unit, day)]
    return min((room.left(span, None) for span in spans), default=0)


def _departures(
    unit: UnitRow, room: Room, guests: Sequence[Guest], *, day: dt.date, calendar: Calendar
) -> list[Departure]:
    """Answer the slots that are offered, and those that no more are but have people."""
    zone, kept = current().zone, rules(unit.version_id)
    coming: dict[dt.datetime, list[Guest]] = {}
    for guest in guests:
        starts_at = guest.held.own_starts_at
        if starts_at is not None and starts_at.astimezone(zone).date() == day:
            coming.setdefault(starts_at.astimezone(dt.UTC), []).append(guest)
    found = []
    for part in parts(unit, day):
        span = part.span
        left = room.left(span, kept.kind.blocked(kept.doc, span), seats=part.seats)
        total = total_of(unit, part, calendar.seats)
        here = coming.pop(span.starts_at, [])
        found.append(Departure(unit, local_time(span.starts_at, zone), min(left, total), total, here))
    for starts_at, here in coming.items():
        found.append(Departure(unit, local_time(starts_at, zone), 0, 0, here, is_offered=False))
    return found


def _rent(found: Hours, guests: Iterable[Guest], *, day: dt.date, now: dt.datetime | None) -> None:
    """Put what is handed out where the day shows it; `now` where the day is today."""
    zone = current().zone
    for guest in guests:
        held = guest.held
        starts_at, ends_at = held.own_starts_at, held.own_ends_at
        if starts_at is None or ends_at is None:
            continue
        goes, comes = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
        if now is not None and held.state == State.CHECKED_IN and ends_at <= now:
            found.overdue.append(guest)
        elif held.state == State.PENDING and goes == day:
            found.waiting.append(guest)
        elif held.state in PAID_STATES or held.state == State.ABSENT:
            if goes == day:
                found.going_out.append(guest)
            if comes == day and held.state in PAID_STATES:
                found.coming_back.append(guest)


def _level(
    unit: UnitRow, room: Room, guests: Sequence[Guest], *, day: dt.date, now: dt.datetime | None
) -> Level:
    """Answer how many are out, and how many can still be had: from now to closing, or all through the day."""
    zone, kept = current().zone, rules(unit.version_id)
    out = sum(guest.held.quantity for guest in guests if guest.held.state == State.CHECKED_IN)
    spans = [part.span for part in parts(unit, day)]
    if not spans:
        return Level(unit, out, 0, unit.quantity, None)
    if now is None:
        left = min(room.left(span, kept.kind.blocked(kept.doc, span)) for span in spans)
        return Level(unit, out, left, unit.quantity, parts(unit, day)[0].period)
    here = next((span for span in spans if span.starts_at <= now < span.ends_at), None)
    if here is None:
        return Level(unit, out, 0, unit.quantity, None)
    left = room.left(Span(now, now + A_MOMENT), None)
    overdue = sum(
        guest.held.quantity
        for guest in guests
        if guest.held.state == State.CHECKED_IN and guest.held.own_ends_at and guest.held.own_ends_at <= now
    )
    ends = here.ends_at.astimezone(zone)
    return Level(
        unit, out, max(left - overdue, 0), unit.quantity, Period(day, ends.date(), None, ends.time())
    )


def late_by(guest: Guest, now: dt.datetime) -> dt.timedelta:
    """Answer for how long something should have been back."""
    return now - (guest.held.own_ends_at or now)
