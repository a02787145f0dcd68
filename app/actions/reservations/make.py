"""Make a reservation: ask the policy and the calendar, claim the unit, keep the price."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.actions.actor import Actor
from app.actions.clients import ClientChoice, choose
from app.actions.refs import new_ref
from app.actions.reservations import rows
from app.actions.reservations.override import passed_over
from app.actions.reservations.seating import alternatives, judge
from app.actions.reservations.surroundings import await_others
from app.actions.transaction import Attempt, Idempotency, Work, run
from app.actions.writer import values_of
from app.domain.asking import Party, Period
from app.domain.refusal import Refused
from app.domain.words import State
from app.models import AuditEntry, Client, Reservation, StateChange
from app.queries.units import UnitRow


@dataclass(frozen=True)
class Wish:
    """What somebody asks for."""

    unit_ref: str
    period: Period
    party: Party
    client: ClientChoice
    quantity: int = 1
    promo_code: str = ""
    state: State = State.CONFIRMED
    expected_time: dt.time | None = None
    note: str = ""
    channel: str = ""
    override_reason: str = ""

    def as_request(self) -> dict[str, Any]:
        """Answer the request as data, for the record and for telling two bodies apart; no personal data."""
        period, party = self.period, self.party
        return {
            "unit": self.unit_ref,
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            **rows.times_of(period),
            "adults": party.adults,
            "children": party.children,
            "infants": party.infants,
            "cots": party.cots,
            "quantity": self.quantity,
            "promo_code": self.promo_code,
            "state": self.state.value,
        }


def make(actor: Actor, wish: Wish, *, idempotency: Idempotency | None = None) -> str:
    """Make a reservation and answer its reference.

    Refuses: all that the policy and the calendar have against it, with alternatives.
    """
    attempt = Attempt("reservation", "made", request=wish.as_request())
    return run(actor, attempt, lambda work: _make(work, wish), idempotency=idempotency)


def _make(work: Work, wish: Wish) -> str:
    unit = rows.lock_units(work, [wish.unit_ref])[wish.unit_ref]
    asked = rows.rules_today(unit)
    work.attempt.request["policy_version"] = asked.version_id
    ask = rows.ask_of(work, unit, wish.period, wish.party, quantity=wish.quantity, promo_code=wish.promo_code)
    blocks = wish.state is not State.PENDING or asked.doc.pending_blocks
    await_others(work, asked, ask, client=wish.client.ref)
    verdict = judge(asked, ask, unit=unit, client=wish.client.ref)
    refusals = passed_over(work.actor, verdict, wish.override_reason)
    if refusals:
        raise Refused(refusals, lambda: alternatives(asked, verdict.ask or ask, reseats=True))
    quote = asked.kind.quote(asked.doc, ask, currency=work.tenant.currency)
    work.writer.collect(Client, Reservation, AuditEntry, AuditEntry)
    client_id = choose(work, wish.client)
    row = _row(work, wish, unit, asked.version_id, client_id, quote.total_minor)
    row.quantity = asked.kind.wanted(asked.doc, ask)
    deadline = asked.kind.deadline(
        asked.doc, wish.state, period=wish.period, zone=work.tenant.zone, made_at=work.now
    )
    rows.set_deadline(row, deadline)
    span = asked.kind.span(asked.doc, wish.period, work.tenant.zone)
    row.starts_at, row.ends_at = span.starts_at, span.ends_at
    work.writer.add((Reservation, [values_of(row)]))
    held = rows.Held(row, unit, asked)
    rows.claim(work, held, deadline=deadline, live=blocks)
    rows.add_lines(work, row.id, quote.lines)
    _first_state(work, row)
    reason = {"reason": wish.override_reason} if verdict.broken else {}
    rows.record(work, held, "made", before={}, **reason)
    return row.ref


def _row(
    work: Work, wish: Wish, unit: UnitRow, version_id: int, client_id: int, total_minor: int
) -> Reservation:
    return Reservation(
        tenant_id=work.tenant.id,
        id=work.writer.new_id(Reservation),
        ref=new_ref(),
        unit_id=unit.id,
        client_id=client_id,
        policy_version_id=version_id,
        state=wish.state.value,
        arrives_on=wish.period.starts_on,
        departs_on=wish.period.ends_on,
        period=rows.times_of(wish.period),
        adults=wish.party.adults,
        children=wish.party.children,
        infants=wish.party.infants,
        cots=wish.party.cots,
        promo_code=wish.promo_code,
        expected_time=wish.expected_time,
        total_minor=total_minor,
        paid_minor=0,
        channel=wish.channel,
        note=wish.note,
        made_at=work.now,
        version=1,
    )


def _first_state(work: Work, row: Reservation) -> None:
    first = {
        "tenant_id": work.tenant.id,
        "reservation_id": row.id,
        "to_state": row.state,
        "happened_at": work.now,
        "recorded_at": work.now,
        "person_id": work.actor.person_id,
    }
    work.writer.add((StateChange, [first]))
