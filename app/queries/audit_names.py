"""What the things of the record are called today, and the policies it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, bindparam, select

from app.models import Client, Policy, PolicyVersion, Reservation, ReservationGroup, Unit
from app.queries.audit import Entry
from app.queries.plain import rows_of

_ONES_OF: Any = any_(bindparam("refs", type_=ARRAY(Text)))


def _named(model: type[Unit] | type[Policy] | type[Client]) -> Select[*tuple[Any, ...]]:
    return select(model.ref, model.name).where(model.ref == _ONES_OF)


def _by_client(model: type[Reservation] | type[ReservationGroup]) -> Select[*tuple[Any, ...]]:
    its_client = (Client.tenant_id == model.tenant_id) & (Client.id == model.client_id)
    return select(model.ref, Client.name).join(Client, its_client).where(model.ref == _ONES_OF)


_NAMES = {
    "unit": _named(Unit), "policy": _named(Policy), "client": _named(Client),
    "reservation": _by_client(Reservation), "group": _by_client(ReservationGroup),
}  # fmt: skip


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
    for entity, asked in _NAMES.items():
        if refs := wanted[entity]:
            rows = rows_of(asked, {"refs": sorted(refs)}).all()
            found |= {(entity, ref): name for ref, name in map(tuple, rows)}
    return found


def documents_of(policy_ref: str, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Answer the documents of some versions of a policy, by number."""
    asked = (
        select(PolicyVersion.number, PolicyVersion.document)
        .join(Policy, (Policy.tenant_id == PolicyVersion.tenant_id) & (Policy.id == PolicyVersion.policy_id))
        .where(Policy.ref == policy_ref, PolicyVersion.number.in_(list(numbers)))
    )
    return {row.number: row.document for row in rows_of(asked).all()}
