"""What the things of the record are called today, and the policies it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Client, Policy, PolicyVersion, Reservation, ReservationGroup, Unit
from app.queries.audit import Entry
from app.queries.plain import rows_of


def names_of(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Answer what the things that entries are about are called today, by entity and reference."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entity_ref:
            wanted[entry.entity].add(entry.entity_ref)
        if entry.action == "swapped":
            wanted["reservation"] |= set(entry.before)
            wanted["unit"] |= {str(unit) for unit in (*entry.before.values(), *entry.after.values())}
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
    return {(entity, ref): name for ref, name in map(tuple, rows_of(asked))}


def _names(
    entity: str, ref: InstrumentedAttribute[str], name: InstrumentedAttribute[str], refs: set[str]
) -> dict[tuple[str, str], str]:
    if not refs:
        return {}
    rows = rows_of(select(ref, name).where(ref.in_(refs)))
    return {(entity, found): text for found, text in map(tuple, rows)}


def documents_of(policy_ref: str, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Answer the documents of some versions of a policy, by number."""
    asked = (
        select(PolicyVersion.number, PolicyVersion.document)
        .join(Policy, (Policy.tenant_id == PolicyVersion.tenant_id) & (Policy.id == PolicyVersion.policy_id))
        .where(Policy.ref == policy_ref, PolicyVersion.number.in_(list(numbers)))
    )
    return {row.number: row.document for row in rows_of(asked)}
