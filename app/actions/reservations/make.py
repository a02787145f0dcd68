"""Make a reservation: ask the policy and the calendar, claim the unit, keep the price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.actions.actor import Actor
from app.actions.clients import ClientChoice, choose
from app.actions.quotes import Offer, offer_of
from app.actions.refs import new_ref
from app.actions.reservations import rows
from app.actions.reservations.override import may_not_give, passed_over
from app.actions.reservations.price_lines import add_lines
from app.actions.reservations.seating import Verdict, alternatives, judge_under
from app.actions.reservations.surroundings import await_others
from app.actions.transaction import Attempt, Idempotency, Work, run
from app.actions.writer import values_of
from app.domain.asking import Ask, Party, Period
from app.domain.refusal import Refusal, Refused
from app.domain.words import State
from app.models import AuditEntry, Client, Reservation, ReservationGroup, StateChange
from app.queries.channels import spelled
from app.queries.policies import Rules
from app.queries.units import UnitRow


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, with the quote that they were shown, if any.

    Shapes:  `agreed_minor` is the only price that it may have, None: whatever it is; `consent` is the version of the
             text that a visitor agreed to.
    """

    unit_ref: str
    period: Period
    party: Party
    client: ClientChoice
    quantity: int = 1
    promo_code: str = ""
    complimentary: bool = False
    state: State = State.CONFIRMED
    expected_time: dt.time | None = None
    note: str = ""
    channel: str = ""
    override_reason: str = ""
    quote_ref: str = ""
    agreed_minor: int | None = None
    consent: str = ""

    def as_request(self) -> dict[str, Any]:
        """Answer the request as data, for the record and for telling two bodies apart; no personal data.

        The quote is not part of it: the same request with another quote is still the same.
        """
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
            "complimentary": self.complimentary,
            "state": self.state.value,
        }


def make(actor: Actor, wish: Wish, *, idempotency: Idempotency | None = None) -> str:
    """Make a reservation and answer its reference.

    A quote that still holds gives it the price and the version that were shown.

    Refuses: all that the policy and the calendar have against it, with alternatives; price_changed;
             price_too_large; complimentary_not_allowed.
    """
    attempt = Attempt("reservation", "made", request=wish.as_request())
    return run(actor, attempt, lambda work: make_in(work, wish), idempotency=idempotency)


def make_in(work: Work, wish: Wish) -> str:
    """Make a reservation in an open transaction and answer its reference; refuses as `make` does."""
    unit = rows.lock_units(work, [wish.unit_ref])[wish.unit_ref]
    asked = asked_for(work, wish, unit)
    work.attempt.request["policy_version"] = asked.today.version_id
    await_others(work, [(asked.today, asked.ask)], client=wish.client.ref)
    weighed = weigh(work, asked, client=wish.client.ref)
    if weighed.against:
        raise Refused(
            weighed.refusals,
            lambda units: alternatives(
                asked.today, weighed.verdict.ask or asked.ask, reseats=True, units=units
            ),
        )
    if weighed.refusals:
        raise Refused(weighed.refusals)
    work.writer.collect(Client, Reservation, AuditEntry, AuditEntry)
    return place(work, weighed, choose(work, wish.client)).row.ref


@dataclass(frozen=True)
class AskedFor:
    """A wish put to the version of its unit's policy that applies today, with the price that counts.

    Shapes:  `offer` is None for a period that has no shape.
    """

    wish: Wish
    unit: UnitRow
    today: Rules
    ask: Ask
    offer: Offer | None

    @property
    def rules(self) -> Rules:
        """Answer the version under which it will be made: the one that its price was reckoned under."""
        return self.offer.rules if self.offer else self.today

    @property
    def blocks(self) -> bool:
        """Tell whether it keeps its unit from others: a request does so only where the policy says it."""
        return self.wish.state is not State.PENDING or self.rules.doc.pending_blocks


@dataclass(frozen=True)
class Weighed:
    """A wish with what rules and room have against it; what is refused may not be placed for good.

    Shapes:  `not_allowed` is what the member may not ask for, wherever and whenever it is.
    """

    asked: AskedFor
    verdict: Verdict
    against: Sequence[Refusal]
    not_allowed: Sequence[Refusal] = ()

    @property
    def refusals(self) -> list[Refusal]:
        """Answer all that stands against it, a price other than was shown included."""
        of_price = self.asked.offer.refusals if self.asked.offer else []
        return [*self.against, *self.not_allowed, *of_price]


def asked_for(work: Work, wish: Wish, unit: UnitRow) -> AskedFor:
    """Put a wish to the rules of its unit, which is under lock."""
    ask = rows.ask_of(
        work,
        unit,
        wish.period,
        wish.party,
        quantity=wish.quantity,
        promo_code=wish.promo_code,
        complimentary=wish.complimentary,
    )
    today = rows.rules_today(unit)
    offer = offer_of(today, ask, currency=work.tenant.currency, ref=wish.quote_ref)
    return AskedFor(wish, unit, today, ask, offer)


def weigh(work: Work, asked: AskedFor, *, client: str | int) -> Weighed:
    """Judge a wish as the transaction sees the calendar now, what it has placed itself included.

    Shapes:  `client` is a reference or a key, '' while nobody is known.
    """
    verdict = judge_under(asked.today, asked.rules, asked.ask, unit=asked.unit, client=client)
    wish = asked.wish
    not_allowed = [*may_not_give(work.actor, wanted=wish.complimentary), *_not_agreed(asked)]
    return Weighed(asked, verdict, passed_over(work.actor, verdict, wish.override_reason), not_allowed)


def _not_agreed(asked: AskedFor) -> list[Refusal]:
    """Refuse a price other than the one that was agreed to.

    Refuses: price_changed (409), with both.
    """
    agreed_minor, offer = asked.wish.agreed_minor, asked.offer
    if offer is None or offer.too_large or agreed_minor in {None, offer.quote.total_minor}:
        return []
    facts: dict[str, object] = {"before_minor": agreed_minor, "now_minor": offer.quote.total_minor}
    return [Refusal("price_changed", None, facts, status=409)]


def place(
    work: Work, weighed: Weighed, client_id: int, *, group: ReservationGroup | None = None, live: bool = False
) -> rows.Held:
    """Write a reservation with its claims, its price, its first state and its record.

    Shapes:  `live` claims its unit also where the wish would not block it.

    Raises:  ValueError for a period that has no shape.
    """
    asked = weighed.asked
    if asked.offer is None:
        raise ValueError("A period without a shape can't be placed.")
    wish, kind, doc = asked.wish, asked.rules.kind, asked.rules.doc
    quote = asked.offer.quote
    row = _row(work, asked, client_id, quote.total_minor)
    row.group_id = group.id if group else None
    zone = work.tenant.zone
    deadline = kind.deadline(doc, wish.state, period=wish.period, zone=zone, made_at=work.now)
    rows.set_deadline(row, deadline)
    work.writer.add((Reservation, [values_of(row)]))
    held = rows.Held(row, asked.unit, asked.rules)
    rows.claim(work, held, deadline=deadline, live=live or asked.blocks)
    add_lines(work, row.id, quote.lines)
    _first_state(work, row)
    reason = {"reason": wish.override_reason} if weighed.verdict.broken else {}
    linked = {"linked": [rows.link_to(group)]} if group else {}
    facts: dict[str, object] = {"complimentary": True} if wish.complimentary else {}
    if wish.consent:
        facts["consent"] = wish.consent
    rows.record(work, held, "made", before={}, facts=facts, **reason, **linked)
    return held


def _row(work: Work, asked: AskedFor, client_id: int, total_minor: int) -> Reservation:
    wish, kind, doc = asked.wish, asked.rules.kind, asked.rules.doc
    span = kind.span(doc, wish.period, work.tenant.zone)
    return Reservation(
        tenant_id=work.tenant.id,
        id=work.writer.new_id(Reservation),
        ref=new_ref(),
        unit_id=asked.unit.id,
        client_id=client_id,
        policy_version_id=asked.rules.version_id,
        state=wish.state.value,
        arrives_on=wish.period.starts_on,
        departs_on=wish.period.ends_on,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        period=rows.times_of(wish.period),
        adults=wish.party.adults,
        children=wish.party.children,
        infants=wish.party.infants,
        cots=wish.party.cots,
        quantity=kind.wanted(doc, asked.ask),
        promo_code=wish.promo_code,
        expected_time=wish.expected_time,
        total_minor=total_minor,
        paid_minor=0,
        channel=spelled(wish.channel),
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
