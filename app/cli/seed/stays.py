"""Where stays and closures lie: a walk along each unit's calendar, and what always surrounds today."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.cli.seed.business import Business, Scripted, UnitPlan
from app.domain.asking import Period

PAST_DAYS, FUTURE_DAYS = 396, 275
WEEKDAYS = (0.86, 0.84, 0.88, 1.0, 1.22, 1.24, 0.96)
SEED = 20_26
CANCELLED_RATIO, ABSENT_RATIO, CLOSED_RATIO = 0.11, 0.02, 0.006
MOST_PENDING = 5


@dataclass
class Stay:
    """A stay to make: where, when, for how many, and what is to become of it."""

    unit: UnitPlan
    arrives_on: dt.date
    departs_on: dt.date
    people: int
    fate: str = "stay"
    name: str = ""
    expected: str = ""
    children: int = field(default=0)
    starts_time: dt.time | None = None
    ends_time: dt.time | None = None
    quantity: int = 1

    @property
    def period(self) -> Period:
        """Return its period as people say it."""
        return Period(self.arrives_on, self.departs_on, self.starts_time, self.ends_time)


@dataclass(frozen=True)
class Closed:
    """A closure to make."""

    unit: UnitPlan
    starts_on: dt.date
    ends_on: dt.date
    reason: str
    note: str


@dataclass
class Plan:
    """Everything that happens in a business."""

    stays: list[Stay] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)


def plan(business: Business, today: dt.date) -> Plan:
    """Return what happens in a business around a day; the same for the same day."""
    dice = random.Random(f"{SEED} {business.slug}")
    made = Plan()
    if business.outings:
        from app.cli.seed.outings import outings

        made.stays = list(outings(business, today, dice))
        _choose_fates(made, today, dice)
        return made
    for unit in business.units:
        mine = [entry for entry in business.scripted if entry.unit == unit.name]
        for entry in mine:
            _script(made, unit, entry, today)
        busy = sorted((today + _days(entry.first), today + _days(entry.last)) for entry in mine)
        if business.scripted_days:
            first, last = business.scripted_days
            busy = _merged([*busy, (today + _days(first), today + _days(last))])
        _walk(made, business, unit, today=today, busy=busy, dice=dice)
    _choose_fates(made, today, dice)
    made.stays += list(_cancelled(made.stays, business, today, dice))
    return made


def _script(made: Plan, unit: UnitPlan, entry: Scripted, today: dt.date) -> None:
    first, last = today + _days(entry.first), today + _days(entry.last)
    if entry.kind in {"maintenance", "owner", "season", "other"}:
        made.closed.append(Closed(unit, first, last, entry.kind, entry.name))
        return
    made.stays.append(Stay(unit, first, last, entry.people, entry.kind, entry.name, entry.expected))


def _walk(
    made: Plan,
    business: Business,
    unit: UnitPlan,
    *,
    today: dt.date,
    busy: Sequence[tuple[dt.date, dt.date]],
    dice: random.Random,
) -> None:
    """Fill what is free of a unit's calendar, day by day."""
    day, last = today - _days(PAST_DAYS), today + _days(FUTURE_DAYS)
    mean = sum(n * w for n, w in business.lengths.items()) / sum(business.lengths.values())
    while day < last:
        taken = next((end for start, end in busy if start <= day < end), None)
        if taken:
            day = taken
            continue
        until = min([start for start, _ in busy if start > day], default=last)
        if dice.random() < CLOSED_RATIO and day < today + _days(90):
            closed = _closed(business, unit, day, until, dice)
            made.closed.append(closed)
            day = closed.ends_on
            continue
        if dice.random() > _chance(business, day, today, mean):
            day += _days(1)
            continue
        nights = dice.choices(list(business.lengths), weights=list(business.lengths.values()))[0]
        departs_on = min(day + _days(nights), until)
        if (departs_on - day).days >= min(business.lengths):
            made.stays.append(Stay(unit, day, departs_on, _people(unit, dice)))
        day = departs_on


def _chance(business: Business, day: dt.date, today: dt.date, mean: float) -> float:
    """Return how likely a stay begins on a free day, so that the month's occupancy comes about."""
    occupancy = business.demand[day.month - 1] * WEEKDAYS[day.weekday()]
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2):
        occupancy += 0.25
    ahead = (day - today).days
    if ahead > 0:
        occupancy *= max(0.14, math.exp(-ahead / 120))
    occupancy = min(occupancy, 0.97)
    return 1 / (1 + mean * (1 - occupancy) / occupancy)


def _closed(business: Business, unit: UnitPlan, day: dt.date, until: dt.date, dice: random.Random) -> Closed:
    reason = dice.choices(list(business.closure_notes), weights=[4, 1][: len(business.closure_notes)])[0]
    ends_on = min(day + _days(dice.choice((1, 1, 2, 3, 4))), until)
    return Closed(unit, day, ends_on, reason, dice.choice(business.closure_notes[reason]))


def _people(unit: UnitPlan, dice: random.Random) -> int:
    return max(
        1, min(unit.capacity, round(dice.triangular(1, unit.capacity + 0.5, min(2, unit.capacity) + 0.4)))
    )


def _choose_fates(made: Plan, today: dt.date, dice: random.Random) -> None:
    """Say who did not come and who still waits for an answer; the rest follows from the date."""
    for stay in made.stays:
        if not stay.name and stay.arrives_on < today - _days(1) and dice.random() < ABSENT_RATIO:
            stay.fate = "absent"
    scripted = {stay.fate for stay in made.stays if stay.name}
    if "absent" not in scripted:
        for stay in [stay for stay in made.stays if stay.arrives_on == today - _days(1)][:1]:
            stay.fate = "absent"
    if "pending" not in scripted:
        soon = [stay for stay in made.stays if 1 < (stay.arrives_on - today).days < 45]
        for stay in dice.sample(soon, min(MOST_PENDING, len(soon))):
            stay.fate = "pending"


def _cancelled(
    stays: Sequence[Stay], business: Business, today: dt.date, dice: random.Random
) -> Iterator[Stay]:
    """Yield reservations that were given up; they take nobody's place."""
    last = today + _days(60)
    span = (last - (today - _days(PAST_DAYS))).days
    for _ in range(int(len(stays) * CANCELLED_RATIO)):
        unit = dice.choice(business.units)
        arrives_on = last - _days(dice.randrange(span))
        nights = dice.choices(list(business.lengths), weights=list(business.lengths.values()))[0]
        fate = "expired" if dice.random() < 0.1 else "cancelled"
        yield Stay(unit, arrives_on, arrives_on + _days(nights), _people(unit, dice), fate)


def _merged(stretches: Sequence[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    joined: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)
