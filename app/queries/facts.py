"""Derive the facts of units and days from reservations, prices, claims and closures: what `stats_unit_days` keeps.

Source:  semantics.md 10; what each measure is says `app.domain.stats.Facts`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, any_, func, select

from app.domain.localtime import local_date
from app.domain.money import split_largest_remainder
from app.domain.span import Span
from app.domain.stats import Facts, earned
from app.domain.stock import Stock
from app.domain.words import ACTIVE, PAID_STATES, ClaimSource, State
from app.models import Claim, Closure, Reservation, SlotOccurrence
from app.queries.binds import CHOSEN, FIRST, LAST, NOW, apart, window
from app.queries.claims import effective_end, within
from app.queries.earned import Price, prices_of
from app.queries.nights import SEASON
from app.queries.plain import rows_of
from app.queries.policies import Rules, rules
from app.queries.states import effective_state
from app.queries.touching import touching
from app.queries.units import UnitRow, list_units
from app.queries.usage import MAINTENANCE, Spent, by_unit_and_day, list_seats, parts, weigh
from app.tenancy import current

ONE_DAY = dt.timedelta(days=1)
NO_CHANNEL = ""

Key = tuple[int, dt.date, str]
_PLACE = {name: place for place, name in enumerate(Facts._fields)}
_BY_STATE = {
    State.CANCELLED: "cancelled",
    State.ABSENT: "absent",
    State.PENDING: "pending",
    State.EXPIRED: "expired",
}


@dataclass
class Tally:
    """Facts that are being counted, for some units and the dates from `first` to before `last`."""

    units: Mapping[int, UnitRow]
    first: dt.date
    last: dt.date
    counted: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, unit_id: int, day: dt.date, channel: str, **measures: int) -> None:
        """Add to what a unit and a day count, where they are asked for."""
        if unit_id not in self.units or not self.first <= day < self.last:
            return
        row = self.counted.setdefault((unit_id, day, channel), [0] * len(_PLACE))
        for name, count in measures.items():
            row[_PLACE[name]] += count

    def days(self) -> Iterator[dt.date]:
        """Answer the dates."""
        return (self.first + ONE_DAY * place for place in range((self.last - self.first).days))

    def facts(self) -> dict[Key, Facts]:
        """Answer what was counted; what counts nothing is left out."""
        return {key: Facts._make(row) for key, row in self.counted.items() if any(row)}


def derive(
    first: dt.date, last: dt.date, now: dt.datetime, *, unit_ids: Collection[int] | None = None
) -> dict[Key, Facts]:
    """Derive the facts of the dates from `first` to before `last` as they are true at `now`: five queries.

    Shapes:  `unit_ids` None: of all units.
    """
    every = {unit.id: unit for unit in list_units()}
    chosen = every if unit_ids is None else {key: every[key] for key in unit_ids if key in every}
    tally = Tally(chosen, first, last)
    _supply(tally, now)
    takers = None if unit_ids is None else _takers(every.values(), chosen)
    _reservations(tally, every, takers, now)
    return tally.facts()


def _takers(every: Iterable[UnitRow], chosen: Mapping[int, UnitRow]) -> list[int]:
    """Answer the units whose reservations may count for the chosen ones: themselves, and what is made of them."""
    return [unit.id for unit in every if unit.id in chosen or any(leaf.unit_id in chosen for leaf in unit.leaves)]


def _supply(tally: Tally, now: dt.datetime) -> None:
    """Count what the leaf units offer, what of it is out of order, and what is taken."""
    leaves = {key: unit for key, unit in tally.units.items() if unit.stock is not Stock.COMPOSITE}
    if not leaves:
        return
    values = window(tally.first, tally.last, now, chosen=list(leaves))
    spent = [Spent._make(row) for row in rows_of(_spent(), values).all()]
    by_night = {key for key, unit in leaves.items() if rules(unit.version_id).kind.counts_nights}
    for key in by_night:
        _serve(tally, leaves[key])
    for each in spent:
        if each.unit_id in by_night:
            _spend_nights(tally, leaves[each.unit_id], each)
    timed = {key: unit for key, unit in leaves.items() if key not in by_night}
    if timed:
        has_seats = any(unit.stock is Stock.SEATS for unit in timed.values())
        seats = list_seats(tally.first, tally.last) if has_seats else {}
        here = by_unit_and_day((each for each in spent if each.unit_id in timed), tally.first, tally.last)
        for key, unit in timed.items():
            for day in tally.days():
                _weigh_day(tally, unit, here.get(key, {}).get(day, ()), day=day, seats=seats, now=now)


def _serve(tally: Tally, unit: UnitRow) -> None:
    """Count the nights that a unit is in service."""
    for day in tally.days():
        if unit.serves(day, day + ONE_DAY):
            tally.add(unit.id, day, NO_CHANNEL, available=unit.quantity)


def _spend_nights(tally: Tally, unit: UnitRow, each: Spent) -> None:
    """Count the nights of a claim: a night is a local date, so each counts once whatever the clocks do."""
    zone = current().zone
    day, until = local_date(each.starts_at, zone), local_date(each.ends_at, zone)
    day, until = max(day, tally.first), min(until, tally.last)
    while day < until:
        if not unit.serves(day, day + ONE_DAY):
            pass
        elif each.source != ClaimSource.CLOSURE:
            tally.add(unit.id, day, NO_CHANNEL, taken=each.quantity)
        elif each.reason == SEASON:
            tally.add(unit.id, day, NO_CHANNEL, available=-each.quantity)
        elif each.reason == MAINTENANCE:
            tally.add(unit.id, day, NO_CHANNEL, maintenance=each.quantity)
        day += ONE_DAY


def _weigh_day(tally: Tally, unit: UnitRow, here: Any, *, day: dt.date, seats: Any, now: dt.datetime) -> None:
    """Count what a day with hours offers."""
    for each in weigh(rules(unit.version_id), unit, here, day=day, seats=seats, now=now):
        available = max(each.offered - each.season, 0)
        tally.add(
            unit.id, day, NO_CHANNEL, available=available, taken=each.taken,
            maintenance=min(each.maintenance, available),
        )  # fmt: skip


@lru_cache(maxsize=1)
def _spent() -> Select[*tuple[Any, ...]]:
    """Write the query once a process: as `usage` asks, of chosen units."""
    ends_at = effective_end(NOW)
    return (
        select(
            Claim.unit_id, Claim.source, Claim.starts_at, ends_at, Claim.quantity, SlotOccurrence.starts_at,
            func.coalesce(Closure.reason, ""),
        )
        .outerjoin(Closure, and_(Closure.tenant_id == Claim.tenant_id, Closure.id == Claim.closure_id))
        .outerjoin(
            SlotOccurrence,
            and_(SlotOccurrence.tenant_id == Claim.tenant_id, SlotOccurrence.id == Claim.occurrence_id),
        )
        .where(Claim.live, ends_at > Claim.starts_at, within(FIRST, LAST), Claim.unit_id == any_(CHOSEN))
    )  # fmt: skip


def _reservations(
    tally: Tally, every: Mapping[int, UnitRow], takers: list[int] | None, now: dt.datetime
) -> None:
    """Count what is sold, who arrives, and what was made."""
    values = window(tally.first, tally.last, now, chosen=takers)
    rows = rows_of(_stays(tally.first, tally.last, now, is_chosen=takers is not None), values).all()
    prices = prices_of([row.id for row in rows if State(row.state) in PAID_STATES])
    for row in rows:
        unit = every.get(row.unit_id)
        if unit is not None:
            _arrive(tally, row, unit)
            if State(row.state) in PAID_STATES:
                _sell(tally, row, unit, prices.get(row.id))
    zone = current().zone
    for row in rows_of(_made(now, is_chosen=takers is not None), values):
        if row.unit_id in every:
            is_cancelled, is_absent = row.state == State.CANCELLED, row.state == State.ABSENT
            tally.add(
                row.unit_id, local_date(row.made_at, zone), row.channel, made=1,
                made_cancelled=int(is_cancelled), made_absent=int(is_absent),
            )  # fmt: skip


def _stays(first: dt.date, last: dt.date, now: dt.datetime, *, is_chosen: bool) -> Select[*tuple[Any, ...]]:
    """Ask for the reservations that touch the dates; who leaves on the first may have a price of that date."""
    asked = select(
        Reservation.id,
        Reservation.unit_id,
        Reservation.channel,
        effective_state(now).label("state"),
        Reservation.arrives_on,
        Reservation.departs_on,
        Reservation.starts_at,
        Reservation.ends_at,
        Reservation.made_at,
        Reservation.quantity,
    ).where(touching(first - ONE_DAY, last))
    if is_chosen:
        asked = asked.where(Reservation.unit_id == any_(CHOSEN))
    stays = apart("stays", asked)
    return select(stays)


def _made(now: dt.datetime, *, is_chosen: bool) -> Select[*tuple[Any, ...]]:
    """Ask for what was made in the window and became more than a request."""
    state = effective_state(now)
    asked = select(Reservation.unit_id, Reservation.channel, Reservation.made_at, state.label("state")).where(
        Reservation.made_at >= FIRST,
        Reservation.made_at < LAST,
        state.not_in([State.PENDING.value, State.EXPIRED.value]),
    )
    return asked.where(Reservation.unit_id == any_(CHOSEN)) if is_chosen else asked


def _arrive(tally: Tally, row: Any, unit: UnitRow) -> None:
    """Count a reservation on its day of arrival, and an active one on each later day that it is there."""
    state = State(row.state)
    kept = rules(unit.version_id)
    measures = {_BY_STATE[state]: 1} if state in _BY_STATE else {}
    if state in PAID_STATES:
        lead = (row.arrives_on - local_date(row.made_at, current().zone)).days
        measures = {"standing": 1, "stay": _stay(row, kept), "lead_days": max(lead, 0)}
    if state in ACTIVE:
        measures["active"] = 1
        ends_on = row.departs_on if kept.kind.counts_nights else row.departs_on + ONE_DAY
        day = max(row.arrives_on + ONE_DAY, tally.first)
        while day < min(ends_on, tally.last):
            tally.add(unit.id, day, row.channel, inside=1)
            day += ONE_DAY
    tally.add(unit.id, row.arrives_on, row.channel, **measures)


def _stay(row: Any, kept: Rules) -> int:
    """Answer how long a reservation is: in nights, or in minutes."""
    if kept.kind.counts_nights:
        return int((row.departs_on - row.arrives_on).days)
    return int((row.ends_at - row.starts_at) // dt.timedelta(minutes=1))


def _sell(tally: Tally, row: Any, unit: UnitRow, price: Price | None) -> None:
    """Count what a paid reservation takes of each leaf, with the leaf's share of what each date earned."""
    is_paid = price is not None and price.total_minor > 0
    revenue = price.by_date() if price else {}
    taken = dict(_taken(tally, row, unit))
    for day in {*taken, *revenue}:
        counts = taken.get(day) or {unit.id: 0}
        minor = revenue.get(day, 0) if is_paid else 0
        shares = split_largest_remainder(minor, list(counts.values()) if any(counts.values()) else [1])
        for (leaf, count), share in zip(counts.items(), shares, strict=True):
            facts = earned(State(row.state), count, share, is_paid=is_paid)
            tally.add(
                leaf, day, row.channel, sold=facts.sold, complimentary=facts.complimentary,
                revenue_minor=facts.revenue_minor,
            )  # fmt: skip


def _taken(tally: Tally, row: Any, unit: UnitRow) -> Iterator[tuple[dt.date, dict[int, int]]]:
    """Answer for each date how much of each leaf a reservation takes: its own dates count, not what was freed."""
    kept = rules(unit.version_id)
    per = {unit.id: row.quantity}
    if unit.stock is Stock.COMPOSITE:
        per = {leaf.unit_id: leaf.need.per * row.quantity for leaf in unit.leaves}
    if kept.kind.counts_nights:
        day = max(row.arrives_on, tally.first)
        while day < min(row.departs_on, tally.last):
            yield day, per
            day += ONE_DAY
    elif unit.stock is Stock.SEATS:
        yield row.arrives_on, per
    else:
        for day, minutes in _minutes(row, unit, kept):
            yield day, {leaf: minutes * count for leaf, count in per.items()}


def _minutes(row: Any, unit: UnitRow, kept: Rules) -> Iterator[tuple[dt.date, int]]:
    """Answer how much of the opening hours of each date a rental takes."""
    own = Span(row.starts_at, row.ends_at)
    day = row.arrives_on - ONE_DAY
    while day <= row.departs_on:
        shared = (own.intersection(part.span) for part in parts(unit, day))
        if minutes := sum(kept.kind.measure(kept.doc, each) for each in shared if each):
            yield day, minutes
        day += ONE_DAY
