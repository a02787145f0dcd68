"""One reservation with all that its page says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.domain import lifecycle
from app.domain.asking import Party, Period
from app.domain.words import GONE, OPEN, State
from app.extensions import db
from app.models import (
    AuditEntry,
    Client,
    Person,
    Reservation,
    ReservationGroup,
    StateChange,
    Unit,
)
from app.queries.periods import stored_period
from app.queries.states import effective_state

MOST_OTHERS = 60


@dataclass(frozen=True)
class ReservationFacts:
    """A reservation, its client and which stay of theirs it is."""

    id: int
    ref: str
    unit_id: int
    version_id: int
    stored_state: State
    due_at: dt.datetime | None
    due_state: State | None
    period: Period
    party: Party
    quantity: int
    promo_code: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    expected_time: dt.time | None
    total_minor: int
    fee_minor: int | None
    paid_minor: int
    channel: str
    note: str
    made_at: dt.datetime
    version: int
    client_id: int
    client_ref: str
    client_name: str
    client_email: str
    client_phone: str
    client_notes: str
    client_language: str
    group_ref: str | None

    def state_at(self, now: dt.datetime) -> State:
        """Answer the state that is true at an instant."""
        return lifecycle.effective(self.stored_state, self.due_at, due_state=self.due_state, now=now)


@dataclass(frozen=True)
class ChangeRow:
    """A change of state, and who made it; nobody: a deadline of the policy."""

    state: State
    happened_at: dt.datetime
    recorded_at: dt.datetime
    person: str | None


def find_reservation(ref: str) -> ReservationFacts | None:
    """Find a reservation by its reference."""
    row = db.session.execute(
        select(
            *(getattr(Reservation, name) for name in _COLUMNS),
            Client.ref.label("client_ref"),
            Client.name.label("client_name"),
            Client.email.label("client_email"),
            Client.phone.label("client_phone"),
            Client.notes.label("client_notes"),
            Client.language.label("client_language"),
            ReservationGroup.ref.label("group_ref"),
        )
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .outerjoin(
            ReservationGroup,
            (ReservationGroup.tenant_id == Reservation.tenant_id)
            & (ReservationGroup.id == Reservation.group_id),
        )
        .where(Reservation.ref == ref)
    ).one_or_none()
    return _facts(dict(row._mapping)) if row else None


_COLUMNS = (
    "id", "ref", "unit_id", "policy_version_id", "state", "due_at", "due_state", "arrives_on", "departs_on", "period",
    "adults", "children", "infants", "cots", "quantity", "promo_code", "starts_at", "ends_at", "expected_time", "total_minor", "fee_minor",
    "paid_minor", "channel", "note", "made_at", "version", "client_id",
)  # fmt: skip


def _facts(row: dict[str, Any]) -> ReservationFacts:
    due = row.pop("due_state")
    return ReservationFacts(
        version_id=row.pop("policy_version_id"),
        stored_state=State(row.pop("state")),
        due_state=State(due) if due else None,
        period=stored_period(row.pop("arrives_on"), row.pop("departs_on"), row.pop("period")),
        party=Party(*(row.pop(name) for name in ("adults", "children", "infants", "cots"))),
        **{name: value for name, value in row.items() if name != "period"},
    )


def list_state_changes(reservation_id: int) -> list[ChangeRow]:
    """List the changes of state, the newest first."""
    found = db.session.execute(
        select(StateChange.to_state, StateChange.happened_at, StateChange.recorded_at, Person.name)
        .outerjoin(Person, Person.id == StateChange.person_id)
        .where(StateChange.reservation_id == reservation_id)
        .order_by(StateChange.id.desc())
    )
    return [
        ChangeRow(State(state), happened_at, recorded_at, person)
        for state, happened_at, recorded_at, person in found
    ]


def find_last_change(ref: str) -> tuple[str | None, dt.datetime] | None:
    """Find who last did something to a reservation, and when it was done."""
    row = db.session.execute(
        select(Person.name, AuditEntry.happened_at)
        .select_from(AuditEntry)
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .where(AuditEntry.entity_ref == ref, AuditEntry.entity == "reservation", AuditEntry.outcome == "done")
        .order_by(AuditEntry.recorded_at.desc(), AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return (row.name, row.happened_at) if row else None


def list_others_then(facts: ReservationFacts, now: dt.datetime) -> list[tuple[str, str, str]]:
    """List the open reservations of other units in the same days: reference, client, unit."""
    found = db.session.execute(
        select(Reservation.ref, Client.name, Unit.name)
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .where(
            effective_state(now).in_([state.value for state in OPEN]),
            Reservation.unit_id != facts.unit_id,
            Reservation.arrives_on < facts.period.ends_on,
            Reservation.departs_on > facts.period.starts_on,
        )
        .order_by(Unit.position, Unit.name, Reservation.arrives_on)
        .limit(MOST_OTHERS)
    )
    return [(ref, client, unit) for ref, client, unit in found]


def count_stays_before(client_id: int, day: dt.date) -> int:
    """Count the stays of a client that began before a day; those that came to nothing are left out."""
    earlier = (
        select(func.count())
        .select_from(Reservation)
        .where(
            Reservation.client_id == client_id,
            Reservation.state.not_in([state.value for state in GONE]),
            Reservation.arrives_on < day,
        )
    )
    return db.session.execute(earlier).scalar_one()


def count_stays(client_id: int) -> tuple[int, dt.date | None]:
    """Count the stays of a client that came to something, and answer when the latest begins."""
    row = db.session.execute(
        select(func.count(), func.max(Reservation.arrives_on)).where(
            Reservation.client_id == client_id,
            Reservation.state.not_in([state.value for state in GONE]),
        )
    ).one()
    return row[0], row[1]
