"""Reservations as lists show them: searched, filtered, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
)

from app.domain.words import State
from app.extensions import db
from app.models import Client, Reservation, Unit, UnitType
from app.queries.binds import NOW
from app.queries.plain import rows_of
from app.queries.states import effective_state

MOST_CLIENTS = 200
COUNTED = 10_000

_CLIENTS = text("SELECT client_id FROM search_clients(:fragment, :most)")


@dataclass(frozen=True)
class Wanted:
    """Which reservations a list holds.

    Shapes:  `key` is `text` as names are searched; with `first` the earliest come first, else the latest.
    """

    text: str = ""
    key: str = ""
    state: State | None = None
    type_ref: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of the list ends: the next one begins behind it."""

    arrives_on: dt.date
    id: int


@dataclass(frozen=True)
class ReservationRow:
    """A reservation in a list, with the state that is true when read."""

    id: int
    ref: str
    state: State
    unit_ref: str
    unit_name: str
    type_name: str
    client_ref: str
    client_name: str
    client_email: str
    arrives_on: dt.date
    departs_on: dt.date
    adults: int
    children: int
    infants: int
    cots: int
    total_minor: int
    fee_minor: int | None
    paid_minor: int
    due_at: dt.datetime | None
    made_at: dt.datetime
    channel: str
    version_id: int

    @property
    def people(self) -> int:
        """Answer how many they are, infants included."""
        return self.adults + self.children + self.infants

    @property
    def place(self) -> Place:
        """Answer where this row stands in the list."""
        return Place(self.arrives_on, self.id)

    @property
    def owed_minor(self) -> int | None:
        """Answer what is still to be paid; None where the fee of an absence is not known yet."""
        charged = charged_minor(self.state, self.total_minor, fee_minor=self.fee_minor)
        return None if charged is None else max(charged - self.paid_minor, 0)


def charged_minor(state: State, total_minor: int, *, fee_minor: int | None) -> int | None:
    """Answer what a reservation costs as it stands: its price, its fee, or nothing."""
    if state in {State.CANCELLED, State.ABSENT}:
        return fee_minor
    return 0 if state is State.EXPIRED else total_minor


def _rows(now: dt.datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Reservation.id,
            Reservation.ref,
            effective_state(now).label("state"),
            Unit.ref.label("unit_ref"),
            Unit.name.label("unit_name"),
            UnitType.name.label("type_name"),
            Client.ref.label("client_ref"),
            Client.name.label("client_name"),
            Client.email.label("client_email"),
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.adults,
            Reservation.children,
            Reservation.infants,
            Reservation.cots,
            Reservation.total_minor,
            Reservation.fee_minor,
            Reservation.paid_minor,
            Reservation.due_at,
            Reservation.made_at,
            Reservation.channel,
            Reservation.policy_version_id.label("version_id"),
        )
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .join(UnitType, (UnitType.tenant_id == Unit.tenant_id) & (UnitType.id == Unit.unit_type_id))
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
    )


def _row(row: Any) -> ReservationRow:
    facts = dict(row._mapping)
    return ReservationRow(**{**facts, "state": State(facts["state"])})


def _matches(wanted: Wanted, now: dt.datetime) -> list[ColumnElement[bool]]:
    """Say what a reservation must be like to stand in the list."""
    asked: list[ColumnElement[bool]] = []
    if wanted.text:
        asked.append(_found_by(wanted))
    if wanted.state is not None:
        asked.append(effective_state(now) == wanted.state.value)
    if wanted.type_ref:
        asked.append(UnitType.ref == wanted.type_ref)
    if wanted.first is not None:
        asked.append(Reservation.departs_on >= wanted.first)
    if wanted.last is not None:
        asked.append(Reservation.arrives_on <= wanted.last)
    return asked


def _found_by(wanted: Wanted) -> ColumnElement[bool]:
    """Say that a reference begins with the text, or that a client or a unit is called so."""
    found = db.session.execute(_CLIENTS, {"fragment": wanted.key, "most": MOST_CLIENTS}).scalars()
    return or_(
        Reservation.ref.istartswith(wanted.text, autoescape=True),
        Reservation.client_id.in_(list(found)),
        Unit.name.icontains(wanted.text, autoescape=True),
    )


def list_reservations(
    wanted: Wanted, now: dt.datetime, *, most: int, after: Place | None = None
) -> list[ReservationRow]:
    """List up to `most` reservations behind a place, by their first day."""
    asked = _rows(now).where(and_(True, *_matches(wanted, now)))
    here = tuple_(Reservation.arrives_on, Reservation.id)
    if wanted.first is not None:
        asked = asked.order_by(Reservation.arrives_on, Reservation.id)
        if after is not None:
            asked = asked.where(here > (after.arrives_on, after.id))
    else:
        asked = asked.order_by(Reservation.arrives_on.desc(), Reservation.id.desc())
        if after is not None:
            asked = asked.where(here < (after.arrives_on, after.id))
    return [_row(row) for row in db.session.execute(asked.limit(most))]


def count_reservations(wanted: Wanted, now: dt.datetime) -> int:
    """Count the reservations of a list, up to COUNTED and one more."""
    found = _rows(now).where(and_(True, *_matches(wanted, now))).limit(COUNTED + 1).subquery()
    return db.session.execute(select(func.count()).select_from(found)).scalar_one()


@dataclass(frozen=True)
class OwnerRow:
    """Whose claim it is, as members may know it."""

    ref: str
    client_name: str
    state: State


_OWNERS = (
    select(Reservation.ref, Client.name, effective_state(NOW))
    .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
    .where(Reservation.ref == any_(bindparam("refs", type_=ARRAY(Text))))
)


def find_owners(refs: list[str], now: dt.datetime) -> dict[str, OwnerRow]:
    """Find the clients behind references of reservations; closures are not among them."""
    found: Iterable[Any] = rows_of(_OWNERS, {"refs": refs, "now": now}) if refs else ()
    return {ref: OwnerRow(ref, name, State(state)) for ref, name, state in found}
