"""Write the record of an action, in the transaction of the action.

Personal fields stand apart, in `audit_private`; the entry keeps their salted digests, so that erasing a
person deletes the values and leaves every entry whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from app.actions.actor import Actor
from app.actions.writer import Writer
from app.domain.words import ActorKind
from app.models import AuditEntry, AuditPrivate
from app.tenancy import current

PERSONAL = frozenset(
    {"name", "email", "phone", "address", "country", "notes", "note", "reason", "ip", "device"}
)


@dataclass(frozen=True)
class Subject:
    """Whom the personal values of an entry are about."""

    client_id: int | None = None
    person_id: int | None = None


NOBODY = Subject()


@dataclass
class _Private:
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    values: dict[str, Any] = field(default_factory=dict)

    def set_apart(self, side: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Answer the facts with personal ones replaced by digests, and keep the values."""
        kept: dict[str, Any] = {}
        for name, value in facts.items():
            if name in PERSONAL and value not in ("", None):
                self.values.setdefault(side, {})[name] = value
                text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
                kept[name] = {"digest": hashlib.sha256(self.salt + text.encode()).hexdigest()}
            else:
                kept[name] = value
        return kept


def write(
    writer: Writer,
    actor: Actor,
    now: dt.datetime,
    *,
    entity: str,
    action: str,
    entity_id: int | None = None,
    entity_ref: str = "",
    outcome: str = "done",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    linked: list[dict[str, Any]] | None = None,
    subject: Subject = NOBODY,
    happened_at: dt.datetime | None = None,
) -> int:
    """Add an entry to the open transaction and answer its number."""
    private, tenant_id, entry_id = _Private(), current().id, writer.new_id(AuditEntry)
    sides = plain({"before": before or {}, "after": after or {}, "request": request or {}})
    entry = {
        "tenant_id": tenant_id,
        "id": entry_id,
        "happened_at": happened_at or now,
        "recorded_at": now,
        "actor": actor.kind.value,
        "person_id": actor.person_id,
        "source": actor.source,
        "request_id": actor.request_id,
        "entity": entity,
        "entity_id": entity_id,
        "entity_ref": entity_ref,
        "action": action,
        "outcome": outcome,
        **{side: private.set_apart(side, facts) for side, facts in sides.items()},
        "linked": linked or [],
    }
    kept = [(subject, private)] if private.values else []
    if actor.ip:
        kept.append((_whose_address(actor, subject), _Private(values={"ip": actor.ip})))
    private_rows = [_apart(entry, about, values) for about, values in kept]
    writer.add((AuditEntry, [entry]), (AuditPrivate, private_rows))
    if outcome == "done" and entity != "lock":  # locks tell of themselves
        writer.told.append((entity, entity_ref))
    return entry_id


def _whose_address(actor: Actor, subject: Subject) -> Subject:
    """Answer whose an address is: a client's is erased with the client."""
    return subject if actor.kind is ActorKind.CLIENT else Subject(person_id=actor.person_id)


def _apart(entry: dict[str, Any], subject: Subject, private: _Private) -> dict[str, Any]:
    return {
        "tenant_id": entry["tenant_id"],
        "entry_id": entry["id"],
        "recorded_at": entry["recorded_at"],
        "client_id": subject.client_id,
        "person_id": subject.person_id,
        "values": private.values,
        "salt": private.salt,
    }


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Write dates, times and sets as JSON can hold them."""
    shown: dict[str, Any] = json.loads(json.dumps(facts, default=_as_text))
    return shown


def _as_text(value: object) -> Any:
    if isinstance(value, (dt.date, dt.time, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    return str(value)


def changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer only what differs, on both sides."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {n: before[n] for n in names if n in before}, {n: after[n] for n in names if n in after}
