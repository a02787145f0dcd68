"""What units offer on each date, what of it is out of order, and what is taken: the part of facts without reservations."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, any_

from app.domain.localtime import local_date
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.models import Claim
from app.queries.binds import CHOSEN, window
from app.queries.nights import SEASON
from app.queries.plain import rows_of
from app.queries.policies import rules
from app.queries.tally import NO_CHANNEL, ONE_DAY, Tally
from app.queries.units import UnitRow
from app.queries.usage import MAINTENANCE, Spent, by_unit_and_day, list_seats, spent, weigh
from app.tenancy import current


def count_supply(tally: Tally, now: dt.datetime) -> None:
    """Count what the leaf units offer, what of it is out of order, and what is taken."""
    leaves = {key: unit for key, unit in tally.units.items() if unit.stock is not Stock.COMPOSITE}
    if not leaves:
        return
    values = window(tally.first, tally.last, now, chosen=list(leaves))
    taken = [Spent._make(row) for row in rows_of(_spent(), values).all()]
    by_night = {key for key, unit in leaves.items() if rules(unit.version_id).kind.counts_nights}
    for key in by_night:
        _serve(tally, leaves[key])
    for each in taken:
        if each.unit_id in by_night:
            _spend_nights(tally, leaves[each.unit_id], each)
    timed = {key: unit for key, unit in leaves.items() if key not in by_night}
    if timed:
        seats = list_seats(timed.values(), tally.first, tally.last, now)
        here = by_unit_and_day((each for each in taken if each.unit_id in timed), tally.first, tally.last)
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
    """Ask for the live claims of a window on chosen units; written once a process."""
    return spent().where(Claim.unit_id == any_(CHOSEN))
