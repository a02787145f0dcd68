"""What goes out by the hour and who rides along: never more at once than there are."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.cli.seed.business import Business, Outing, UnitPlan
from app.cli.seed.stays import Stay
from app.domain.stock import Part, Stock, leaves

PAST_DAYS, FUTURE_DAYS = 240, 60
GAP = dt.timedelta(hours=1)


@dataclass
class _Shelf:
    """How many of each leaf unit are out, by the hour of the wall clock."""

    units: dict[str, UnitPlan]
    out: dict[tuple[str, dt.datetime], int] = field(default_factory=dict)

    def take(self, unit: UnitPlan, begins: dt.datetime, ends: dt.datetime, count: int) -> bool:
        """Take so many, turnaround included, or nothing."""
        parts = {name: [Part(*pair) for pair in plan.parts.items()] for name, plan in self.units.items()}
        wanted = {name: each * count for name, each in leaves(unit.name, parts).items()}
        at, hours = begins.replace(minute=0), []
        while at < ends + GAP:
            hours.append(at)
            at += dt.timedelta(hours=1)
        for name, many in wanted.items():
            if any(self.out.get((name, hour), 0) + many > self.units[name].quantity for hour in hours):
                return False
        for name, many in wanted.items():
            for hour in hours:
                self.out[name, hour] = self.out.get((name, hour), 0) + many
        return True


def outings(business: Business, today: dt.date, dice: random.Random) -> Iterator[Stay]:
    """Yield what goes out around a day; the same for the same day."""
    units = {unit.name: unit for unit in business.units}
    shelf = _Shelf(units)
    boats: dict[tuple[str, dt.date], str] = {}
    for ahead in range(-PAST_DAYS, FUTURE_DAYS):
        day = today + dt.timedelta(days=ahead)
        busy = business.demand[day.month - 1] * (1 if ahead < 0 else max(0.3, 1 - ahead / FUTURE_DAYS))
        for outing in business.outings:
            unit = units[outing.unit]
            if unit.stock is Stock.SEATS:
                yield from _departures(unit, outing, day, boats, busy=busy, dice=dice)
            else:
                yield from _rentals(unit, outing, day, shelf, today=today, busy=busy, dice=dice)


def _departures(
    unit: UnitPlan,
    outing: Outing,
    day: dt.date,
    boats: dict[tuple[str, dt.date], str],
    *,
    busy: float,
    dice: random.Random,
) -> Iterator[Stay]:
    """Fill the seats of a day's departures; one boat makes one tour a day."""
    if day.toordinal() % outing.step_days or day.weekday() not in outing.weekdays:
        return
    if unit.asset and boats.setdefault((unit.asset, day), unit.name) != unit.name:
        return
    for start in outing.times:
        left = unit.quantity
        while left and dice.random() < outing.ratio * busy + 0.35:
            people = min(left, _chosen(outing.parties, dice))
            left -= people
            yield Stay(unit, day, day, people, _fate(dice), starts_time=dt.time.fromisoformat(start))


def _rentals(
    unit: UnitPlan,
    outing: Outing,
    day: dt.date,
    shelf: _Shelf,
    *,
    today: dt.date,
    busy: float,
    dice: random.Random,
) -> Iterator[Stay]:
    for start in outing.times:
        count = max(1, round(unit.quantity * outing.ratio * busy / len(outing.times)))
        for _ in range(count):
            if dice.random() > busy + 0.1:
                continue
            begins = dt.datetime.combine(day, dt.time.fromisoformat(start))
            ends = begins + dt.timedelta(hours=_chosen(outing.hours, dice))
            people = _chosen(outing.parties, dice)
            many = min(unit.quantity, -(-people // unit.capacity)) if unit.stock is Stock.POOL else 1
            if not shelf.take(unit, begins, ends, many):
                continue
            fate = "overdue" if ends.date() == today and dice.random() < 0.2 else _fate(dice)
            yield Stay(
                unit, begins.date(), ends.date(), people, fate,
                starts_time=begins.time(), ends_time=ends.time(), quantity=many,
            )  # fmt: skip


def _chosen(weights: Mapping[int, int], dice: random.Random) -> int:
    return dice.choices(list(weights), weights=list(weights.values()))[0]


def _fate(dice: random.Random) -> str:
    return dice.choices(("stay", "cancelled", "absent"), weights=(93, 5, 2))[0]
