"""Devices, as their owner's page reads them, and whom a notice is for."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.domain.words import Role
from app.models import Device, Membership
from app.queries.plain import rows_of


@dataclass(frozen=True)
class DeviceRow:
    """A device of a member's own."""

    ref: str
    name: str
    endpoint: str
    events: Sequence[str]
    quiet_from: dt.time | None
    quiet_until: dt.time | None
    shows_names: bool
    failures: int
    last_sent_at: dt.datetime | None
    created_at: dt.datetime

    @property
    def mark(self) -> str:
        """Answer by what the browser itself knows that it is this one: its address says no more."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()


@dataclass(frozen=True)
class Listener:
    """A device, and the role of whom it belongs to."""

    id: int
    person_id: int
    role: Role
    events: frozenset[str]
    quiet_from: dt.time | None
    quiet_until: dt.time | None


_OWN: Select[*tuple[Any, ...]] = select(
    Device.ref,
    Device.name,
    Device.endpoint,
    Device.events,
    Device.quiet_from,
    Device.quiet_until,
    Device.shows_names,
    Device.failures,
    Device.last_sent_at,
    Device.created_at,
)
_LISTENERS: Select[*tuple[Any, ...]] = (
    select(Device.id, Device.person_id, Membership.role, Device.events, Device.quiet_from, Device.quiet_until)
    .join(
        Membership,
        (Membership.tenant_id == Device.tenant_id) & (Membership.person_id == Device.person_id),
    )
    .order_by(Device.id)
)


def list_devices(person_id: int) -> list[DeviceRow]:
    """List a person's devices in the entered business, the one added last first."""
    asked = _OWN.where(Device.person_id == person_id).order_by(Device.id.desc())
    return [DeviceRow(**row._mapping) for row in rows_of(asked).all()]


def list_listeners(*, event: str, person_id: int | None = None) -> list[Listener]:
    """List the devices that are told of an event, of one person or of all."""
    asked = _LISTENERS.where(Device.events.contains([event]))
    if person_id is not None:
        asked = asked.where(Device.person_id == person_id)
    return [
        Listener(
            row.id, row.person_id, Role(row.role), frozenset(row.events), row.quiet_from, row.quiet_until
        )
        for row in rows_of(asked).all()
    ]
