"""Which facts are behind what was committed: of which units, on which dates.

The record of every action says it: whatever was done since the last roll stands there, with before and after. So an
action pays nothing for the statistics, and a reader who finds some facts behind derives those anew.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, any_, select, text

from app.domain.localtime import local_date
from app.models import Closure, PolicyVersion, Reservation, SlotOccurrence
from app.queries.binds import CHOSEN, FIRST, NOW
from app.queries.plain import rows_of
from app.queries.policies import rules
from app.queries.rolls import Roll, Stale
from app.queries.units import UnitRow
from app.queries.usage import parts
from app.tenancy import current

ONE_DAY = dt.timedelta(days=1)
MOST_ENTRIES = 5000
OF_ITSELF = {
    "stock",
    "quantity",
    "in_service_from",
    "in_service_until",
}  # what of a unit its own days depend on
SORTED_BY = {"unit_type", "policy"}  # what its sums are sorted by: its type, and the kind of its policy
MADE_OF = {"parts", "asset"}
LOOKS_AHEAD = dt.timedelta(days=62)


# An entry of a number that is still to come was brought by a dump from another server: it is in the facts.
# Whoever may still add entries has a number of at least xmin: below it the order is final.
_SINCE = """
SELECT e.xid::text AS xid, e.id, e.entity, e.entity_id, e.action, e.before, e.after, e.linked FROM audit_entries e
WHERE e.tenant_id = :tenant AND (e.xid, e.id) > (CAST(:xid AS xid8), :entry) {below}
ORDER BY e.xid, e.id LIMIT :most
"""
_SEEN = text(
    _SINCE.format(
        below="AND (e.xid < pg_snapshot_xmax(pg_current_snapshot()) OR e.xid = pg_current_xact_id_if_assigned())"
    )
)
_FINAL = text(_SINCE.format(below="AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"))


_DUE = select(Reservation.unit_id, Reservation.arrives_on, Reservation.departs_on, Reservation.made_at).where(
    Reservation.due_at > FIRST, Reservation.due_at <= NOW
)


def find_stale(
    roll: Roll,
    units: Sequence[UnitRow],
    now: dt.datetime,
    *,
    final: bool = False,
    most: int | None = MOST_ENTRIES,
) -> Stale:
    """Find what may be behind.

    Shapes:  with `final` only entries before which no other can still come.
    """
    values = {"tenant": current().id, "xid": roll.xid, "entry": roll.entry_id, "most": most}
    entries = rows_of(_FINAL if final else _SEEN, values).all()
    stale = Stale(is_whole=most is None or len(entries) < most)
    if entries:
        stale.end = entries[-1].xid, entries[-1].id
    _note_entries(stale, entries, units)
    _note_due(stale, roll, units, now)
    _note_time(stale, roll, units, now)
    return stale


def _note_entries(stale: Stale, entries: Sequence[Any], units: Sequence[UnitRow]) -> None:
    by_ref = {unit.ref: unit.id for unit in units}
    reservations: dict[int, list[Any]] = defaultdict(list)
    closures: dict[int, list[Any]] = defaultdict(list)
    slots, clients = set(), set()
    for entry in entries:
        if entry.entity == "reservation" and entry.entity_id is not None:
            reservations[entry.entity_id].append(entry)
            for other in entry.linked:
                if other.get("entity") == "reservation":
                    reservations[other["id"]].append(entry)
        elif entry.entity == "closure" and entry.entity_id is not None:
            closures[entry.entity_id].append(entry)
        elif entry.entity == "slot" and entry.entity_id is not None:
            slots.add(entry.entity_id)
        elif entry.entity == "client" and entry.entity_id is not None:
            clients.add(entry.entity_id)
        else:
            _note_rules(stale, entry, units)
    takes = _leaves(units) if reservations or closures else {}
    _note_reservations(stale, reservations, by_ref, takes)
    _note_closures(stale, closures, by_ref, takes)
    if slots:
        _note_slots(stale, slots)
    if clients:
        _note_clients(stale, clients)


def _note_rules(stale: Stale, entry: Any, units: Sequence[UnitRow]) -> None:
    """Note the units of which an entry changes every day: what they are, or the hours of their policy."""
    if entry.entity == "unit" and entry.entity_id is not None:
        said = {*entry.before, *entry.after}
        own = [unit for unit in units if unit.id == entry.entity_id]
        if said & MADE_OF:
            stale.always |= {unit.id for unit in units}
        elif said & (OF_ITSELF | SORTED_BY):
            stale.always |= {entry.entity_id}.union(*(unit.lock_ids for unit in own))
        stale.sorted_anew |= entry.action != "added" and bool(said & (MADE_OF | SORTED_BY))
    elif entry.entity == "policy":
        followers = [unit for unit in units if unit.policy_id == entry.entity_id]
        others = {unit.id for unit in followers if _had_another_kind(unit)}
        stale.always |= others | {unit.id for unit in followers if _has_hours(unit)}
        stale.sorted_anew |= bool(others)
    elif entry.entity == "tenant" and "timezone" in entry.after:
        stale.always |= {unit.id for unit in units}


def _had_another_kind(unit: UnitRow) -> bool:
    others = select(PolicyVersion.id).where(
        PolicyVersion.policy_id == unit.policy_id, PolicyVersion.kind != rules(unit.version_id).kind.key
    )
    return rows_of(others.limit(1)).first() is not None


def _has_hours(unit: UnitRow) -> bool:
    return rules(unit.version_id).kind.by_the_hour


def _note_clients(stale: Stale, client_ids: Iterable[int]) -> None:
    """Note when clients arrive of whom something is known otherwise now, such as their country."""
    asked = select(Reservation.unit_id, Reservation.arrives_on).where(Reservation.client_id == any_(CHOSEN))
    for row in rows_of(asked, {"chosen": list(client_ids)}).all():
        stale.add([row.unit_id], row.arrives_on, row.arrives_on + ONE_DAY)


def _note_slots(stale: Stale, occurrence_ids: Iterable[int]) -> None:
    zone = current().zone
    asked = select(SlotOccurrence.unit_id, SlotOccurrence.starts_at).where(SlotOccurrence.id == any_(CHOSEN))
    for row in rows_of(asked, {"chosen": list(occurrence_ids)}).all():
        day = local_date(row.starts_at, zone)
        stale.add([row.unit_id], day, day + ONE_DAY)


def _leaves(units: Sequence[UnitRow]) -> dict[int, set[int]]:
    """Answer the units whose facts a reservation of each changes: it and its leaves."""
    return {unit.id: unit.lock_ids for unit in units}


def _note_reservations(
    stale: Stale, entries: Mapping[int, list[Any]], by_ref: Mapping[str, int], takes: Mapping[int, set[int]]
) -> None:
    """Note where each of some reservations stands, and where its entries say that it stood."""
    if not entries:
        return
    zone = current().zone
    asked = select(
        Reservation.id,
        Reservation.unit_id,
        Reservation.arrives_on,
        Reservation.departs_on,
        Reservation.made_at,
    ).where(Reservation.id == any_(CHOSEN))
    for row in rows_of(asked, {"chosen": list(entries)}).all():
        dates, stood = {row.arrives_on, row.departs_on}, {row.unit_id}
        for entry in entries[row.id]:
            for facts in (entry.before, entry.after):
                dates |= _dates(facts, "arrives_on", "departs_on")
                stood |= {by_ref[ref] for ref in facts.values() if isinstance(ref, str) and ref in by_ref}
        touched = set[int]().union(*(takes.get(unit_id, {unit_id}) for unit_id in stood))
        stale.add(touched, min(dates) - ONE_DAY, max(dates) + 2 * ONE_DAY)
        made_on = local_date(row.made_at, zone)
        stale.add(stood, made_on, made_on + ONE_DAY)


def _note_closures(
    stale: Stale, entries: Mapping[int, list[Any]], by_ref: Mapping[str, int], takes: Mapping[int, set[int]]
) -> None:
    if not entries:
        return
    asked = select(Closure.id, Closure.unit_id, Closure.starts_on, Closure.ends_on).where(
        Closure.id == any_(CHOSEN)
    )
    for row in rows_of(asked, {"chosen": list(entries)}).all():
        dates, stood = {row.starts_on, row.ends_on}, {row.unit_id}
        for entry in entries[row.id]:
            for facts in (entry.before, entry.after):
                dates |= _dates(facts, "starts_on", "ends_on")
                stood |= {by_ref[ref] for ref in (facts.get("unit"),) if ref in by_ref}
        touched = set[int]().union(*(takes.get(unit_id, {unit_id}) for unit_id in stood))
        stale.add(touched, min(dates) - ONE_DAY, max(dates) + 2 * ONE_DAY)


def _dates(facts: Mapping[str, Any], *names: str) -> set[dt.date]:
    return {dt.date.fromisoformat(facts[name]) for name in names if isinstance(facts.get(name), str)}


def _note_due(stale: Stale, roll: Roll, units: Sequence[UnitRow], now: dt.datetime) -> None:
    """Note the reservations whose deadline has passed since, while nobody has written that down yet.

    What was due at the last roll was counted as if it were written down.
    """
    rows = rows_of(_DUE, {"first": roll.rolled_at, "now": now}).all()
    takes, zone = _leaves(units) if rows else {}, current().zone
    for row in rows:
        stale.add(
            takes.get(row.unit_id, {row.unit_id}), row.arrives_on - ONE_DAY, row.departs_on + 2 * ONE_DAY
        )
        made_on = local_date(row.made_at, zone)
        stale.add([row.unit_id], made_on, made_on + ONE_DAY)


def _note_time(stale: Stale, roll: Roll, units: Sequence[UnitRow], now: dt.datetime) -> None:
    """Note what changed by the time alone: versions that came into force, departures that were judged or have begun."""
    zone = current().zone
    then, today = local_date(roll.rolled_at, zone), local_date(now, zone)
    if then != today:
        came = select(PolicyVersion.policy_id).where(
            and_(PolicyVersion.applies_from > then, PolicyVersion.applies_from <= today),
            PolicyVersion.withdrawn_at.is_(None),
        )
        policies = set(rows_of(came).scalars())
        stale.always |= {unit.id for unit in units if unit.policy_id in policies and _has_hours(unit)}
    for unit in units:
        if not unit.stock.by_departure:
            continue
        kept, day = rules(unit.version_id), min(then, today)
        while day <= today + LOOKS_AHEAD:
            found = parts(unit, day)
            minimums = [kept.kind.minimum(kept.doc, part.period, zone=zone) for part in found]
            judged = [each.judged_at for each in minimums if each]
            begun = [part.span.starts_at for part in found]
            if any(roll.rolled_at < at <= now for at in judged + begun):
                stale.add([unit.id], day, day + ONE_DAY)
            if found and not judged and day >= today:
                break
            day += ONE_DAY
