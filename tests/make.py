"""Makers: one line a thing, keywords for what the test is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.change import Change, change
from app.actions.reservations.make import Wish, make
from app.actions.transaction import Idempotency
from app.domain.asking import Party, Period
from app.domain.words import State
from app.extensions import db
from app.models import AuditEntry, Claim, Reservation, StateChange
from tests.cast import House

JULY = (2026, 7)


def july(day: int) -> dt.date:
    """A day of July 2026; days past the 31st go on in August."""
    return dt.date(*JULY, 1) + dt.timedelta(days=day - 1)


def nights(arrives: int, departs: int, **times: dt.time) -> Period:
    """A stay in July 2026, by its days."""
    return Period(july(arrives), july(departs), **times)


def reserve(
    house: House,
    arrives: int,
    departs: int,
    *,
    unit: str = "cabin-1",
    role: str = "staff",
    key: str = "",
    client: str = "Ada Okonkwo",
    adults: int = 2,
    **wish: Any,
) -> str:
    """Reserve nights in July 2026 and answer the reference."""
    times = {name: wish.pop(name) for name in ("starts_time", "ends_time") if name in wish}
    party = wish.pop("party", Party(adults=adults))
    asked = Wish(
        unit_ref=unit,
        period=nights(arrives, departs, **times),
        party=party,
        client=ClientChoice(fields=ClientFields(name=client)),
        **wish,
    )
    idempotency = Idempotency(key, asked.as_request()) if key else None
    return make(house.actor(role), asked, idempotency=idempotency)


def request(house: House, arrives: int, departs: int, **wish: Any) -> str:
    """Ask for nights; a member has not confirmed them."""
    return reserve(house, arrives, departs, state=State.PENDING, **wish)


def alter(house: House, ref: str, *, role: str = "staff", **wanted: Any) -> None:
    """Change a reservation; what is not named stays."""
    row = find(ref)
    period = wanted.pop("period", None) or Period(row.arrives_on, row.departs_on)
    asked = Change(
        unit_ref=wanted.pop("unit", None) or unit_of(house, row),
        period=period,
        party=wanted.pop("party", None) or Party(row.adults, row.children, row.infants, row.cots),
        version=wanted.pop("version", row.version),
        **wanted,
    )
    change(house.actor(role), ref, asked)


def unit_of(house: House, row: Reservation) -> str:
    """The unit that a row stands in."""
    return next(ref for ref, unit_id in house.units.items() if unit_id == row.unit_id)


def find(ref: str) -> Reservation:
    """The row of a reservation as the database has it now."""
    asked = select(Reservation).where(Reservation.ref == ref).execution_options(populate_existing=True)
    return db.session.execute(asked).scalar_one()


def live_claims(ref: str) -> list[tuple[dt.datetime, dt.datetime]]:
    """The own time of a reservation's live claims."""
    asked = (
        select(Claim.starts_at, Claim.ends_at)
        .join(Reservation, Reservation.id == Claim.reservation_id)
        .where(Reservation.ref == ref, Claim.live)
        .order_by(Claim.starts_at)
    )
    return [tuple(row) for row in db.session.execute(asked)]


def states_of(ref: str) -> list[str]:
    """The states a reservation went through."""
    asked = select(StateChange.to_state).join(Reservation, Reservation.id == StateChange.reservation_id)
    return list(db.session.execute(asked.where(Reservation.ref == ref).order_by(StateChange.id)).scalars())


def audit_of(action: str, outcome: str = "done") -> list[AuditEntry]:
    """The entries of one action."""
    asked = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.outcome == outcome)
    return list(db.session.execute(asked.order_by(AuditEntry.id)).scalars())
