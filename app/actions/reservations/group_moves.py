"""Move all reservations of a group together; each keeps a state of its own, and may be moved alone as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.reservations import rows, states
from app.actions.reservations.rows import Held
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain import lifecycle
from app.domain.refusal import Refusal, Refused
from app.domain.words import State
from app.models import Reservation, ReservationGroup


def confirm_all(actor: Actor, ref: str) -> None:
    """Confirm every request of a group, all or none; who stands elsewhere stays there.

    Refuses: group_has_none (409), and for each that has been taken meanwhile: taken (409).
    """

    def body(work: Work) -> None:
        group, waiting = _ready(work, ref, State.CONFIRMED, lambda state: state is State.PENDING)
        refusals: list[Refusal] = []
        for held in waiting:
            try:
                states.confirm_held(work, held, linked=[rows.link_to(group)])
            except Refused as refused:
                refusals += [_named(refusal, held) for refusal in refused.refusals]
        if refusals:
            raise Refused(refusals)
        _record(work, group, "confirmed", waiting)

    _run(actor, ref, "confirmed", body)


def cancel_all(actor: Actor, ref: str, *, reason: str = "", fee_shown_minor: int | None = None) -> None:
    """Cancel whatever of a group can still be cancelled, each at its own fee, all or none.

    Units:   `fee_shown_minor` is the sum of the fees that somebody agreed to.
    Refuses: group_has_none, fee_changed (409, when the sum is another by now).
    """

    def body(work: Work) -> None:
        group, open_ones = _ready(
            work, ref, State.CANCELLED, lambda state: lifecycle.may_become(state, State.CANCELLED)
        )
        fees = [states.fee_due(work, held) for held in open_ones]
        if open_ones:
            states.refuse_other_fee(sum(fees), fee_shown_minor)
        for held, fee in zip(open_ones, fees, strict=True):
            states.cancel_held(work, held, fee, reason=reason, linked=[rows.link_to(group)])
        why = {"reason": reason.strip()} if reason.strip() else {}
        _record(work, group, "cancelled", open_ones, fee_minor=sum(fees), **why)

    _run(actor, ref, "cancelled", body)


def _run(actor: Actor, ref: str, action: str, body: Callable[[Work], None]) -> None:
    run(actor, Attempt("group", action, entity_ref=ref), body)


def _ready(
    work: Work, ref: str, wanted: State, moves: Callable[[State], bool]
) -> tuple[ReservationGroup, Sequence[Held]]:
    """Lock all reservations of a group and answer those that move; none when all that could have moved already.

    Refuses: group_has_none (409).
    Raises:  NotFound when there is no such group in this tenant.
    """
    group = work.session.execute(
        select(ReservationGroup).where(ReservationGroup.ref == ref)
    ).scalar_one_or_none()
    if group is None:
        raise NotFound("group")
    asked = select(Reservation.ref).where(Reservation.group_id == group.id).order_by(Reservation.id)
    members = rows.lock_several(work, list(work.session.execute(asked).scalars()))
    now = [State(held.row.state) for held in members]
    moving = [held for held, state in zip(members, now, strict=True) if moves(state)]
    if not moving and wanted not in now:
        raise Refused([Refusal("group_has_none", None, {"wanted": wanted.value}, status=409)])
    return group, moving


def _named(refusal: Refusal, held: Held) -> Refusal:
    """Answer a refusal that says of which unit it speaks."""
    return replace(refusal, field=None, facts={"unit": held.unit.name, **refusal.facts})


def _record(work: Work, group: ReservationGroup, action: str, moved: Sequence[Held], **after: Any) -> None:
    """Write down what was done to a group, linked to each reservation that moved; nothing where none did."""
    if not moved:
        return
    work.record(
        "group",
        entity_id=group.id,
        entity_ref=group.ref,
        action=action,
        after={"members": len(moved), **after},
        linked=[{"entity": "reservation", "id": held.row.id, "ref": held.row.ref} for held in moved],
        subject=Subject(client_id=group.client_id),
    )
