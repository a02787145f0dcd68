"""Compare the facts that are kept with reservations, prices, claims and closures: every difference, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import select, text

from app.domain.stats import NOTHING, Facts
from app.models import TypeArrivals
from app.models.stats import MEASURES
from app.queries.arrivals import ARRIVALS, arriving
from app.queries.facts import derive
from app.queries.plain import rows_of
from app.queries.rolls import find_roll, months_of
from app.queries.stale import find_stale
from app.queries.stats import apart_from
from app.queries.sums import kept
from app.queries.units import list_units
from app.tenancy import current


class Difference(NamedTuple):
    """A measure that is kept otherwise than it is derived; `where` names the unit or type, the date and the channel."""

    where: str
    measure: str
    kept: int
    derived: int


class Checked(NamedTuple):
    """What was compared: so many unit-days, of which some are behind and were left to the next roll."""

    days: int
    behind: int
    differences: list[Difference]


_SUMS = ", ".join(f"sum(d.{name}) AS {name}" for name in MEASURES)
_DIFFER = (
    "SELECT {keys}, {kept}, {derived} FROM ({asked}) AS d FULL JOIN {table} k USING ({keys}) WHERE {differ}"
)
_MONTHS = f"""
SELECT d.tenant_id, d.unit_id, CAST(date_trunc('month', d.day) AS date) AS month, d.channel, {_SUMS}
FROM stats_unit_days d WHERE d.tenant_id = :tenant GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - our own names
_TYPES = f"""
SELECT d.tenant_id, u.unit_type_id, d.day, d.kind, d.channel, {_SUMS}
FROM stats_unit_days d JOIN units u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id
WHERE d.tenant_id = :tenant GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - our own names


def check(now: dt.datetime) -> Checked | None:
    """Derive everything of the entered tenant anew and compare; None where pages do not sum facts just now either."""
    roll, units = find_roll(), list_units()
    if roll is None or roll.is_foreign:
        return None
    names = {unit.id: unit.ref for unit in units}
    stale_now = find_stale(roll, units, now, most=None)
    if stale_now.sorted_anew:
        return None
    behind = stale_now.by_month(roll.first, roll.last)
    found, days, left = list[Difference](), 0, 0
    for month, first, last in months_of(roll.first, roll.last):
        derived, held = derive(first, last, now, units=units), kept(None, first, last)
        stale, low, high = behind.get(month, (set(), first, first))
        for key in sorted({**derived, **held}):
            unit_id, day, channel = key
            days += 1
            if unit_id in stale and low <= day < high:
                left += 1
                continue
            where = f"{names.get(unit_id, unit_id)} {day} {channel}".strip()
            found += _differing(where, held.get(key, NOTHING), derived.get(key, NOTHING))
    for first, last in apart_from(
        [(low, high) for _units, low, high in behind.values()], roll.first, roll.last
    ):
        found += _differing_arrivals(first, last, now)
    found += _differing_sums("stats_unit_months", _MONTHS, "tenant_id, unit_id, month, channel")
    found += _differing_sums("stats_type_days", _TYPES, "tenant_id, unit_type_id, day, kind, channel")
    return Checked(days, left, found)


def _differing(where: str, held: Facts, derived: Facts) -> Iterator[Difference]:
    for measure, one, two in zip(MEASURES, held, derived, strict=True):
        if one != two:
            yield Difference(where, measure, one, two)


def _differing_arrivals(first: dt.date, last: dt.date, now: dt.datetime) -> Iterator[Difference]:
    """Compare who arrives, told apart, with the reservations."""
    columns = (
        TypeArrivals.day, TypeArrivals.unit_type_id, TypeArrivals.channel, TypeArrivals.what, TypeArrivals.key,
        TypeArrivals.count,
    )  # fmt: skip
    asked = select(*columns).where(TypeArrivals.day >= first, TypeArrivals.day < last)
    rows = [tuple[Any, ...](row) for row in rows_of(asked).all()]
    counted = [tuple[Any, ...](row) for row in rows_of(ARRIVALS, arriving(first, last, now)).all()]
    held, derived = ({each[:5]: int(each[5]) for each in found} for found in (rows, counted))
    for key in sorted({**held, **derived}):
        if held.get(key, 0) != derived.get(key, 0):
            where = " ".join(["stats_type_arrivals", *map(str, key)])
            yield Difference(where, "count", held.get(key, 0), derived.get(key, 0))


def _differing_sums(table: str, asked: str, keys: str) -> Iterator[Difference]:
    """Compare sums with the sums of the days that are kept."""
    count = len(keys.split(", "))
    statement = _DIFFER.format(
        keys=keys, asked=asked, table=table,
        kept=", ".join(f"coalesce(k.{name}, 0)" for name in MEASURES),
        derived=", ".join(f"coalesce(d.{name}, 0)" for name in MEASURES),
        differ=" OR ".join(f"k.{name} IS DISTINCT FROM d.{name}" for name in MEASURES),
    )  # fmt: skip
    for row in rows_of(text(statement), {"tenant": current().id}).all():
        where = " ".join([table, *(str(part) for part in row[1:count])]).strip()
        held, derived = row[count : count + len(MEASURES)], row[count + len(MEASURES) :]
        yield from _differing(where, Facts(*map(int, held)), Facts(*map(int, derived)))
