"""Keep the facts of the statistics: derive anew what is behind, unit by unit and day by day, and sum it twice.

Each run takes the entries of the record since the last one. What is derived is what is true now, so a run that is
repeated, or that overtakes an entry, changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from app.actions.actor import POLICY
from app.actions.sweeping import is_alone, sweep_for
from app.actions.transaction import Attempt, Work, run
from app.domain.localtime import local_date, next_month
from app.domain.stats import Facts
from app.extensions import look_up
from app.models import StatsRoll, TypeArrivals, TypeDay, UnitDay, UnitMonth
from app.models.base import table_of
from app.models.stats import MEASURES
from app.queries.arrivals import ARRIVALS_OF_TYPES, arriving
from app.queries.binds import CHOSEN
from app.queries.facts import derive
from app.queries.plain import rows_of
from app.queries.policies import rules
from app.queries.rolls import Roll, find_roll, months_of
from app.queries.stale import find_stale
from app.queries.tally import Key
from app.queries.units import UnitRow, list_units

BUDGET_S = 10.0
MOST_MONTHS, MOST_WHOLE_UNITS = 3, 20  # in a step
MOST_YEARS = 30
ONE_DAY = dt.timedelta(days=1)

_SUMS = ", ".join(f"sum(d.{name})" for name in MEASURES)
_NAMES = ", ".join(MEASURES)
_ADD_MONTHS = text(f"""
    INSERT INTO stats_unit_months (tenant_id, unit_id, month, channel, kind, {_NAMES})
    SELECT d.tenant_id, d.unit_id, :month, d.channel, min(d.kind), {_SUMS} FROM stats_unit_days d
    WHERE d.tenant_id = :tenant AND d.unit_id = ANY(:chosen) AND d.day >= :month AND d.day < :follows
    GROUP BY d.tenant_id, d.unit_id, d.channel
""")  # noqa: S608 - our own names
_ADD_DAYS = text(f"""
    INSERT INTO stats_type_days (tenant_id, unit_type_id, day, kind, channel, {_NAMES})
    SELECT d.tenant_id, u.unit_type_id, d.day, d.kind, d.channel, {_SUMS}
    FROM stats_unit_days d JOIN units u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id
    WHERE d.tenant_id = :tenant AND d.day >= :first AND d.day < :last AND u.unit_type_id = ANY(:chosen)
    GROUP BY d.tenant_id, u.unit_type_id, d.day, d.kind, d.channel
""")  # noqa: S608 - our own names
_END = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid,"
    " (SELECT min(arrives_on) FROM reservations WHERE tenant_id = :tenant) AS arrives_on,"
    " (SELECT min(made_at) FROM reservations WHERE tenant_id = :tenant) AS made_at,"
    " (SELECT max(departs_on) FROM reservations WHERE tenant_id = :tenant) AS departs_on"
)


_ADD_ARRIVALS = insert(table_of(TypeArrivals)).from_select(
    ["tenant_id", *ARRIVALS_OF_TYPES.selected_columns.keys()],
    select(bindparam("tenant", type_=BigInteger), *ARRIVALS_OF_TYPES.subquery("counted").c),
)


def roll(*, budget_s: float = BUDGET_S) -> int:
    """Bring the facts of every tenant up to date, and answer how many steps are to follow.

    When the time is over, each tenant has had at least one step; the rest is for the next run.
    """
    due = [row.id for row in look_up("SELECT * FROM tenants_to_roll() AS id")]
    attempt = Attempt("stats", "rolled")
    return sweep_for("stats", due, lambda: run(POLICY, attempt, _step), budget_s=budget_s)


def throw_away() -> None:
    """Throw the facts of the entered tenant away; the next roll makes them anew."""
    run(POLICY, Attempt("stats", "thrown_away"), _forget)


def _forget(work: Work) -> None:
    for model in (UnitDay, UnitMonth, TypeDay, TypeArrivals, StatsRoll):
        work.session.execute(delete(table_of(model)).where(table_of(model).c.tenant_id == work.tenant.id))


def _step(work: Work) -> int:
    """Do one step: what is behind, and some months towards what the facts are to cover.

    Where whole units changed of which there are many, everything begins anew, so that no step is long.
    """
    if not is_alone(work, "stats"):
        return 0
    found, units = find_roll(), list_units()
    if found is None or found.is_foreign:
        return _begin(work, units)
    stale = find_stale(found, units, work.now, final=True)
    if len(stale.always) > MOST_WHOLE_UNITS:
        return _begin(work, units)
    for unit_ids, low, high in stale.by_month(found.first, found.last).values():
        derive_again(work, units, low, high, unit_ids=unit_ids, sorted_anew=stale.sorted_anew)
    xid, entry_id = stale.end or (found.xid, found.entry_id)
    is_whole = _extend(work, units, Roll(found.first, found.last, xid, entry_id, work.now))
    return int(not (is_whole and stale.is_whole))


def _begin(work: Work, units: list[UnitRow]) -> int:
    """Derive this month; the next steps go on from there, and find what is committed from now on."""
    _forget(work)
    end = rows_of(_END, {"tenant": work.tenant.id}).one()
    first = local_date(work.now, work.tenant.zone).replace(day=1)
    last = next_month(first)
    derive_again(work, units, first, last)
    _extend(work, units, Roll(first, last, end.xid, 0, work.now))
    return 1


def _extend(work: Work, units: list[UnitRow], found: Roll) -> bool:
    """Derive some more months, those ahead first; tell whether the facts cover all that they are to."""
    first, last = _horizon(work, found)
    ahead, behind = list(months_of(found.last, last)), list(months_of(first, found.first))[::-1]
    more = [*ahead, *behind][:MOST_MONTHS]
    for _month, low, high in more:
        derive_again(work, units, low, high)
    begins = min([found.first, *(low for _month, low, _high in more)])
    ends = max([found.last, *(high for _month, _low, high in more)])
    is_whole = (begins, ends) == (first, last)
    _keep(work, Roll(begins, ends, found.xid, found.entry_id, found.rolled_at), is_whole=is_whole)
    return is_whole


def _horizon(work: Work, found: Roll) -> tuple[dt.date, dt.date]:
    """Answer the dates that the facts are to cover: whole months, from last year to next at least, and all there is."""
    zone, values = work.tenant.zone, rows_of(_END, {"tenant": work.tenant.id}).one()
    today = local_date(work.now, zone)
    most = dt.timedelta(days=366 * MOST_YEARS)
    known = [day for day in (values.arrives_on, values.made_at and local_date(values.made_at, zone)) if day]
    first = max(min([dt.date(today.year - 1, 1, 1), *known]), today - most).replace(day=1)
    last = max([dt.date(today.year + 2, 1, 1), *(day for day in [values.departs_on] if day)])
    last = next_month(min(last, today + most) - ONE_DAY)
    return min(first, found.first), max(last, found.last)


def derive_again(
    work: Work,
    units: list[UnitRow],
    first: dt.date,
    last: dt.date,
    *,
    unit_ids: Collection[int] | None = None,
    sorted_anew: bool = False,
) -> None:
    """Derive dates of one month anew, of some units or of all, and what is summed of them.

    Shapes:  the sums of other types than those of the units stay, unless units were `sorted_anew`.
    """
    chosen = {unit.id for unit in units} if unit_ids is None else set(unit_ids)
    facts = derive(first, last, work.now, units=units, unit_ids=unit_ids)
    counted = {unit_id for unit_id, _day, _channel in facts}
    kinds = {unit.id: rules(unit.version_id).kind.key for unit in units if unit.id in counted}
    days = table_of(UnitDay)
    work.session.execute(
        delete(days).where(days.c.unit_id == any_(CHOSEN), days.c.day >= first, days.c.day < last),
        {"chosen": list(chosen)},
    )
    work.writer.add((UnitDay, list(_rows(work.tenant.id, facts, kinds))))
    every = unit_ids is None or sorted_anew
    types = None if every else {unit.type_id for unit in units if unit.id in chosen}
    _sum_types(work, first, last, types, units=units)
    _sum_month(work, first.replace(day=1), list(chosen))


def _rows(tenant_id: int, facts: Mapping[Key, Facts], kinds: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for (unit_id, day, channel), counted in facts.items():
        yield {
            "tenant_id": tenant_id, "unit_id": unit_id, "day": day, "channel": channel, "kind": kinds[unit_id],
            **counted._asdict(),
        }  # fmt: skip


def _sum_month(work: Work, month: dt.date, unit_ids: list[int]) -> None:
    months = table_of(UnitMonth)
    work.session.execute(
        delete(months).where(months.c.unit_id == any_(CHOSEN), months.c.month == month), {"chosen": unit_ids}
    )
    follows = next_month(month)
    work.session.execute(
        _ADD_MONTHS, {"tenant": work.tenant.id, "chosen": unit_ids, "month": month, "follows": follows}
    )


def _sum_types(
    work: Work, first: dt.date, last: dt.date, types: Collection[int] | None, *, units: list[UnitRow]
) -> None:
    """Sum the days of some unit types anew and tell apart who arrives on them; None: of whatever there was and is."""
    values = {"tenant": work.tenant.id, "first": first, "last": last, **arriving(first, last, work.now)}
    values["chosen"] = list(types if types is not None else {unit.type_id for unit in units})
    for model in (TypeDay, TypeArrivals):
        table = table_of(model)
        gone = delete(table).where(table.c.day >= first, table.c.day < last)
        if types is not None:
            gone = gone.where(table.c.unit_type_id == any_(CHOSEN))
        work.session.execute(gone, values)
    work.session.execute(_ADD_DAYS, values)
    work.session.execute(_ADD_ARRIVALS, values)


def _keep(work: Work, rolled: Roll, *, is_whole: bool) -> None:
    """Note how far the facts go, and whether that is as far as they are to."""
    values = {"first_on": rolled.first, "last_on": rolled.last, "xid": rolled.xid, "entry_id": rolled.entry_id,
              "rolled_at": rolled.rolled_at, "is_whole": is_whole}  # fmt: skip
    row = insert(table_of(StatsRoll)).values(tenant_id=work.tenant.id, **values)
    work.session.execute(row.on_conflict_do_update(index_elements=["tenant_id"], set_=values))
