"""What units cost a visitor, and which of them are free on some dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app import clock
from app.actions.reservations.vacant import vacant
from app.domain.asking import Ask, Party, Period
from app.domain.lines import LineKind
from app.queries.policies import Rules, rules, today
from app.queries.units import UnitRow, find_unit
from app.tenancy import current

SAMPLES, SAMPLED_EVERY = 28, dt.timedelta(days=13)
LENGTHS_H = (1, 2, 4, 8, 24)


@dataclass(frozen=True)
class FromPrice:
    """The least that a unit of time costs in the coming year, of some that were looked at; `noun` is its name.

    Shapes:  `count` is for how many of them the price is: several where a tier is the least that is sold.
    """

    minor: int
    noun: str
    count: int = 1


def by_the_day(units: Sequence[UnitRow]) -> list[UnitRow]:
    """Answer the units that are asked for by dates alone."""
    by_day = {version: rules(version).kind.asks_whole_days for version in {unit.version_id for unit in units}}
    return [unit for unit in units if by_day[unit.version_id]]


def list_vacant(units: Sequence[UnitRow], period: Period, party: Party) -> list[UnitRow]:
    """Answer which of the units asked for by dates could be had in a period, as a request would be judged."""
    daily = by_the_day(units)
    if not daily or period.ends_on <= period.starts_on:
        return []
    return vacant(daily, asked(daily[0], period, party))


def asked(unit: UnitRow, period: Period, party: Party) -> Ask:
    """Answer what a visitor asks of a unit."""
    return Ask(period=period, party=party, unit=unit.facts, now=clock.now(), zone=current().zone)


def prices_minor(units: Sequence[UnitRow], period: Period, party: Party) -> dict[str, int]:
    """Answer what a period costs in each unit, by its reference and the rules that apply today.

    No price reads which unit it is for: those of one policy cost the same.
    """
    by_version = {unit.version_id: unit for unit in units}
    totals = {version: price_minor(unit, period, party) for version, unit in by_version.items()}
    return {unit.ref: totals[unit.version_id] for unit in units}


def price_minor(unit: UnitRow, period: Period, party: Party) -> int:
    """Answer what a period costs, by the rules that apply today."""
    terms = rules(unit.version_id)
    quote = terms.kind.quote(terms.doc, asked(unit, period, party), currency=current().currency)
    return quote.total_minor


def from_price(unit: UnitRow) -> FromPrice | None:
    """Answer the least that one unit of time costs, None where nothing is offered; looked at once a day."""
    return _from_price(current().id, unit.ref, (unit.version_id, unit.version, today()))


@lru_cache(maxsize=4096)
def _from_price(_tenant: int, ref: str, stands: tuple[int, int, dt.date]) -> FromPrice | None:
    unit, (version_id, _version, day) = find_unit(ref), stands
    if unit is None:
        return None
    terms, first = rules(version_id), day + dt.timedelta(days=1)
    prices = [_least(terms, unit, first + place * SAMPLED_EVERY) for place in range(SAMPLES)]
    return min((price for price in prices if price and price.minor), key=attrgetter("minor"), default=None)


def _least(terms: Rules, unit: UnitRow, day: dt.date) -> FromPrice | None:
    """Answer the price of one unit of time on a day, or of a tier, without what comes on top."""
    period = _shortest(terms, day)
    if period is None:
        return None
    ask = asked(unit, period, Party(1))
    lines = terms.kind.quote(terms.doc, ask, currency=current().currency).lines
    nights = [line for line in lines if line.kind == LineKind.NIGHT]
    whole_minor, noun = sum(line.amount_minor for line in nights), terms.kind.noun(terms.doc)
    tiers: Any = nights[0].facts.get("tiers") if nights else None
    if tiers:
        return FromPrice(whole_minor, noun, sum(tier["units"] * tier["times"] for tier in tiers))
    return FromPrice(whole_minor // (sum(line.quantity for line in nights) or 1), noun)


def _shortest(terms: Rules, day: dt.date) -> Period | None:
    """Answer a short period that can be asked for on a day."""
    kind, doc, zone = terms.kind, terms.doc, current().zone
    if offered := kind.offers(doc, day, zone=zone):
        return offered[0]
    if kind.asks_whole_days:
        return Period(day, day + dt.timedelta(days=1))
    for at in kind.times(doc, day)[:1]:
        begins = dt.datetime.combine(day, at)
        for hours in LENGTHS_H:
            ends = begins + dt.timedelta(hours=hours)
            period = Period(day, ends.date(), at, ends.time())
            if not kind.shape(doc, period, zone=zone):
                return period
    return None
