"""Reservations as lists show them: searched, filtered, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, case, select

from app.domain.asking import Period
from app.domain.lines import LineKind
from app.domain.words import State
from app.extensions import db
from app.models import Client, PriceLine, Reservation, Unit, UnitType
from app.queries.binds import NOW, apart, each_given, each_of
from app.queries.chosen import choose, in_order
from app.queries.periods import stored_period
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.wanted import Place, Wanted, look_up


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
    quantity: int
    period: Period
    total_minor: int
    fee_minor: int | None
    paid_minor: int
    due_at: dt.datetime | None
    made_at: dt.datetime
    channel: str
    version_id: int
    is_given: bool

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


def list_reservations(
    wanted: Wanted, now: dt.datetime, *, most: int, after: Place | None = None
) -> list[ReservationRow]:
    """List up to `most` reservations behind a place, by their first day."""
    found = look_up(wanted)
    asked = _named(choose(found, now, most=most, after=after), found, now)
    return [_row(row) for row in db.session.execute(asked)]


def _named(chosen: Select[Any], wanted: Wanted, now: dt.datetime) -> Select[Any]:
    """Fetch what chosen keys mean, each table by a sorted list of keys, and join it by outer joins."""
    page = apart("page", chosen)
    stays = apart("stays", _facts(now).where(Reservation.id == each_of(page.c.id)))
    clients = apart(
        "names",
        select(
            Client.id,
            Client.ref.label("client_ref"),
            Client.name.label("client_name"),
            Client.email.label("client_email"),
        ).where(Client.id == each_of(stays.c.client_id)),
    )
    units = apart(
        "places",
        select(Unit.id, Unit.unit_type_id, Unit.ref.label("unit_ref"), Unit.name.label("unit_name")).where(
            Unit.id == each_of(stays.c.unit_id)
        ),
    )
    types = apart(
        "kinds",
        select(UnitType.id, UnitType.name.label("type_name")).where(
            UnitType.id == each_of(units.c.unit_type_id)
        ),
    )
    return (
        select(stays, *list(clients.c)[1:], *list(units.c)[2:], types.c.type_name)
        .select_from(stays)
        .outerjoin(clients, clients.c.id == stays.c.client_id)
        .outerjoin(units, units.c.id == stays.c.unit_id)
        .outerjoin(types, types.c.id == units.c.unit_type_id)
        .order_by(*in_order(wanted, stays.c))
    )


def _facts(now: dt.datetime) -> Select[*tuple[Any, ...]]:
    return select(
        Reservation.id,
        Reservation.ref,
        Reservation.unit_id,
        Reservation.client_id,
        effective_state(now).label("state"),
        Reservation.arrives_on,
        Reservation.departs_on,
        Reservation.adults,
        Reservation.children,
        Reservation.infants,
        Reservation.cots,
        Reservation.quantity,
        Reservation.period,
        Reservation.total_minor,
        Reservation.fee_minor,
        Reservation.paid_minor,
        Reservation.due_at,
        Reservation.made_at,
        Reservation.channel,
        Reservation.policy_version_id.label("version_id"),
        _is_given().label("is_given"),
    )


def _is_given() -> ColumnElement[bool]:
    """Tell of a reservation whether it is complimentary; lines are looked at where the price is nothing."""
    line = select(PriceLine.position).where(
        PriceLine.tenant_id == Reservation.tenant_id,
        PriceLine.reservation_id == Reservation.id,
        PriceLine.kind == LineKind.COMPLIMENTARY.value,
    )
    return case((Reservation.total_minor == 0, line.exists()), else_=False)


def _row(row: Any) -> ReservationRow:
    facts = dict(row._mapping)
    del facts["unit_id"], facts["client_id"]
    period = stored_period(facts["arrives_on"], facts["departs_on"], facts["period"])
    return ReservationRow(**{**facts, "period": period, "state": State(facts["state"])})


@dataclass(frozen=True)
class OwnerRow:
    """Whose claim it is, as members may know it."""

    ref: str
    client_name: str
    state: State


# Few rows: their names cost less to look up than a join to plan.
_NAME = (
    select(Client.name)
    .where(Client.tenant_id == Reservation.tenant_id, Client.id == Reservation.client_id)
    .scalar_subquery()
)
_OWNERS = select(Reservation.ref, _NAME, effective_state(NOW)).where(
    Reservation.ref == each_given(bindparam("refs", type_=ARRAY(Text)))
)


def find_owners(refs: list[str], now: dt.datetime) -> dict[str, OwnerRow]:
    """Find the clients behind references of reservations; closures are not among them."""
    found: Iterable[Any] = rows_of(_OWNERS, {"refs": refs, "now": now}).all() if refs else ()
    return {ref: OwnerRow(ref, name, State(state)) for ref, name, state in found}
