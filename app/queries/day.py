"""One day of the house: who comes, who goes, who stays, what is free, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.domain.asking import Period
from app.domain.localtime import day_start
from app.domain.policies.base import KINDS
from app.domain.words import PAID_STATES, State
from app.extensions import db
from app.models import Claim, Client, Reservation, Unit
from app.queries.claims import effective_end
from app.queries.hours import Hours, load_hours
from app.queries.nights import NONE, SEASON, Night
from app.queries.periods import stored_period
from app.queries.stretches import CLOSURE, Found, as_taken, find
from app.queries.timeline import UnitLine, load_house
from app.tenancy import current

ALSO = ("version", "expected_time", "note", "due_at", "unit_id", "quantity")
OVERDUE_DAYS = 14
LOOK_AHEAD_DAYS = 31


class Person(NamedTuple):
    """A reservation as a line of the day: who, where, how long."""

    ref: str
    version: int
    state: str
    client: str
    unit: UnitLine
    starts_on: dt.date
    ends_on: dt.date
    people: int
    owed_minor: int
    expected_time: dt.time | None
    holds: bool
    note: str
    due_at: dt.datetime | None

    @property
    def nights(self) -> int:
        """Answer how many nights it takes."""
        return (self.ends_on - self.starts_on).days


class Closed(NamedTuple):
    """A unit that is out of service on the day."""

    unit: UnitLine
    reason: str
    note: str
    ends_on: dt.date


class Free(NamedTuple):
    """A unit that nobody has on the night; `until` is the date of the next stay or closure soon after."""

    unit: UnitLine
    until: dt.date | None
    left: int = 1


@dataclass
class Day:
    """All that a day's panel and sheet show."""

    day: dt.date
    today: dt.date
    night: Night = NONE
    in_house: int = 0
    absent: list[Person] = field(default_factory=list)
    overdue: list[Person] = field(default_factory=list)
    waiting: list[Person] = field(default_factory=list)
    arriving: list[Person] = field(default_factory=list)
    leaving: list[Person] = field(default_factory=list)
    staying: list[Person] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    free: list[Free] = field(default_factory=list)
    holding: dict[str, int] = field(default_factory=dict)
    has_units: bool = True
    has_nights: bool = True
    kinds: list[str] = field(default_factory=list)
    hours: Hours | None = None

    @property
    def is_today(self) -> bool:
        """Tell whether it is today."""
        return self.day == self.today

    @property
    def next_day(self) -> dt.date:
        """Answer the date after it."""
        return self.day + dt.timedelta(days=1)

    @property
    def previous_day(self) -> dt.date:
        """Answer the date before it."""
        return self.day - dt.timedelta(days=1)

    def count(self, *states: str) -> int:
        """Count the units held this night by reservations in some states."""
        return sum(self.holding.get(state, 0) for state in states)


def load_day(day: dt.date, today: dt.date, now: dt.datetime) -> Day:
    """Load a day: the units, what takes them, and when the free ones are taken next."""
    found = Day(day, today)
    every, found.in_house = load_house(now)
    lines = {line.id: line for line in every if not KINDS[line.kind].by_the_hour}
    serving = {line.id: line for line in lines.values() if _serves(line, day)}
    found.has_units, found.has_nights = bool(every), bool(lines) or not every
    found.kinds = list(dict.fromkeys(line.kind for line in every))
    taken = _gather(found, lines, serving, now)
    found.arriving.sort(key=lambda person: (person.expected_time or dt.time.max, person.client))
    closed = {item.unit.id for item in found.closed}
    empty = {key: line for key, line in serving.items() if key not in taken and key not in closed}
    seasons = sum(item.reason == SEASON for item in found.closed)
    found.night = Night(len(serving) - seasons, len(taken), len(empty))
    left: dict[int, int] = {}
    if not all(line.is_plain for line in every):
        found.hours = load_hours(day, today, now)
        found.night, left = found.hours.night, found.hours.left_at_night
        empty = {key: line for key, line in serving.items() if left.get(key)}
    next_on = _list_next(day, now) if empty else {}
    found.free = [
        Free(line, next_on.get(line.id) if line.is_plain else None, left.get(line.id, 1))
        for line in empty.values()
    ]
    return found


def _gather(
    found: Day, lines: dict[int, UnitLine], serving: dict[int, UnitLine], now: dt.datetime
) -> set[int]:
    """Put who and what touches the day where it is shown, and answer the units that are held that night."""
    taken: set[int] = set()
    placed: set[str] = set()
    for leaf_id, quantity, item in _list_around(found, lines, now):
        if isinstance(item, Closed):
            if item.unit.id in serving:
                found.closed.append(item)
            continue
        if item.holds and item.starts_on <= found.day < item.ends_on and leaf_id in serving:
            taken.add(leaf_id)
            found.holding[item.state] = found.holding.get(item.state, 0) + quantity
        if item.ref not in placed:
            placed.add(item.ref)
            _place(found, item)
    return taken


def _list_around(
    found: Day, lines: dict[int, UnitLine], now: dt.datetime
) -> Iterable[tuple[int, int, Person | Closed]]:
    """List who and what touches the day, with the leaf unit; today also who should have left some days ago."""
    first = found.day - dt.timedelta(days=OVERDUE_DAYS) if found.is_today else found.day
    people: dict[tuple[str, int], tuple[int, int, Person]] = {}
    for row in find(first, found.next_day, now, also=ALSO):
        size = len(Found._fields)
        version, expected_time, note, due_at, unit_id, quantity = row[size:]
        taken = as_taken(Found._make(row[:size]))
        if taken is None or taken.unit_id not in lines:
            continue
        unit = lines[taken.unit_id]
        if taken.state == CLOSURE:
            if taken.starts_on <= found.day < taken.ends_on:
                yield unit.id, 1, Closed(unit, taken.reason, taken.note, taken.ends_on)
            continue
        person = Person(
            taken.ref, version, taken.state, taken.client, lines.get(unit_id, unit), taken.starts_on,
            taken.ends_on, taken.people, taken.owed_minor, expected_time, taken.holds, note, due_at,
        )  # fmt: skip
        people[taken.ref, unit.id] = unit.id, quantity, person
    yield from people.values()


def _place(found: Day, person: Person) -> None:
    """Put a reservation where the day shows it; the same person may come and go on one day."""
    day, state = found.day, person.state
    if state == State.ABSENT:
        since = day - dt.timedelta(days=1) if found.is_today else day
        if since <= person.starts_on <= day:
            found.absent.append(person)
    elif state == State.PENDING:
        if person.starts_on == day:
            found.waiting.append(person)
    elif found.is_today and state == State.CONFIRMED and person.starts_on < day <= person.ends_on:
        found.absent.append(person)
    elif person.ends_on < day:
        if state == State.CHECKED_IN:
            found.overdue.append(person)
    elif state in PAID_STATES:
        if person.starts_on == day:
            found.arriving.append(person)
        if person.ends_on == day:
            found.leaving.append(person)
        if person.starts_on < day < person.ends_on:
            found.staying.append(person)


def _list_next(day: dt.date, now: dt.datetime) -> dict[int, dt.date]:
    """Find for each unit the date of its next stay or closure, if it is soon."""
    zone = current().zone
    after, until = day + dt.timedelta(days=1), day + dt.timedelta(days=LOOK_AHEAD_DAYS)
    rows = db.session.execute(
        select(Claim.unit_id, func.min(Claim.starts_at))
        .where(
            Claim.live,
            Claim.starts_at >= day_start(after, zone),
            Claim.starts_at < day_start(until, zone),
            effective_end(now) > Claim.starts_at,
        )
        .group_by(Claim.unit_id)
    )
    return {unit_id: starts_at.astimezone(zone).date() for unit_id, starts_at in rows}


def _serves(line: UnitLine, day: dt.date) -> bool:
    begins, ends = line.in_service_from, line.in_service_until
    return (begins is None or begins <= day) and (ends is None or day < ends)


class Waiting(NamedTuple):
    """A request that waits for a member's yes or no."""

    ref: str
    client: str
    unit: str
    period: Period
    people: int
    total_minor: int
    made_at: dt.datetime


def list_waiting(now: dt.datetime, *, most: int) -> list[Waiting]:
    """List the requests that wait longest."""
    rows = db.session.execute(
        select(
            Reservation.ref,
            Client.name,
            Unit.name,
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period,
            Reservation.adults + Reservation.children + Reservation.infants,
            Reservation.total_minor,
            Reservation.made_at,
        )
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .where(
            Reservation.state == State.PENDING.value,
            or_(Reservation.due_at.is_(None), Reservation.due_at > now),
        )
        .order_by(Reservation.made_at, Reservation.id)
        .limit(most)
    )
    return [
        Waiting(ref, client, unit, stored_period(first_on, last_on, said), *more)
        for ref, client, unit, first_on, last_on, said, *more in rows
    ]
