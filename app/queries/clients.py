"""Clients, as pages read them. The trigram search is the owner's function: see `architecture.md`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text, tuple_

from app.domain.asking import Period
from app.domain.words import GONE
from app.extensions import db
from app.models import Client, Reservation, Unit
from app.queries.periods import stored_period
from app.queries.states import effective_state

PAGE = 50
FOUND = 40
COUNTED = 1_000

_SEARCH = text("SELECT client_id, score FROM search_clients(:fragment, :most)")


@dataclass(frozen=True)
class ClientRow:
    """A client in a list: how to reach them, how often they came, when they come next or came last."""

    id: int
    ref: str
    name: str
    name_key: str
    email: str
    phone: str
    country: str
    reservations: int
    latest_on: dt.date | None


@dataclass(frozen=True)
class ClientPage:
    """One client, whole."""

    id: int
    ref: str
    name: str
    email: str
    phone: str
    country: str
    language: str
    notes: str
    version: int
    created_at: dt.datetime
    erased_at: dt.datetime | None
    merged_into: str | None


@dataclass(frozen=True)
class StayRow:
    """A reservation in a client's history."""

    ref: str
    unit: str
    state: str
    period: Period
    total_minor: int


def _rows() -> Select[*tuple[Any, ...]]:
    standing = Reservation.state.not_in([state.value for state in GONE])
    counted = (
        select(
            Reservation.client_id,
            func.count().filter(standing).label("reservations"),
            func.max(Reservation.arrives_on).filter(standing).label("latest_on"),
        )
        .where(Reservation.client_id == Client.id)
        .group_by(Reservation.client_id)
        .lateral()
    )
    return (
        select(
            Client.id,
            Client.ref,
            Client.name,
            Client.name_key,
            Client.email,
            Client.phone,
            Client.country,
            func.coalesce(counted.c.reservations, 0),
            counted.c.latest_on,
        )
        .outerjoin(counted, counted.c.client_id == Client.id)
        .where(Client.merged_into_id.is_(None), Client.erased_at.is_(None))
    )


def list_clients(*, after: tuple[str, int] | None = None, most: int = PAGE) -> list[ClientRow]:
    """List clients by name, from after a place in that order; one more than asked tells that more follow."""
    asked = _rows().order_by(Client.name_key, Client.id).limit(most + 1)
    if after is not None:
        asked = asked.where(tuple_(Client.name_key, Client.id) > after)
    return [ClientRow(*row) for row in db.session.execute(asked)]


def list_before(before: tuple[str, int], *, most: int = PAGE) -> list[ClientRow]:
    """List the clients before a place in the order of names, in that order."""
    asked = (
        _rows()
        .where(tuple_(Client.name_key, Client.id) < before)
        .order_by(Client.name_key.desc(), Client.id.desc())
        .limit(most + 1)
    )
    return [ClientRow(*row) for row in reversed(db.session.execute(asked).all())]


def find_place(ref: str) -> tuple[str, int] | None:
    """Find where a client stands in the order of names."""
    row = db.session.execute(select(Client.name_key, Client.id).where(Client.ref == ref)).one_or_none()
    return (row.name_key, row.id) if row else None


def search_clients(fragment: str, *, most: int = FOUND) -> list[ClientRow]:
    """Search clients by part of a name, address or number, the likeliest first.

    Shapes:  `fragment` lower-cased and unaccented, as `refs.name_key` makes it.
    """
    found = db.session.execute(_SEARCH, {"fragment": fragment, "most": most})
    order = {row.client_id: place for place, row in enumerate(found)}
    if not order:
        return []
    rows = [ClientRow(*row) for row in db.session.execute(_rows().where(Client.id.in_(order)))]
    return sorted(rows, key=lambda row: order[row.id])


def count_clients() -> int:
    """Count the clients that were neither merged nor erased, up to COUNTED and one more."""
    listed = (
        select(Client.id)
        .where(Client.merged_into_id.is_(None), Client.erased_at.is_(None))
        .order_by(Client.name_key, Client.id)
        .limit(COUNTED + 1)
        .subquery()
    )
    return db.session.execute(select(func.count()).select_from(listed)).scalar_one()


def find_client(ref: str) -> ClientPage | None:
    """Find a client by reference, also one that was merged or erased."""
    other = Client.__table__.alias("other")
    row = db.session.execute(
        select(
            Client.id,
            Client.ref,
            Client.name,
            Client.email,
            Client.phone,
            Client.country,
            Client.language,
            Client.notes,
            Client.version,
            Client.created_at,
            Client.erased_at,
            other.c.ref.label("merged_into"),
        )
        .outerjoin(other, (other.c.tenant_id == Client.tenant_id) & (other.c.id == Client.merged_into_id))
        .where(Client.ref == ref)
    ).one_or_none()
    return ClientPage(**row._mapping) if row else None


def list_alike(client: ClientPage, name_key: str, *, most: int = 5) -> list[ClientRow]:
    """List clients that may be the same person: alike by name, mail or phone."""
    alike = search_clients(name_key, most=most + 1) if name_key else []
    return [row for row in alike if row.id != client.id][:most]


def list_stays(client_id: int, now: dt.datetime, *, most: int = 100) -> list[StayRow]:
    """List the reservations of a client, the latest first."""
    asked = (
        select(
            Reservation.ref,
            Unit.name,
            effective_state(now),
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period,
            Reservation.total_minor,
        )
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .where(Reservation.client_id == client_id)
        .order_by(Reservation.arrives_on.desc(), Reservation.id.desc())
        .limit(most)
    )
    return [
        StayRow(ref, unit, state, stored_period(first_on, last_on, said), total_minor)
        for ref, unit, state, first_on, last_on, said, total_minor in db.session.execute(asked)
    ]
