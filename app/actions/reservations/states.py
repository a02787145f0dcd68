"""Move a reservation from state to state: each move is a compare-and-swap, and each is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.actions import claims
from app.actions.actor import Actor
from app.actions.reservations import rows
from app.actions.reservations.payment import Payment, pay_held
from app.actions.reservations.rows import Held
from app.actions.reservations.seating import alternatives, judge
from app.actions.reservations.visiting import refuse_too_late
from app.actions.transaction import Attempt, Work, run
from app.domain import lifecycle
from app.domain.availability import Room
from app.domain.refusal import Refusal, Refused
from app.domain.span import Span
from app.domain.words import State
from app.queries.claims import load_calendar
from app.queries.lines import list_lines


def confirm(actor: Actor, ref: str) -> None:
    """Confirm a request.

    Refuses: is_final, wrong_state, taken (409, when it held no claim and somebody was first).
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.CONFIRMED)
        if held is not None:
            confirm_held(work, held)

    _run(actor, ref, "confirmed", body)


def confirm_held(work: Work, held: Held, **more: Any) -> None:
    """Confirm a request that is under lock; `more` goes into its record.

    Refuses: taken (409), before anything is written.
    """
    before = rows.snapshot(held.row, held.unit.ref)
    _take_again(work, held, State.CONFIRMED)
    rows.move_state(work, held, State.CONFIRMED)
    rows.record(work, held, "confirmed", before=before, **more)


def check_in(actor: Actor, ref: str, *, reason: str = "") -> None:
    """Check the client in; an absent one is reinstated in the same action, which needs a reason.

    Refuses: is_final, wrong_state, check_in_not_open, stay_is_over, early_taken, reason_needed, taken (409).
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.CHECKED_IN)
        if held is not None:
            check_in_held(work, held, work.now, reason=reason)

    _run(actor, ref, "checked_in", body)


def check_in_held(work: Work, held: Held, at: dt.datetime, *, reason: str) -> None:
    """Check in the client of a reservation that is under lock, at an instant that is not to come.

    Refuses: check_in_not_open, stay_is_over, early_taken, reason_needed, taken (409).
    """
    before = rows.snapshot(held.row, held.unit.ref)
    was_absent = held.row.state == State.ABSENT
    if was_absent and not reason.strip():
        raise Refused([Refusal("reason_needed", "reason", {})])
    early = _early(work, held, at)
    if was_absent:
        _take_again(work, held, State.CHECKED_IN)
        held.row.fee_minor = None
    else:
        _await(work, held, State.CHECKED_IN)
    if early:
        _claim_early(work, held, early)
    rows.move_state(work, held, State.CHECKED_IN, happened_at=at)
    more = {"reason": reason.strip()} if reason.strip() else {}
    rows.record(work, held, "checked_in", before=before, happened_at=at, **more)


def check_out(actor: Actor, ref: str, *, payment: Payment | None = None) -> None:
    """Check the client out; what is left of the stay is free at once, what was sold stays owed.

    Refuses: is_final, wrong_state; other_payment (409), for one that is written down with it.
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.FINISHED)
        if held is None:
            return
        if payment is not None:
            pay_held(work, held, payment)
        check_out_held(work, held, work.now)

    _run(actor, ref, "finished", body)


def check_out_held(work: Work, held: Held, at: dt.datetime, **more: Any) -> None:
    """Check out the client of a reservation that is under lock, at an instant that is not to come."""
    before = rows.snapshot(held.row, held.unit.ref)
    rows.set_deadline(held.row, None)
    if at < held.row.ends_at:
        claims.leave(work, held.owner, at, after_min=held.rules.doc.after_min)
    else:
        claims.set_deadline(work, held.owner, None)
    rows.move_state(work, held, State.FINISHED, happened_at=at)
    rows.record(work, held, "finished", before=before, happened_at=at, **more)


def cancel(actor: Actor, ref: str, *, reason: str = "", fee_shown_minor: int | None = None) -> None:
    """Cancel a reservation at the fee that the version it was made under asks for.

    Refuses: is_final, wrong_state, self_service_over (409, to a client), fee_changed (409, when another fee was shown
             than is due by now).
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.CANCELLED)
        if held is None:
            return
        refuse_too_late(work, held)
        due = fee_due(work, held)
        refuse_other_fee(due, fee_shown_minor)
        cancel_held(work, held, due, reason=reason)

    _run(actor, ref, "cancelled", body)


def fee_due(work: Work, held: Held) -> int:
    """Answer what cancelling a reservation costs now; a request costs nothing."""
    if held.row.state == State.PENDING:
        return 0
    fee = held.rules.kind.cancellation(
        held.rules.doc,
        held.period,
        zone=work.tenant.zone,
        at=work.now,
        lines=list_lines(held.row.id),
        paid_minor=held.row.paid_minor,
    )
    return fee.fee_minor


def refuse_other_fee(due_minor: int, shown_minor: int | None) -> None:
    """Refuse a cancellation at another fee than the one that was shown.

    Refuses: fee_changed (409).
    """
    if shown_minor is not None and shown_minor != due_minor:
        raise Refused([Refusal("fee_changed", None, {"fee_minor": due_minor}, status=409)])


def cancel_held(work: Work, held: Held, fee_minor: int, *, reason: str, **more: Any) -> None:
    """Cancel a reservation that is under lock; `more` goes into its record."""
    before = rows.snapshot(held.row, held.unit.ref)
    held.row.fee_minor = fee_minor
    rows.set_deadline(held.row, None)
    claims.free_from(work, held.owner, None)
    rows.move_state(work, held, State.CANCELLED)
    why = {"reason": reason.strip()} if reason.strip() else {}
    rows.record(work, held, "cancelled", before=before, **why, **more)


def mark_absent(actor: Actor, ref: str) -> None:
    """Mark a client who did not come as absent, before the policy does it.

    Refuses: is_final, wrong_state, not_begun_yet.
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.ABSENT)
        if held is None:
            return
        row, zone = held.row, work.tenant.zone
        if work.now < row.starts_at:
            raise Refused([Refusal("not_begun_yet", None, {"starts_at": row.starts_at.isoformat()})])
        before = rows.snapshot(row, held.unit.ref)
        row.fee_minor = held.rules.kind.absence_fee(held.rules.doc, list_lines(row.id))
        rows.set_deadline(row, None)
        freed = held.rules.kind.frees_from(held.rules.doc, held.period, zone=zone, at=work.now)
        claims.free_from(work, held.owner, freed)
        rows.move_state(work, held, State.ABSENT)
        rows.record(work, held, "absent", before=before)

    _run(actor, ref, "absent", body)


def reinstate(actor: Actor, ref: str, *, reason: str = "") -> None:
    """Make an absent reservation stand again, while its span is still free.

    Refuses: is_final, wrong_state, reason_needed, taken (409, with alternatives).
    """

    def body(work: Work) -> None:
        held = _ready(work, ref, State.CONFIRMED)
        if held is None:
            return
        if not reason.strip():
            raise Refused([Refusal("reason_needed", "reason", {})])
        before = rows.snapshot(held.row, held.unit.ref)
        _take_again(work, held, State.CONFIRMED)
        held.row.fee_minor = None
        rows.move_state(work, held, State.CONFIRMED)
        rows.record(work, held, "reinstated", before=before, reason=reason.strip())

    _run(actor, ref, "reinstated", body)


def _run(actor: Actor, ref: str, action: str, body: Callable[[Work], None]) -> None:
    run(actor, Attempt("reservation", action, entity_ref=ref), body)


def _ready(work: Work, ref: str, wanted: State) -> Held | None:
    """Lock a reservation that may become `wanted`; None when it is so already: nothing is done twice.

    Refuses: is_final, wrong_state (409).
    """
    held = rows.lock(work, ref)
    state = State(held.row.state)
    if state is wanted:
        return None
    refusal = lifecycle.transition_refusal(state, wanted)
    if refusal:
        raise Refused([refusal])
    return held


def _await(work: Work, held: Held, state: State) -> None:
    """Write what will become of the reservation by itself in its new state."""
    deadline = held.rules.kind.deadline(
        held.rules.doc, state, period=held.period, zone=work.tenant.zone, made_at=work.now
    )
    rows.set_deadline(held.row, deadline)
    claims.set_deadline(work, held.owner, deadline)


def _take_again(work: Work, held: Held, state: State) -> None:
    """Claim the whole span anew for a reservation that held less than that.

    Refuses: taken (409), with alternatives.
    """
    asked, zone = held.rules, work.tenant.zone
    ask = rows.ask_of(work, held.unit, held.period, held.party, held=held)
    verdict = judge(asked, ask, unit=held.unit, ignoring={held.row.ref}, rules_hold=False)
    if verdict.in_the_way:
        own = {held.row.ref}
        raise Refused(
            verdict.in_the_way,
            lambda units: alternatives(asked, ask, ignoring=own, takes_fewer=False, units=units),
        )
    deadline = asked.kind.deadline(asked.doc, state, period=held.period, zone=zone, made_at=work.now)
    claims.give_back(work, held.owner)
    rows.claim(work, held, deadline=deadline)
    rows.set_deadline(held.row, deadline)


def _early(work: Work, held: Held, at: dt.datetime) -> Span | None:
    """Answer the time before the stay that a check-in at an instant needs, or None when it is not early.

    Refuses: check_in_not_open, stay_is_over, early_taken (409).
    """
    asked, zone = held.rules, work.tenant.zone
    refusal = asked.kind.may_check_in_at(asked.doc, held.period, zone=zone, now=at)
    if refusal:
        raise Refused([refusal])
    early = asked.kind.early_span(asked.doc, held.period, zone=zone, now=at)
    if early is None:
        return None
    blocked = asked.kind.blocked(asked.doc, early)
    calendar = load_calendar(held.unit.leaves, first=blocked.starts_at, last=blocked.ends_at)
    room = Room(held.unit.facts.takes, calendar, now=work.now, ignoring={held.row.ref})
    ask = rows.ask_of(work, held.unit, held.period, held.party, held=held)
    before = Span(blocked.starts_at, early.ends_at)
    if room.left(early, before) < asked.kind.wanted(asked.doc, ask):
        rivals = room.rivals(early, before)
        facts: dict[str, object] = {"free_at": max(rival.blocked.ends_at for rival in rivals).isoformat()}
        raise Refused([Refusal("early_taken", None, facts, status=409)])
    return early


def _claim_early(work: Work, held: Held, early: Span) -> None:
    """Widen the claim of a reservation to the time before its stay."""
    claims.begin_earlier(work, held.owner, early.starts_at, before_min=held.rules.doc.before_min)
