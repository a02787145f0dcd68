"""The record of every action, as people read it: personal values put back where they were not erased."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.models import (
    AuditEntry,
    AuditPrivate,
    Client,
    Person,
    Policy,
    PolicyVersion,
    Reservation,
    ReservationGroup,
    Unit,
)

PAGE = 60


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; what is left empty filters nothing."""

    person_id: int | None = None
    is_policy: bool = False
    entity: str = ""
    entity_ref: str = ""
    action: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None


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


def list_entries(wanted: AuditFilter, *, before_id: int | None = None, most: int = PAGE) -> list[Entry]:
    """List entries, the latest first; one more than asked tells that more follow."""
    asked = _chosen(wanted).order_by(AuditEntry.recorded_at.desc(), AuditEntry.id.desc()).limit(most + 1)
    if before_id is not None:
        asked = asked.where(earlier_than(before_id))
    rows = db.session.execute(asked).all()
    private = _private(row[0].id for row in rows)
    return [_entry(row[0], row[1], private.get(row[0].id, _Private())) for row in rows]


def earlier_than(entry_id: int) -> ColumnElement[bool]:
    """Say that an entry stands below another where the latest is the first."""
    place = select(AuditEntry.recorded_at, AuditEntry.id).where(AuditEntry.id == entry_id).subquery()
    return tuple_(AuditEntry.recorded_at, AuditEntry.id) < tuple_(
        select(place.c.recorded_at).scalar_subquery(), select(place.c.id).scalar_subquery()
    )


def _chosen(wanted: AuditFilter) -> Select[*tuple[Any, ...]]:
    asked = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    if wanted.person_id is not None:
        asked = asked.where(AuditEntry.person_id == wanted.person_id)
    if wanted.is_policy:
        asked = asked.where(AuditEntry.actor == "policy")
    if wanted.entity:
        asked = asked.where(AuditEntry.entity == wanted.entity)
    if wanted.entity_ref:
        asked = asked.where(AuditEntry.entity_ref == wanted.entity_ref)
    if wanted.action == "refused":
        asked = asked.where(AuditEntry.outcome == "refused")
    elif wanted.action:
        asked = asked.where(AuditEntry.action == wanted.action)
    if wanted.first is not None:
        asked = asked.where(AuditEntry.recorded_at >= wanted.first)
    if wanted.last is not None:
        asked = asked.where(AuditEntry.recorded_at < wanted.last)
    return asked


def _private(entry_ids: Iterable[int]) -> dict[int, _Private]:
    found: dict[int, _Private] = defaultdict(_Private)
    asked = select(AuditPrivate.entry_id, AuditPrivate.values).where(
        AuditPrivate.entry_id.in_(list(entry_ids))
    )
    for entry_id, values in db.session.execute(asked):
        kept = found[entry_id]
        for side, held in values.items():
            if side == "ip":
                kept.ip = str(held)
            else:
                kept.sides[side] |= held
    return found


def _entry(row: AuditEntry, person: str | None, private: _Private) -> Entry:
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
        person=person,
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


def names_of(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Answer what the things that entries are about are called today, by entity and reference."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entity_ref:
            wanted[entry.entity].add(entry.entity_ref)
        for facts in (entry.before, entry.after, entry.request):
            for name in ("unit", "policy"):
                if isinstance(facts.get(name), str):
                    wanted[name].add(facts[name])
    found: dict[tuple[str, str], str] = {}
    found |= _names("unit", Unit.ref, Unit.name, wanted["unit"])
    found |= _names("policy", Policy.ref, Policy.name, wanted["policy"])
    found |= _names("client", Client.ref, Client.name, wanted["client"])
    found |= _by_client("reservation", Reservation, wanted["reservation"])
    found |= _by_client("group", ReservationGroup, wanted["group"])
    return found


def _by_client(
    entity: str, model: type[Reservation] | type[ReservationGroup], refs: set[str]
) -> dict[tuple[str, str], str]:
    if not refs:
        return {}
    asked = (
        select(model.ref, Client.name)
        .join(Client, (Client.tenant_id == model.tenant_id) & (Client.id == model.client_id))
        .where(model.ref.in_(refs))
    )
    return {(entity, ref): name for ref, name in db.session.execute(asked)}


def _names(
    entity: str, ref: InstrumentedAttribute[str], name: InstrumentedAttribute[str], refs: set[str]
) -> dict[tuple[str, str], str]:
    if not refs:
        return {}
    rows = db.session.execute(select(ref, name).where(ref.in_(refs)))
    return {(entity, found): text for found, text in rows}


def documents_of(policy_ref: str, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Answer the documents of some versions of a policy, by number."""
    asked = (
        select(PolicyVersion.number, PolicyVersion.document)
        .join(Policy, (Policy.tenant_id == PolicyVersion.tenant_id) & (Policy.id == PolicyVersion.policy_id))
        .where(Policy.ref == policy_ref, PolicyVersion.number.in_(list(numbers)))
    )
    return {row.number: row.document for row in db.session.execute(asked)}
