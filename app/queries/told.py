"""What a notice is about, in the few facts that fit on a lock screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.domain.asking import Period
from app.models import AuditEntry, Client, Person, Reservation, ReservationGroup, Unit
from app.queries.periods import stored_period
from app.queries.plain import rows_of


@dataclass(frozen=True)
class About:
    """What happened to what.

    Shapes:  `unit` is '' for a group, which has `units_count` of them; `person` is the colleague who did it.
    """

    entity: str
    ref: str
    unit: str = ""
    units_count: int = 1
    period: Period | None = None
    people: int = 0
    client: str = ""
    person: str = ""


def find_about(entry: AuditEntry) -> About:
    """Find what an entry is about, as it is now; what is no longer there has no facts."""
    if entry.entity == "reservation":
        return _reservation(entry.entity_ref)
    if entry.entity == "group":
        return _group(entry.entity_ref)
    if entry.entity == "lock":
        return _lock(entry)
    return About(entry.entity, entry.entity_ref)


def _reservation(ref: str) -> About:
    asked = (
        select(
            Unit.name.label("unit"), Reservation.arrives_on, Reservation.departs_on, Reservation.period,
            (Reservation.adults + Reservation.children).label("people"), Client.name.label("client"),
        )
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .where(Reservation.ref == ref)
    )  # fmt: skip
    row = rows_of(asked).one_or_none()
    if row is None:
        return About("reservation", ref)
    period = stored_period(row.arrives_on, row.departs_on, row.period)
    return About("reservation", ref, row.unit, 1, period, row.people, row.client)


def _group(ref: str) -> About:
    asked = (
        select(
            func.count().label("units"), func.min(Reservation.arrives_on).label("first_on"),
            func.max(Reservation.departs_on).label("last_on"),
            func.sum(Reservation.adults + Reservation.children).label("people"), Client.name.label("client"),
        )
        .select_from(ReservationGroup)
        .join(
            Reservation,
            (Reservation.tenant_id == ReservationGroup.tenant_id) & (Reservation.group_id == ReservationGroup.id),
        )
        .join(
            Client,
            (Client.tenant_id == ReservationGroup.tenant_id) & (Client.id == ReservationGroup.client_id),
        )
        .where(ReservationGroup.ref == ref)
        .group_by(Client.name)
    )  # fmt: skip
    row = rows_of(asked).one_or_none()
    if row is None:
        return About("group", ref)
    period = Period(row.first_on, row.last_on)
    return About("group", ref, "", int(row.units), period, int(row.people), row.client)


def _lock(entry: AuditEntry) -> About:
    unit = rows_of(select(Unit.name).where(Unit.ref == str(entry.after.get("unit", "")))).scalar()
    person = rows_of(select(Person.name).where(Person.id == entry.person_id)).scalar()
    return About(
        "lock", entry.entity_ref, unit or "", 1, _dates(entry.after), 0, client="", person=person or ""
    )


def _dates(facts: Mapping[str, Any]) -> Period | None:
    try:
        first, last = (dt.date.fromisoformat(str(facts.get(name))) for name in ("starts_on", "ends_on"))
    except ValueError:
        return None
    return Period(first, last)
