"""Requests: reservations that wait for a member's yes or no."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Text,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from app.domain.asking import Period
from app.domain.span import Span
from app.domain.words import State
from app.extensions import db
from app.models import Client, Reservation, Unit
from app.queries.periods import stored_period


@dataclass(frozen=True)
class RequestRow:
    """A request that waits, and how many others want the same unit in the same time."""

    ref: str
    unit_id: int
    unit_ref: str
    unit_name: str
    client_ref: str
    client_name: str
    version_id: int
    period: Period
    span: Span
    adults: int
    children: int
    infants: int
    cots: int
    quantity: int
    total_minor: int
    channel: str
    note: str
    made_at: dt.datetime
    due_at: dt.datetime | None


# As a word, not as a value: so a plan for any values finds it in the index of what is pending.
_PENDING = literal_column(f"'{State.PENDING.value}'", Text)


def _waits(now: dt.datetime | BindParameter[dt.datetime]) -> ColumnElement[bool]:
    return and_(
        Reservation.state == _PENDING,
        or_(Reservation.due_at.is_(None), Reservation.due_at > now),
    )


def list_pending(now: dt.datetime, *, most: int) -> list[RequestRow]:
    """List the requests that wait and have not expired, the oldest first."""
    found = db.session.execute(
        select(
            Reservation.ref,
            Reservation.unit_id,
            Unit.ref.label("unit_ref"),
            Unit.name.label("unit_name"),
            Client.ref.label("client_ref"),
            Client.name.label("client_name"),
            Reservation.policy_version_id.label("version_id"),
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period.label("times"),
            Reservation.starts_at,
            Reservation.ends_at,
            Reservation.adults,
            Reservation.children,
            Reservation.infants,
            Reservation.cots,
            Reservation.quantity,
            Reservation.total_minor,
            Reservation.channel,
            Reservation.note,
            Reservation.made_at,
            Reservation.due_at,
        )
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .where(_waits(now))
        .order_by(Reservation.made_at, Reservation.id)
        .limit(most)
    )
    return [_request(dict(row._mapping)) for row in found]


def _request(row: dict[str, Any]) -> RequestRow:
    period = stored_period(row.pop("arrives_on"), row.pop("departs_on"), row.pop("times"))
    return RequestRow(period=period, span=Span(row.pop("starts_at"), row.pop("ends_at")), **row)


def count_pending(now: dt.datetime | BindParameter[dt.datetime]) -> ScalarSelect[int]:
    """Answer the number of requests that wait, as a part of another query."""
    return select(func.count()).select_from(Reservation).where(_waits(now)).scalar_subquery()
