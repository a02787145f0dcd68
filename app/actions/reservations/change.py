"""Change a reservation: other dates, another unit, other people. One save, one verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.actions import claims
from app.actions.actor import Actor
from app.actions.reservations import rows
from app.actions.reservations.override import may_not_give, passed_over
from app.actions.reservations.price_lines import store_lines
from app.actions.reservations.rows import Held
from app.actions.reservations.seating import Shows, Verdict, alternatives, judge
from app.actions.reservations.surroundings import await_others
from app.actions.reservations.visiting import refuse_too_late
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain import lifecycle
from app.domain.asking import Alternative, Ask, Party, Period
from app.domain.lines import Line, Quote, is_given
from app.domain.localtime import local_date
from app.domain.pricing import price_refusals
from app.domain.refusal import Refusal, Refused
from app.domain.span import Span
from app.domain.words import State
from app.extensions import db
from app.models import Reservation
from app.queries.channels import spelled
from app.queries.lines import list_lines
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit, find_unit_by_id


@dataclass(frozen=True)
class Change:
    """What a reservation shall become; the version is the one that was read when the change was begun.

    Shapes:  `quantity`, `promo_code`, `complimentary` and `channel` None: as it stands; `agreed_minor` is the only price that it
             may have afterwards, None: whatever it is.
    """

    unit_ref: str
    period: Period
    party: Party
    version: int | None
    quantity: int | None = None
    promo_code: str | None = None
    complimentary: bool | None = None
    expected_time: dt.time | None = None
    channel: str | None = None
    note: str = ""
    paid_minor: int = 0
    override_reason: str = ""
    agreed_minor: int | None = None

    def as_request(self) -> dict[str, Any]:
        """Answer the change as data, for the record; no personal data."""
        return {
            "unit": self.unit_ref,
            "starts_on": self.period.starts_on,
            "ends_on": self.period.ends_on,
            **rows.times_of(self.period),
            "adults": self.party.adults,
            "children": self.party.children,
            "infants": self.party.infants,
            "cots": self.party.cots,
            "quantity": self.quantity,
            "promo_code": self.promo_code,
            "complimentary": self.complimentary,
        }


def change(actor: Actor, ref: str, wanted: Change, *, idempotency: Idempotency | None = None) -> None:
    """Change a reservation; with a key that was used before, nothing is done again.

    Refuses: is_final, wrong_state, stale, taken, price_changed, to a client self_service_over (409), every rule that
             the change breaks, price_too_large and complimentary_not_allowed.
    """
    attempt = Attempt("reservation", "changed", entity_ref=ref, request=wanted.as_request())
    run(actor, attempt, lambda work: _change(work, ref, wanted), idempotency=idempotency)


def _change(work: Work, ref: str, wanted: Change) -> str:
    held = rows.lock(work, ref, also_units=[wanted.unit_ref])
    work.attempt.request["policy_version"] = held.rules.version_id
    unit = find_unit(wanted.unit_ref)
    if unit is None:
        raise NotFound("unit")
    state = State(held.row.state)
    refusal = lifecycle.change_refusal(state)
    if refusal:
        raise Refused([refusal])
    refuse_too_late(work, held)
    # After the state: a deadline settled just now has raised the version, and is undone with the refusal.
    rows.refuse_stale(held, wanted.version)
    ask = rows.ask_of(
        work,
        unit,
        wanted.period,
        wanted.party,
        held=held,
        quantity=wanted.quantity,
        promo_code=wanted.promo_code,
        complimentary=wanted.complimentary,
    )
    await_others(work, [(held.rules, ask)], client=held.row.client_id)
    verdict = judge_change(held, ask, unit=unit)
    stored = list_lines(held.row.id)
    _refuse_what_stands_against(work, held, ask, verdict=verdict, wanted=wanted, stored=stored)
    before = rows.snapshot(held.row, held.unit.ref)
    moves = wanted.period != held.period or unit.id != held.unit.id
    takes_other = moves or asks_other_quantity(held, ask)
    facts: dict[str, object] = {}
    if asks_other_price(held, ask, unit=unit, stored=stored):
        lines = _price_anew(work, held, ask, unit=unit, stored=stored, agreed_minor=wanted.agreed_minor)
        if is_given(lines) != is_given(stored):
            before["complimentary"], facts["complimentary"] = is_given(stored), is_given(lines)
    _write(held, wanted, unit)
    held.row.quantity, held.row.promo_code = held.rules.kind.wanted(held.rules.doc, ask), ask.promo_code
    if takes_other:
        reseat(work, rows.in_unit(held, unit), state)
    held.row.version += 1
    more = {"reason": wanted.override_reason.strip()} if verdict.broken else {}
    rows.record(work, rows.in_unit(held, unit), "changed", before=before, facts=facts, **more)
    return ref


def _refuse_what_stands_against(
    work: Work, held: Held, ask: Ask, *, verdict: Verdict, wanted: Change, stored: Sequence[Line]
) -> None:
    """Refuse what rules and room have against a change, with ways out, and what the member may not ask for."""
    against = passed_over(work.actor, verdict, wanted.override_reason)
    not_allowed = may_not_give(work.actor, wanted=wanted.complimentary, is_given=is_given(stored))
    if against:
        raise Refused([*against, *not_allowed], lambda units: _ways(held, ask, verdict, units))
    if not_allowed:
        raise Refused(not_allowed)


def _ways(held: Held, ask: Ask, verdict: Verdict, units: Sequence[UnitRow] | None) -> list[Alternative]:
    """Search for other changes that would be accepted; to leave it as it is would be none."""
    return alternatives(
        held.rules,
        verdict.ask or ask,
        ignoring={held.row.ref},
        in_the_way=verdict.in_the_way,
        reseats=True,
        allows=lambda facts, period: (
            (facts.ref, period) != (held.unit.ref, held.period)
            and not over_refusals(held, replace(ask, unit=facts, period=period))
        ),
        units=units,
    )


def _price_anew(
    work: Work, held: Held, ask: Ask, *, unit: UnitRow, stored: Sequence[Line], agreed_minor: int | None
) -> list[Line]:
    """Price a change and keep its lines in place of those that were sold.

    Refuses: price_too_large; price_changed (409), with the price that was agreed to and the one it has.
    """
    price = price_of_change(work, held, ask, unit=unit, stored=stored)
    if too_large := price_refusals(price, ask):
        raise Refused(too_large)
    if agreed_minor not in {None, price.total_minor}:
        facts: dict[str, object] = {"before_minor": agreed_minor, "now_minor": price.total_minor}
        raise Refused([Refusal("price_changed", None, facts, status=409)])
    held.row.total_minor = price.total_minor
    store_lines(work, held.row.id, price.lines)
    return price.lines


def judge_change(held: Held, ask: Ask, *, unit: UnitRow, shows: Shows | None = None) -> Verdict:
    """Ask the version the reservation was made under, and the calendar, about a change; `shows` as in `judge`.

    Nothing stands against a note, an hour of arrival or a payment: what was accepted once is not asked for again.

    Refuses: other_kind, for a unit whose policy says periods in another way.
    """
    stays = _stays_as_it_is(held, ask, unit)
    if not stays and rows.rules_today(unit).kind is not held.rules.kind:
        return Verdict([], [Refusal("other_kind", "unit", {"unit": unit.name})])
    theirs = {held.row.ref}
    verdict = judge(held.rules, ask, unit=unit, ignoring=theirs, client=held.row.client_id, shows=shows)
    if stays:
        return replace(verdict, broken=[], in_the_way=[])
    if held.rules.kind.shape(held.rules.doc, ask.period, zone=ask.zone):
        return verdict
    return replace(verdict, broken=[*over_refusals(held, ask), *verdict.broken])


def look_at(ref: str) -> Held:
    """Read a reservation with its unit and rules, without a lock.

    Raises:  NotFound when there is none in this tenant.
    """
    row = db.session.execute(
        select(Reservation).where(Reservation.ref == ref).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    unit = find_unit_by_id(row.unit_id) if row else None
    if row is None or unit is None:
        raise NotFound("reservation")
    return Held(row, unit, rules(row.policy_version_id))


def asks_other_quantity(held: Held, ask: Ask) -> bool:
    """Tell whether a change takes more or fewer of the unit than the reservation does."""
    return held.rules.kind.wanted(held.rules.doc, ask) != held.row.quantity


def _stays_as_it_is(held: Held, ask: Ask, unit: UnitRow) -> bool:
    """Tell whether a change leaves everything that a rule or a price reads; whether it is a gift, only a price does."""
    return (
        ask.period == held.period
        and unit.id == held.unit.id
        and ask.party == held.party
        and ask.keeps_code
        and not asks_other_quantity(held, ask)
    )


def asks_other_price(held: Held, ask: Ask, *, unit: UnitRow, stored: Sequence[Line]) -> bool:
    """Tell whether a change is priced anew; people, place and all that a price rests on unchanged, it is not."""
    return not _stays_as_it_is(held, ask, unit) or ask.complimentary not in {None, is_given(stored)}


def over_refusals(held: Held, ask: Ask) -> list[Refusal]:
    """Answer what a change of a stay in the house would do to time that is over.

    Refuses: past_cannot_change (409), also for a move: what was lived was lived in the old unit.
    """
    kind, doc = held.rules.kind, held.rules.doc
    if held.row.state != State.CHECKED_IN:
        return []
    refusals = kind.change_refusals(doc, held.period, wanted=ask.period, zone=ask.zone, now=ask.now)
    over = kind.passed(doc, held.period, zone=ask.zone, now=ask.now)
    if over and ask.unit.ref != held.unit.ref:
        facts: dict[str, object] = {
            "dates": [day.isoformat() for day in over],
            "starts_on": held.period.starts_on.isoformat(),
            "first_free_on": local_date(ask.now, ask.zone).isoformat(),
        }
        refusals.append(Refusal("past_cannot_change", "unit", facts, status=409))
    return refusals


def price_of_change(work: Work, held: Held, ask: Ask, *, unit: UnitRow, stored: Sequence[Line]) -> Quote:
    """Price a change: what was sold keeps its price in its unit, what is new has today's; a gift stays one."""
    today = rows.rules_today(unit)
    if ask.complimentary is None:
        ask = replace(ask, complimentary=is_given(stored))
    sold = stored if unit.id == held.unit.id else ()
    return today.kind.quote(today.doc, ask, currency=work.tenant.currency, sold=sold)


def _write(held: Held, wanted: Change, unit: UnitRow) -> None:
    row = held.row
    row.unit_id = unit.id
    row.arrives_on, row.departs_on = wanted.period.starts_on, wanted.period.ends_on
    row.period = rows.times_of(wanted.period)
    row.adults, row.children = wanted.party.adults, wanted.party.children
    row.infants, row.cots = wanted.party.infants, wanted.party.cots
    row.expected_time = wanted.expected_time
    row.note = wanted.note
    if wanted.channel not in {None, row.channel}:
        row.channel = spelled(wanted.channel or "")
    row.paid_minor = wanted.paid_minor


def reseat(work: Work, held: Held, state: State) -> None:
    """Give back what a reservation claims and claim what it stands for now.

    Who came early keeps the time since then, in the same unit.
    """
    asked: Rules = held.rules
    row, zone = held.row, work.tenant.zone
    period = rows.period_of(row)
    span = asked.kind.span(asked.doc, period, zone)
    row.starts_at, row.ends_at = span.starts_at, span.ends_at
    begun_at = claims.begun_at(work, held.owner, held.unit) if state is State.CHECKED_IN else None
    span = Span(min(begun_at or span.starts_at, span.starts_at), span.ends_at)
    waits = state is State.PENDING and row.due_at is not None
    made_at = row.made_at if waits else work.now
    deadline = asked.kind.deadline(asked.doc, state, period=period, zone=zone, made_at=made_at)
    # What calls a short departure off is not when the request itself expires.
    if waits and deadline is not None and row.due_state == deadline.due_state:
        deadline = replace(deadline, due_at=row.due_at or deadline.due_at)
    rows.set_deadline(row, deadline)
    claims.give_back(work, held.owner)
    live = state is not State.PENDING or asked.doc.pending_blocks
    rows.claim(work, held, span=span, deadline=deadline, live=live)
