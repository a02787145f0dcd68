"""The record of every action, as people read it: personal values put back where they were not erased."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, any_, func, literal_column, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models import AuditEntry, AuditMention, AuditPrivate, Person, Reservation
from app.queries.binds import CHOSEN
from app.queries.plain import rows_of

PAGE = 50
REFUSED = "refused"
Time = InstrumentedAttribute[dt.datetime]
Key = InstrumentedAttribute[int]
Asked = ColumnElement[bool]


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; what is left empty filters nothing."""

    person_id: int | None = None
    is_policy: bool = False
    entity: str = ""
    entity_ref: str = ""
    action: str = ""
    unit_id: int | None = None
    client_id: int | None = None
    ip: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    has_locks: bool = True


@dataclass(frozen=True)
class Entry:
    """One entry of the record.

    Shapes:  a personal value that was erased is None in `before`, `after` and `request`, and its name in `erased`.
    """

    id: int
    happened_at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    person_id: int | None
    person: str | None
    source: str
    entity: str
    entity_ref: str
    action: str
    outcome: str
    before: dict[str, Any]
    after: dict[str, Any]
    request: dict[str, Any]
    linked: list[dict[str, Any]]
    ip: str = ""
    erased: frozenset[str] = frozenset()


@dataclass
class _Private:
    sides: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    ip: str = ""


_ENTRIES: Select[*tuple[Any, ...]] = select(
    AuditEntry.id, AuditEntry.happened_at, AuditEntry.recorded_at, AuditEntry.actor, AuditEntry.person_id,
    AuditEntry.source, AuditEntry.entity, AuditEntry.entity_ref, AuditEntry.action, AuditEntry.outcome,
    AuditEntry.before, AuditEntry.after, AuditEntry.request, AuditEntry.linked, Person.name.label("person"),
).outerjoin(Person, Person.id == AuditEntry.person_id)  # fmt: skip

_PRIVATE = select(AuditPrivate.entry_id, AuditPrivate.values).where(AuditPrivate.entry_id == any_(CHOSEN))


def list_entries(wanted: AuditFilter, *, before_id: int | None = None, most: int = PAGE) -> list[Entry]:
    """List entries, the latest first; one more than asked tells that more follow."""
    asked, recorded_at, key = _chosen(wanted)
    asked = asked.order_by(recorded_at.desc(), key.desc()).limit(most + 1)
    if before_id is not None:
        asked = asked.where(earlier_than(before_id, recorded_at, key))
    rows = rows_of(asked).all()
    private = _private(row.id for row in rows)
    return [_entry(row, private.get(row.id, _Private())) for row in rows]


def earlier_than(
    entry_id: int, recorded_at: Time = AuditEntry.recorded_at, key: Key = AuditEntry.id
) -> Asked:
    """Say that an entry stands below another where the latest is the first."""
    place = select(AuditEntry.recorded_at, AuditEntry.id).where(AuditEntry.id == entry_id).subquery()
    return tuple_(recorded_at, key) < tuple_(
        select(place.c.recorded_at).scalar_subquery(), select(place.c.id).scalar_subquery()
    )


def _chosen(wanted: AuditFilter) -> tuple[Select[*tuple[Any, ...]], Time, Key]:
    """Ask for the entries of a filter; answer also the columns of the table that is walked in their order."""
    asked = _ENTRIES
    walked: list[tuple[Any, Asked]] = [_address(wanted.ip)] if wanted.ip else []
    for entity, key in (("client", wanted.client_id), ("unit", wanted.unit_id)):
        if key is not None:
            walked.append(_mention(entity, key))
    recorded_at: Time = AuditEntry.recorded_at
    number: Key = AuditEntry.id
    for place, (table, is_it) in enumerate(walked):
        asked = asked.join(
            table, (table.tenant_id == AuditEntry.tenant_id) & (table.entry_id == AuditEntry.id) & is_it
        )
        if place == 0:
            recorded_at, number = table.recorded_at, table.entry_id
        else:  # the same instant, so that the other is found by its whole key
            asked = asked.where(table.recorded_at == recorded_at)
    for condition in _conditions(wanted):
        asked = asked.where(condition)
    if wanted.first is not None:
        asked = asked.where(recorded_at >= wanted.first)
    if wanted.last is not None:
        asked = asked.where(recorded_at < wanted.last)
    return asked, recorded_at, number


def _address(ip: str) -> tuple[type[AuditPrivate], Asked]:
    table = aliased(AuditPrivate)
    return table, table.ip == ip


def _mention(entity: str, key: int) -> tuple[type[AuditMention], Asked]:
    table = aliased(AuditMention)
    return table, (table.entity == entity) & (table.entity_id == key)


def _conditions(wanted: AuditFilter) -> Iterator[Asked]:
    """Say what holds of an entry itself; what a partial index says, is written as that index has it."""
    if wanted.person_id is not None:
        yield AuditEntry.person_id == wanted.person_id
    if wanted.is_policy:
        yield AuditEntry.person_id.is_(None)
        yield AuditEntry.actor == "policy"
    if not wanted.has_locks:
        yield AuditEntry.entity != "lock"
    about = list(_about(wanted))
    if wanted.entity == "reservation" and wanted.entity_ref:
        yield and_(*about) | _names_reservation(wanted.entity_ref)
    else:
        yield from about
    if wanted.action == REFUSED:
        yield literal_column("audit_entries.outcome = 'refused'", Boolean)
    elif wanted.action:
        yield AuditEntry.action == wanted.action


def _about(wanted: AuditFilter) -> Iterator[Asked]:
    if wanted.entity:
        yield AuditEntry.entity == wanted.entity
    if wanted.entity_ref:
        yield AuditEntry.entity_ref == wanted.entity_ref
        yield literal_column("audit_entries.entity_ref <> ''", Boolean)


def _names_reservation(ref: str) -> Asked:
    """Say that an entry about something else, a swap or a group, names a reservation.

    An array, so that both halves of the `OR` are found by their indexes.
    """
    named = (
        select(AuditMention.entry_id)
        .join(Reservation, Reservation.id == AuditMention.entity_id)
        .where(AuditMention.entity == "reservation", Reservation.ref == ref)
    )
    return AuditEntry.id == func.any(func.array(named.scalar_subquery()))


def _private(entry_ids: Iterable[int]) -> dict[int, _Private]:
    found: dict[int, _Private] = defaultdict(_Private)
    for entry_id, values in map(tuple, rows_of(_PRIVATE, {"chosen": list(entry_ids)}).all()):
        kept = found[entry_id]
        for side, held in values.items():
            if side == "ip":
                kept.ip = str(held)
            else:
                kept.sides[side] |= held
    return found


def _entry(row: Any, private: _Private) -> Entry:
    erased: set[str] = set()

    def whole(side: str, stored: dict[str, Any]) -> dict[str, Any]:
        kept = private.sides.get(side, {})
        shown: dict[str, Any] = {}
        for name, value in stored.items():
            if isinstance(value, dict) and set(value) == {"digest"}:
                shown[name] = kept.get(name)
                if name not in kept:
                    erased.add(name)
            else:
                shown[name] = value
        return shown

    before, after = whole("before", row.before), whole("after", row.after)
    request = whole("request", row.request)
    return Entry(
        id=row.id,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        actor=row.actor,
        person_id=row.person_id,
        person=row.person,
        source=row.source,
        entity=row.entity,
        entity_ref=row.entity_ref,
        action=row.action,
        outcome=row.outcome,
        before=before,
        after=after,
        request=request,
        linked=row.linked,
        ip=private.ip,
        erased=frozenset(erased),
    )
