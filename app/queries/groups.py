"""Groups: several reservations that one client made together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Client, Reservation, ReservationGroup


@dataclass(frozen=True)
class GroupFacts:
    """A group and its client, with the references of its reservations in the order of their making."""

    ref: str
    made_at: dt.datetime
    client_ref: str
    client_name: str
    members: tuple[str, ...]


def find_group(ref: str) -> GroupFacts | None:
    """Find a group by its reference."""
    row = db.session.execute(
        select(ReservationGroup.id, ReservationGroup.ref, ReservationGroup.made_at, Client.ref, Client.name)
        .join(
            Client,
            (Client.tenant_id == ReservationGroup.tenant_id) & (Client.id == ReservationGroup.client_id),
        )
        .where(ReservationGroup.ref == ref)
    ).one_or_none()
    if row is None:
        return None
    group_id, own_ref, made_at, client_ref, client_name = row
    asked = select(Reservation.ref).where(Reservation.group_id == group_id).order_by(Reservation.id)
    members = tuple(db.session.execute(asked).scalars())
    return GroupFacts(own_ref, made_at, client_ref, client_name, members)
