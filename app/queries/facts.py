"""Derive the facts of units and days from reservations, prices, claims and closures: what `stats_unit_days` keeps.

Source:  semantics.md 10; what each measure is says `app.domain.stats.Facts`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, any_, select

from app.domain.localtime import local_date
from app.domain.money import split_largest_remainder
from app.domain.span import Span
from app.domain.stats import NOTHING, Facts, earned, total
from app.domain.stock import Stock
from app.domain.words import ACTIVE, PAID_STATES, State
from app.models import Reservation
from app.queries.binds import CHOSEN, FIRST, FIRST_ON, LAST, LAST_ON, NOW, window
from app.queries.earned import Price, prices_of
from app.queries.plain import rows_of
from app.queries.policies import Rules, rules
from app.queries.states import effective_state
from app.queries.supply import count_supply
from app.queries.tally import ONE_DAY, Key, Tally
from app.queries.touching import still_there
from app.queries.units import UnitRow
from app.queries.usage import parts
from app.tenancy import current

_BY_STATE = {
    State.CANCELLED: "cancelled",
    State.ABSENT: "absent",
    State.PENDING: "pending",
    State.EXPIRED: "expired",
}


def derive(
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    *,
    units: Iterable[UnitRow],
    unit_ids: Collection[int] | None = None,
) -> dict[Key, Facts]:
    """Derive the facts of the dates from `first` to before `last` as they are true at `now`: four queries.

    Shapes:  `units` are all that there are; `unit_ids` None: of all of them.
    """
    every = {unit.id: unit for unit in units}
    chosen = every if unit_ids is None else {key: every[key] for key in unit_ids if key in every}
    tally = Tally(chosen, first, last)
    count_supply(tally, now)
    _reservations(tally, every, None if unit_ids is None else takers(every.values(), chosen), now)
    return tally.facts()


def takers(every: Iterable[UnitRow], chosen: Collection[int]) -> list[int]:
    """Answer the units whose reservations may count for the chosen ones: themselves, and what is made of them."""
    return [
        unit.id for unit in every if unit.id in chosen or any(leaf.unit_id in chosen for leaf in unit.leaves)
    ]


def _reservations(
    tally: Tally, every: Mapping[int, UnitRow], of_units: list[int] | None, now: dt.datetime
) -> None:
    """Count what is sold, who arrives, and what was made."""
    values = window(tally.first, tally.last, now, chosen=of_units)
    rows = rows_of(_stays(is_chosen=of_units is not None), values).all()
    prices = prices_of([row.id for row in rows if State(row.state) in PAID_STATES])
    for row in rows:
        unit = every.get(row.unit_id)
        if unit is not None:
            _arrive(tally, row, unit)
            if State(row.state) in PAID_STATES:
                _sell(tally, row, unit, prices.get(row.id))
    zone = current().zone
    for row in rows_of(_made(is_chosen=of_units is not None), values).all():
        if row.unit_id in every:
            is_cancelled, is_absent = row.state == State.CANCELLED, row.state == State.ABSENT
            tally.add(
                row.unit_id, local_date(row.made_at, zone), row.channel, made=1,
                made_cancelled=int(is_cancelled), made_absent=int(is_absent),
            )  # fmt: skip


@lru_cache(maxsize=2)
def _stays(*, is_chosen: bool) -> Select[*tuple[Any, ...]]:
    """Ask for the reservations that touch the window; who leaves on its first date may have a price of it."""
    asked = select(
        Reservation.id,
        Reservation.unit_id,
        Reservation.channel,
        effective_state(NOW).label("state"),
        Reservation.arrives_on,
        Reservation.departs_on,
        Reservation.starts_at,
        Reservation.ends_at,
        Reservation.made_at,
        Reservation.quantity,
    ).where(still_there(FIRST_ON), Reservation.arrives_on < LAST_ON)
    if is_chosen:
        asked = asked.where(Reservation.unit_id == any_(CHOSEN))
    return asked


@lru_cache(maxsize=2)
def _made(*, is_chosen: bool) -> Select[*tuple[Any, ...]]:
    """Ask for what was made in the window and became more than a request."""
    state = effective_state(NOW)
    asked = select(Reservation.unit_id, Reservation.channel, Reservation.made_at, state.label("state")).where(
        Reservation.made_at >= FIRST,
        Reservation.made_at < LAST,
        state.not_in([State.PENDING.value, State.EXPIRED.value]),
    )
    return asked.where(Reservation.unit_id == any_(CHOSEN)) if is_chosen else asked


def of_reservation(row: Any, every: Mapping[int, UnitRow], price: Price | None, *, within: Tally) -> Facts:
    """Answer what one reservation counts for within some units and dates, what it came to by making left out.

    Shapes:  `row` has the columns of `_stays`; `within` is empty.
    """
    unit = every.get(row.unit_id)
    if unit is None:
        return NOTHING
    _arrive(within, row, unit)
    if State(row.state) in PAID_STATES:
        _sell(within, row, unit, price)
    counted = within.facts()
    inside = sum(facts.inside for (_unit, day, _channel), facts in counted.items() if day == within.first)
    return total(counted.values())._replace(inside=inside)


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
