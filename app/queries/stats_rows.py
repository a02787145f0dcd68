"""The reservations that a figure counts, a page at a time, each with what it adds to the figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select, tuple_

from app.domain.localtime import day_start
from app.domain.words import ACTIVE, PAID_STATES, State
from app.models import Client, Reservation
from app.queries.earned import prices_of
from app.queries.facts import of_reservation, takers
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.sums import Choice
from app.queries.tally import ONE_DAY, Tally
from app.queries.touching import touching
from app.queries.units import UnitRow
from app.queries.wanted import Place
from app.tenancy import current

BY_STAY, BY_ARRIVAL, BY_MAKING = "stay", "arrival", "making"
COUNTED = frozenset(set(State) - {State.PENDING, State.EXPIRED})
# What a figure is counted by, and in which states.
COUNTS: dict[str, tuple[str, frozenset[State]]] = {
    "sold": (BY_STAY, PAID_STATES),
    "complimentary": (BY_STAY, PAID_STATES),
    "reserved": (BY_STAY, PAID_STATES),
    "revenue_minor": (BY_STAY, PAID_STATES),
    "active_in_all": (BY_STAY, ACTIVE),
    "standing": (BY_ARRIVAL, PAID_STATES),
    "stay": (BY_ARRIVAL, PAID_STATES),
    "lead_days": (BY_ARRIVAL, PAID_STATES),
    "cancelled": (BY_ARRIVAL, frozenset({State.CANCELLED})),
    "absent": (BY_ARRIVAL, frozenset({State.ABSENT})),
    "pending": (BY_ARRIVAL, frozenset({State.PENDING})),
    "made": (BY_MAKING, COUNTED),
    "made_cancelled": (BY_MAKING, frozenset({State.CANCELLED})),
    "made_absent": (BY_MAKING, frozenset({State.ABSENT})),
}


@dataclass(frozen=True)
class Counted:
    """A reservation and what it adds to a figure."""

    id: int
    ref: str
    client_name: str
    unit: UnitRow
    state: State
    arrives_on: dt.date
    departs_on: dt.date
    made_at: dt.datetime
    channel: str
    adds: int

    @property
    def place(self) -> Place:
        """Answer where this row stands in the list."""
        return Place(self.arrives_on, self.id)


def list_counted(
    measure: str, first: dt.date, last: dt.date, now: dt.datetime, *, units: Mapping[int, UnitRow],
    choice: Choice, after: Place | None, most: int,
) -> tuple[list[Counted], Place | None]:  # fmt: skip
    """List the reservations behind a place that a figure counts, and the place at which to go on, if there is more.

    Shapes:  `measure` is a key of COUNTS. Those that add nothing are left out, so a page may be short.
    """
    chosen = {key: unit for key, unit in units.items() if choice.holds(unit)}
    basis, states = COUNTS[measure]
    asked = (
        select(
            Reservation.id, Reservation.ref, Reservation.unit_id, Reservation.channel,
            effective_state(now).label("state"), Reservation.arrives_on, Reservation.departs_on,
            Reservation.starts_at, Reservation.ends_at, Reservation.made_at, Reservation.quantity,
            Client.name.label("client_name"),
        )
        .join(Client, and_(Client.tenant_id == Reservation.tenant_id, Client.id == Reservation.client_id))
        .where(_within(basis, first, last), effective_state(now).in_([state.value for state in states]))
        .where(Reservation.unit_id.in_(takers(units.values(), chosen)))
        .order_by(Reservation.arrives_on, Reservation.id)
        .limit(most + 1)
    )  # fmt: skip
    if choice.channel is not None:
        asked = asked.where(Reservation.channel == choice.channel)
    if after is not None:
        asked = asked.where(tuple_(Reservation.arrives_on, Reservation.id) > (after.arrives_on, after.id))
    rows = rows_of(asked).all()
    page = rows[:most]
    prices = prices_of([row.id for row in page]) if basis == BY_STAY else {}
    counted = []
    for row in page:
        facts = of_reservation(row, units, prices.get(row.id), within=Tally(chosen, first, last))
        adds = 1 if basis == BY_MAKING else int(getattr(facts, measure))
        if adds:
            counted.append(_counted(row, units[row.unit_id], adds))
    goes_on = Place(page[-1].arrives_on, page[-1].id) if len(rows) > most else None
    return counted, goes_on


def _counted(row: Any, unit: UnitRow, adds: int) -> Counted:
    return Counted(
        row.id, row.ref, row.client_name, unit, State(row.state), row.arrives_on, row.departs_on, row.made_at,
        row.channel, adds,
    )  # fmt: skip


def _within(basis: str, first: dt.date, last: dt.date) -> ColumnElement[bool]:
    if basis == BY_ARRIVAL:
        return and_(Reservation.arrives_on >= first, Reservation.arrives_on < last)
    if basis == BY_MAKING:
        zone = current().zone
        return and_(
            Reservation.made_at >= day_start(first, zone), Reservation.made_at < day_start(last, zone)
        )
    return touching(first - ONE_DAY, last)
