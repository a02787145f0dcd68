"""Write down afterwards what a member did without a connection: once, at the time it happened, or say what is in its way.

Nothing of it is taken for granted: what somebody else did meanwhile stays, and the member is told who and what.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.reservations import rows, states
from app.actions.reservations.rows import Held
from app.actions.transaction import Attempt, Idempotency, Work, run
from app.domain import lifecycle
from app.domain.refusal import Refusal, Refused
from app.domain.words import State
from app.models import Person, StateChange

MOVES = {"check_in": State.CHECKED_IN, "check_out": State.FINISHED}


@dataclass(frozen=True)
class Deed:
    """What was done on a device without a connection.

    Shapes:  `move` is a name in MOVES; `version` the one that the device had seen; `key` is the device's own, one for
             each deed.
    """

    ref: str
    move: str
    happened_at: dt.datetime
    version: int
    key: str

    def as_request(self) -> dict[str, Any]:
        """Answer what the record keeps of it; its time is told relative to a device's clock and no part of it."""
        return {"ref": self.ref, "move": self.move, "version": self.version}


def catch_up(actor: Actor, deed: Deed, *, reason: str) -> None:
    """Write a deed down, once however often it is sent; `reason` says in the record that it was noted on a device.

    Refuses: done_already, changed_meanwhile (409), is_final, wrong_state, and what a check-in refuses.
    Raises:  NotFound.
    """
    attempt = Attempt("reservation", MOVES[deed.move].value, entity_ref=deed.ref, request=deed.as_request())
    idempotency = Idempotency(deed.key, deed.as_request())
    run(actor, attempt, lambda work: _catch_up(work, deed, reason), idempotency=idempotency)


def _catch_up(work: Work, deed: Deed, reason: str) -> str:
    held = rows.lock(work, deed.ref)
    state, wanted = State(held.row.state), MOVES[deed.move]
    last = _last_change(work, held)
    if state is wanted:
        if last.person_id == work.actor.person_id:  # by the same hands: the answer was lost on its way
            return deed.ref
        facts: dict[str, object] = {"state": state.value, "since": last.happened_at.isoformat()}
        facts["who"] = _name_of(work, last)
        raise Refused([Refusal("done_already", None, facts, status=409)])
    refusal = lifecycle.transition_refusal(state, wanted)
    if refusal:
        raise Refused([refusal])
    # The policy marks absent who has come, as long as nobody could say so: that alone is no change of plans.
    by_policy = state is State.ABSENT and last.person_id is None
    if held.row.version != deed.version + by_policy:
        raise Refused([Refusal("changed_meanwhile", None, {"state": state.value}, status=409)])
    at = min(max(deed.happened_at, last.happened_at if not by_policy else deed.happened_at), work.now)
    if wanted is State.CHECKED_IN:
        states.check_in_held(work, held, at, reason=reason)
    else:
        states.check_out_held(work, held, at, reason=reason)
    return deed.ref


def _name_of(work: Work, change: StateChange) -> str:
    asked = select(Person.name).where(Person.id == change.person_id)
    return work.session.execute(asked).scalar_one_or_none() or ""


def _last_change(work: Work, held: Held) -> StateChange:
    asked = (
        select(StateChange)
        .where(StateChange.reservation_id == held.row.id)
        .order_by(StateChange.id.desc())
        .limit(1)
    )
    return work.session.execute(asked).scalar_one()
