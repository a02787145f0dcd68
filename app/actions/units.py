"""Units: added, changed, put in order. Their service never ends before a reservation that stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.actions import stock
from app.actions.actor import Actor
from app.actions.audit import changed
from app.actions.deadlines import settle
from app.actions.refs import unused_slug
from app.actions.stock import ONE, StockFields
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import Policy, Unit, UnitType
from app.queries.leaves import find_lock_ids
from app.queries.units import find_unit_id, list_standing

MOST_PEOPLE, MOST_COTS, LONGEST_NAME = 10_000, 100, 120


@dataclass(frozen=True)
class UnitFields:
    """What is kept of a unit; `new_type` names a type that may not exist yet and wins over `type_ref`."""

    name: str
    type_ref: str = ""
    new_type: str = ""
    policy_ref: str = ""
    capacity: int | None = None
    cots: int | None = 0
    amenities: tuple[str, ...] = ()
    description: str = ""
    in_service_from: dt.date | None = None
    in_service_until: dt.date | None = None
    stock: StockFields = ONE


def create(actor: Actor, fields: UnitFields, *, idempotency: Idempotency | None = None) -> str:
    """Add a unit at the end of its type and answer its reference.

    Refuses: unit_needs_name, unit_name_taken, name_too_long, unit_needs_type, unit_needs_policy,
             capacity_bounds, cots_bounds, service_out_of_order, and what `stock` refuses.
    """

    def body(work: Work) -> str:
        work.lock_units(find_lock_ids(stock.refs_of(fields.stock)))
        refusals = _plain_refusals(work, fields, own=None)
        if refusals:
            raise Refused(refusals)
        ref = unused_slug(fields.name, taken=work.session.execute(select(Unit.ref)).scalars())
        row = Unit(tenant_id=work.tenant.id, ref=ref, version=1)
        _fill(work, row, fields)
        row.position = _last_position(work, row.unit_type_id) + 1
        work.session.add(row)
        work.session.flush()
        stock.store(work, row, fields.stock, was=row.quantity)
        _record(work, row, "added", {})
        return row.ref

    return run(actor, Attempt("unit", "added", request=_as_request(fields)), body, idempotency=idempotency)


def change(actor: Actor, ref: str, fields: UnitFields, *, version: int) -> None:
    """Change what is kept of a unit.

    Refuses: as `create`, stale (409), service_has_reservations (409, naming them).
    """

    def body(work: Work) -> None:
        row = _held(work, ref, also=stock.refs_of(fields.stock))
        if row.version != version:
            raise Refused([Refusal("stale", None, {"version": row.version, "yours": version}, status=409)])
        refusals = _plain_refusals(work, fields, own=row) or [
            *_service_refusals(work, row, fields),
            *stock.standing_refusals(work, row, fields.stock),
        ]
        if refusals:
            raise Refused(refusals)
        before, old_type, was = _snapshot(work, row), row.unit_type_id, row.quantity
        stock.drop_parts(work, row)
        _fill(work, row, fields)
        if row.unit_type_id != old_type:
            row.position = _last_position(work, row.unit_type_id) + 1
        row.version += 1
        work.session.flush()
        stock.store(work, row, fields.stock, was=was)
        _record(work, row, "changed", before)

    run(actor, Attempt("unit", "changed", entity_ref=ref, request=_as_request(fields)), body)


def move(actor: Actor, ref: str, *, step: int) -> None:
    """Put a unit one place earlier (-1) or later (1) among those of its type."""

    def body(work: Work) -> None:
        row = _held(work, ref)
        mates = list(
            work.session.execute(
                select(Unit)
                .where(Unit.unit_type_id == row.unit_type_id)
                .order_by(Unit.position, Unit.name)
                .with_for_update()
            ).scalars()
        )
        old = mates.index(row)
        new = old + (1 if step > 0 else -1)
        if not 0 <= new < len(mates):
            return
        mates.insert(new, mates.pop(old))
        for place, mate in enumerate(mates):
            mate.position = place
        work.record(
            "unit",
            entity_id=row.id,
            entity_ref=row.ref,
            action="moved",
            before={"place": old + 1},
            after={"place": new + 1},
        )

    run(actor, Attempt("unit", "moved", entity_ref=ref), body)


def _held(work: Work, ref: str, *, also: Sequence[str] = ()) -> Unit:
    """Lock a unit and others that it touches, settle what is due there, and read it afresh."""
    unit_id = find_unit_id(ref)
    if unit_id is None:
        raise NotFound("unit")
    wanted = {unit_id, *find_lock_ids([ref, *also])}
    work.lock_units(wanted)
    settle(work, wanted)
    return work.session.execute(
        select(Unit).where(Unit.id == unit_id).execution_options(populate_existing=True)
    ).scalar_one()


def _plain_refusals(work: Work, fields: UnitFields, *, own: Unit | None) -> list[Refusal]:
    own_id = own.id if own else None
    refusals = []
    name = fields.name.strip()
    if not name:
        refusals.append(Refusal("unit_needs_name", "name", {}))
    elif len(name) > LONGEST_NAME:
        refusals.append(Refusal("name_too_long", "name", {"most": LONGEST_NAME}))
    elif work.session.execute(
        select(Unit.id).where(func.lower(Unit.name) == name.lower(), Unit.id != (own_id or 0))
    ).first():
        refusals.append(Refusal("unit_name_taken", "name", {"name": name}))
    if not fields.new_type.strip() and _type_id(work, fields.type_ref) is None:
        refusals.append(Refusal("unit_needs_type", "type", {}))
    if _policy_id(work, fields.policy_ref) is None:
        refusals.append(Refusal("unit_needs_policy", "policy", {}))
    if fields.capacity is None or not 1 <= fields.capacity <= MOST_PEOPLE:
        refusals.append(Refusal("capacity_bounds", "capacity", {"most": MOST_PEOPLE}))
    if fields.cots is None or not 0 <= fields.cots <= MOST_COTS:
        refusals.append(Refusal("cots_bounds", "cots", {"most": MOST_COTS}))
    first, last = fields.in_service_from, fields.in_service_until
    if first and last and last <= first:
        refusals.append(Refusal("service_out_of_order", "in_service_until", {}))
    return refusals + stock.plain_refusals(fields.stock, own)


def _service_refusals(work: Work, row: Unit, fields: UnitFields) -> list[Refusal]:
    """Answer which standing reservations a shorter service would leave outside, a refusal an end.

    Refuses: service_has_reservations.
    """
    refusals = []
    first, last = fields.in_service_from, fields.in_service_until
    if first and (row.in_service_from is None or first > row.in_service_from):
        refusals += _outside(work, row.id, "in_service_from", before=first)
    if last and (row.in_service_until is None or last < row.in_service_until):
        refusals += _outside(work, row.id, "in_service_until", after=last)
    return refusals


def _outside(
    work: Work, unit_id: int, field: str, *, before: dt.date | None = None, after: dt.date | None = None
) -> list[Refusal]:
    standing = list_standing(unit_id, work.now, before=before, after=after)
    if not standing:
        return []
    facts: dict[str, object] = {
        "rivals": [
            {
                "ref": each.ref,
                "starts_on": each.period.starts_on.isoformat(),
                "ends_on": each.period.ends_on.isoformat(),
            }
            for each in standing
        ]
    }
    return [Refusal("service_has_reservations", field, facts, status=409)]


def _fill(work: Work, row: Unit, fields: UnitFields) -> None:
    row.name = fields.name.strip()
    row.unit_type_id = _type_of(work, fields)
    row.policy_id = _policy_id(work, fields.policy_ref) or 0
    row.capacity, row.cots = fields.capacity or 1, fields.cots or 0
    row.amenities = list(tidy(fields.amenities))
    row.description = fields.description.strip()
    row.in_service_from, row.in_service_until = fields.in_service_from, fields.in_service_until
    stock.fill(row, fields.stock)


def tidy(amenities: Sequence[str]) -> tuple[str, ...]:
    """Leave out empty and repeated amenities."""
    return tuple(dict.fromkeys(text.strip()[:60] for text in amenities if text.strip()))


def _type_of(work: Work, fields: UnitFields) -> int:
    """Answer the key of the type, made if it is a new one."""
    name = fields.new_type.strip()[:LONGEST_NAME]
    if not name:
        return _type_id(work, fields.type_ref) or 0
    known = work.session.execute(
        select(UnitType.id).where(func.lower(UnitType.name) == name.lower())
    ).scalar_one_or_none()
    if known is not None:
        return known
    last = work.session.execute(select(func.coalesce(func.max(UnitType.position), -1))).scalar_one()
    ref = unused_slug(name, taken=work.session.execute(select(UnitType.ref)).scalars())
    made = UnitType(tenant_id=work.tenant.id, ref=ref, name=name, position=last + 1)
    work.session.add(made)
    work.session.flush()
    return made.id


def _type_id(work: Work, ref: str) -> int | None:
    return work.session.execute(select(UnitType.id).where(UnitType.ref == ref)).scalar_one_or_none()


def _policy_id(work: Work, ref: str) -> int | None:
    return work.session.execute(select(Policy.id).where(Policy.ref == ref)).scalar_one_or_none()


def _last_position(work: Work, type_id: int) -> int:
    asked = select(func.coalesce(func.max(Unit.position), -1)).where(Unit.unit_type_id == type_id)
    return work.session.execute(asked).scalar_one()


def _snapshot(work: Work, row: Unit) -> dict[str, Any]:
    type_name = work.session.execute(
        select(UnitType.name).where(UnitType.id == row.unit_type_id)
    ).scalar_one()
    policy_ref = work.session.execute(select(Policy.ref).where(Policy.id == row.policy_id)).scalar_one()
    return {
        "unit_name": row.name,
        "unit_type": type_name,
        "policy": policy_ref,
        "capacity": row.capacity,
        "cots": row.cots,
        "amenities": list(row.amenities),
        "description": row.description,
        "in_service_from": row.in_service_from,
        "in_service_until": row.in_service_until,
        **stock.snapshot(row),
    }


def _record(work: Work, row: Unit, action: str, before: dict[str, Any]) -> None:
    old, new = changed(before, _snapshot(work, row))
    work.record("unit", entity_id=row.id, entity_ref=row.ref, action=action, before=old, after=new)


def _as_request(fields: UnitFields) -> dict[str, Any]:
    return {
        "unit_name": fields.name,
        "capacity": fields.capacity,
        "in_service_from": fields.in_service_from,
        "in_service_until": fields.in_service_until,
        "stock": fields.stock.stock,
        "quantity": fields.stock.quantity,
    }
