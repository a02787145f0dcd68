"""Let two reservations swap their units, in one action."""

from __future__ import annotations

from app.actions import claims
from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.reservations import rows
from app.actions.reservations.change import judge_change, reseat
from app.actions.transaction import Attempt, Work, run
from app.domain import lifecycle
from app.domain.refusal import Refusal, Refused
from app.domain.words import State


def swap(actor: Actor, ref: str, other_ref: str) -> None:
    """Swap the units of two reservations; both prices stay as they were sold.

    Refuses: same_unit, is_final, wrong_state, and what the units or the calendar have against it (409).
    """
    attempt = Attempt("reservation", "swapped", entity_ref=ref, request={"with": other_ref})
    run(actor, attempt, lambda work: _swap(work, ref, other_ref))


def _swap(work: Work, ref: str, other_ref: str) -> None:
    """Give both units back, and take each for the other: the second is judged beside the first."""
    if ref == other_ref:
        raise Refused([Refusal("same_unit", "unit", {})])
    pair = rows.lock_several(work, [ref, other_ref])
    first, second = pair
    if first.unit.id == second.unit.id:
        raise Refused([Refusal("same_unit", "unit", {})])
    stopped = [stop for held in pair if (stop := lifecycle.change_refusal(State(held.row.state)))]
    if stopped:
        raise Refused(stopped)
    moved = [rows.in_unit(first, second.unit), rows.in_unit(second, first.unit)]
    before = {held.row.ref: held.unit.ref for held in pair}
    for held in pair:
        claims.give_back(work, held.owner)
    refusals: list[Refusal] = []
    for old, new in zip(pair, moved, strict=True):
        ask = rows.ask_of(work, new.unit, old.period, old.party, held=old)
        refusals += judge_change(old, ask, unit=new.unit).refusals
        if not refusals:
            new.row.unit_id = new.unit.id
            new.row.version += 1
            reseat(work, new, State(new.row.state))
    if refusals:
        raise Refused(refusals)
    work.record(
        "reservation",
        entity_id=first.row.id,
        entity_ref=ref,
        action="swapped",
        before=before,
        after={held.row.ref: held.unit.ref for held in moved},
        linked=[{"entity": "reservation", "id": second.row.id, "ref": other_ref}],
        subject=Subject(client_id=first.row.client_id),
    )
