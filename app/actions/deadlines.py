"""Write down what deadlines have made true.

A deadline is true when read; this makes it visible. The sweep and every action that claims use the same
function, so a claim never meets one that is over. Each transition is a compare-and-swap on the state and the
deadline it leaves, and is audited as the policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Executable, any_, or_, select, union_all

from app.actions import claims
from app.actions.actor import POLICY
from app.actions.audit import Subject, write
from app.actions.sweeping import sweep_tenants
from app.actions.transaction import Attempt, Work, run
from app.domain.lines import Line, LineKind
from app.domain.words import State
from app.models import Claim, PriceLine, Reservation, StateChange
from app.queries.binds import CHOSEN, NOW
from app.queries.plain import rows_of
from app.queries.policies import rules

BATCH = 200

# Nearly always nothing is due: seen without the entities' part, and without locking rows.
# A composite unit is claimed through its parts: who holds one of the units may stand in another.
_CLAIMING = select(Claim.reservation_id).where(
    Claim.unit_id == any_(CHOSEN), Claim.live, Claim.due_at <= NOW, Claim.reservation_id.is_not(None)
)
_ANY_DUE: Executable = union_all(
    select(Reservation.id).where(Reservation.unit_id == any_(CHOSEN), Reservation.due_at <= NOW), _CLAIMING
).limit(1)


def settle(work: Work, unit_ids: Iterable[int]) -> int:
    """Write down every due deadline on units that are under lock, and answer how many there were."""
    chosen = sorted(unit_ids)
    if rows_of(_ANY_DUE, {"chosen": chosen, "now": work.now}).first() is None:
        return 0
    due = work.session.execute(
        select(Reservation)
        .where(
            Reservation.due_at <= NOW,
            or_(
                Reservation.unit_id == any_(CHOSEN),
                Reservation.id.in_(_CLAIMING),
            ),
        )
        .order_by(Reservation.due_at, Reservation.id)
        .with_for_update()
        .execution_options(populate_existing=True),
        {"chosen": chosen, "now": work.now},
    ).scalars()
    return sum(_settle_one(work, row) for row in due.all())


def _settle_one(work: Work, row: Reservation) -> int:
    """Move one locked row to the state that its deadline made true."""
    due_at, due_state, before = row.due_at, row.due_state, row.state
    if due_at is None or due_state is None:
        return 0
    asked = rules(row.policy_version_id)
    state = State(due_state)
    row.state, row.due_at, row.due_state = state.value, None, None
    row.version += 1
    if state is State.ABSENT:
        row.fee_minor = asked.kind.absence_fee(asked.doc, _lines(work, row.id))
    work.session.add(
        StateChange(
            tenant_id=row.tenant_id,
            reservation_id=row.id,
            from_state=before,
            to_state=state.value,
            happened_at=due_at,
            recorded_at=work.now,
        )
    )
    owner = claims.Owner(reservation_id=row.id)
    if state is State.FINISHED:
        claims.set_deadline(work, owner, None)
    else:
        claims.settle(work, owner)
    write(
        work.writer,
        POLICY,
        work.now,
        entity="reservation",
        entity_id=row.id,
        entity_ref=row.ref,
        action=state.value,
        before={"state": before},
        after={"state": state.value, **({"fee_minor": row.fee_minor} if row.fee_minor is not None else {})},
        happened_at=due_at,
        subject=Subject(client_id=row.client_id),
    )
    return 1


def _lines(work: Work, reservation_id: int) -> list[Line]:
    stored = work.session.execute(
        select(PriceLine).where(PriceLine.reservation_id == reservation_id).order_by(PriceLine.position)
    ).scalars()
    return [
        Line(LineKind(row.kind), row.code, row.amount_minor, row.quantity, row.on_date, row.facts, row.counts)
        for row in stored
    ]


def settle_due(now: dt.datetime) -> int:
    """Settle what is due in every tenant, in batches, and answer how many reservations changed."""
    attempt = Attempt("reservation", "settle")
    return sweep_tenants("transitions", now, lambda: run(POLICY, attempt, lambda work: _batch(work, now)))


def _batch(work: Work, now: dt.datetime) -> int:
    """Lock the units of the next due reservations and settle those units."""
    units = work.session.execute(
        select(Reservation.unit_id).where(Reservation.due_at <= now).order_by(Reservation.due_at).limit(BATCH)
    ).scalars()
    chosen = set(units)
    if not chosen:
        return 0
    work.lock_units(chosen)
    return settle(work, chosen)
