"""Write down what deadlines have made true.

A deadline is true when read; this makes it visible. The sweep and every action that claims use the same
function, so a claim never meets one that is over. Each transition is a compare-and-swap on the state and the
deadline it leaves, and is audited as the policy; all that are due at once go as one statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    and_,
    any_,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from app.actions import claims
from app.actions.actor import POLICY
from app.actions.sweeping import is_alone, sweep_tenants
from app.actions.transaction import NOTICES, Attempt, Work, run
from app.domain.notices import event_of
from app.domain.words import ClaimSource, State
from app.models import Claim, Reservation
from app.queries.binds import CHOSEN, NOW, each_given, unseen
from app.queries.lines import lines_of_each
from app.queries.plain import rows_of
from app.queries.policies import rules
from app.queues import DEFAULT

BATCH = 1000
TOLD_TOGETHER = 50  # entries whose notices one job prepares: a sweep that is far behind leaves few

# Planned for any instant, all that has a deadline would seem to be due, and all of a history would be read for it: between
# two bounds, neither of them known, little seems to be.
_LONG_AGO: ColumnElement[dt.datetime] = literal_column("timestamptz '-infinity'")
_IS_DUE = and_(Reservation.due_at > _LONG_AGO, Reservation.due_at <= unseen(NOW))
_IS_DUE_CLAIM = and_(Claim.live, Claim.due_at > _LONG_AGO, Claim.due_at <= unseen(NOW))

# Nearly always nothing is due: seen without the entities' part, and without locking rows.
# A composite unit is claimed through its parts: who holds one of the units may stand in another.
_CLAIMING = select(Claim.reservation_id).where(
    Claim.unit_id == any_(CHOSEN), _IS_DUE_CLAIM, Claim.reservation_id.is_not(None)
)
_DUE_CLAIMS = select(Claim.id).where(Claim.unit_id == each_given(CHOSEN), _IS_DUE_CLAIM)
_ANY_DUE: Executable = union_all(
    select(Reservation.id).where(Reservation.unit_id == each_given(CHOSEN), _IS_DUE), _DUE_CLAIMS
).limit(literal_column("1"))
# An asset is free once the departure that has it is called off: by its seats, in another unit.
_CALLED_OFF = select(Claim.reservation_id).where(
    Claim.reservation_id.is_not(None),
    Claim.occurrence_id.in_(
        _DUE_CLAIMS.with_only_columns(Claim.occurrence_id).where(Claim.source == ClaimSource.SLOT.value)
    ),
)
_ROWS = (
    select(
        Reservation.id,
        Reservation.state,
        Reservation.due_at,
        Reservation.due_state,
        Reservation.policy_version_id,
        Reservation.version,
    )
    .where(_IS_DUE)
    .order_by(Reservation.id)  # as they lie in the table and in most of its indexes
)
# Some of them may stand in other units than those under lock.
_IN_UNITS = _ROWS.where(
    or_(Reservation.unit_id == any_(CHOSEN), Reservation.id.in_(_CLAIMING), Reservation.id.in_(_CALLED_OFF))
).with_for_update()
_THESE = _ROWS.where(Reservation.id == any_(CHOSEN))
_NEXT = (
    select(Reservation.id, Reservation.unit_id)
    .where(_IS_DUE)
    .order_by(Reservation.due_at, Reservation.id)
    .limit(BATCH)
)
# What was moved to another unit before its lock was held here stands under none of ours, and may change after it was read:
# the comparison with the version that the fee was reckoned for, the state and the deadline is the referee.
_MOVE = text("""
    WITH moved AS (
      UPDATE reservations r
      SET state = r.due_state, due_at = NULL, due_state = NULL, version = r.version + 1,
          fee_minor = coalesce(w.fee, r.fee_minor)
      FROM unnest(CAST(:ids AS bigint[]), CAST(:versions AS bigint[]), CAST(:states AS text[]),
                  CAST(:due_ats AS timestamptz[]), CAST(:fees AS bigint[])) AS w (id, version, state, due_at, fee)
      WHERE r.tenant_id = :tenant AND r.id = w.id AND r.version = w.version AND r.state = w.state AND r.due_at = w.due_at
      RETURNING r.tenant_id, r.id, r.ref, w.state, w.due_at, r.state AS due_state, r.fee_minor AS fee
    ), changes AS (
      INSERT INTO state_changes (tenant_id, reservation_id, from_state, to_state, happened_at, recorded_at)
      SELECT tenant_id, id, state, due_state, due_at, :now FROM moved ORDER BY due_at, id
    ), entries AS (
      INSERT INTO audit_entries (tenant_id, happened_at, recorded_at, actor, source, entity, entity_id, entity_ref,
                                 action, before, after)
      SELECT tenant_id, due_at, :now, :actor, :source, 'reservation', id, ref, due_state,
             jsonb_build_object('state', state),
             jsonb_build_object('state', due_state)
             || CASE WHEN fee IS NULL THEN '{}' ELSE jsonb_build_object('fee_minor', fee) END
      FROM moved ORDER BY due_at, id
      RETURNING id, action
    ), notices AS (
      INSERT INTO outbox (tenant_id, ref, job, queue, ids, made_at, look_at)
      SELECT :tenant, 'entries-' || min(id), :job, :queue, jsonb_build_object('entries', jsonb_agg(id ORDER BY id)), :now, :now
      FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) / :together AS bundle
        FROM entries WHERE action = ANY(CAST(:told AS text[]))
      ) AS told GROUP BY bundle
    )
    SELECT id, ref, due_state FROM moved ORDER BY due_at, id
""")


def settle(work: Work, unit_ids: Iterable[int]) -> int:
    """Write down every due deadline on units that are under lock, and answer how many there were."""
    values = {"chosen": sorted(unit_ids), "now": work.now}
    if rows_of(_ANY_DUE, values).first() is None:
        return 0
    return _move(work, rows_of(_IN_UNITS, values).all())


def settle_due(now: dt.datetime) -> int:
    """Settle what is due in every tenant, in batches, and answer how many reservations changed."""
    attempt = Attempt("reservation", "settle")
    return sweep_tenants(
        "transitions", now, lambda: run(POLICY, attempt, lambda work: _batch(work, now)), full=BATCH
    )


def _batch(work: Work, now: dt.datetime) -> int:
    """Lock the units of the next due reservations and settle those, the longest due first."""
    if not is_alone(work, "transitions"):
        return 0
    found = rows_of(_NEXT, {"now": now}).all()
    if not found:
        return 0
    numbers, unit_ids = zip(*map(tuple, found), strict=True)
    work.lock_units(set(unit_ids))
    return _move(work, rows_of(_THESE, {"chosen": list(numbers), "now": work.now}).all())


def _move(work: Work, due: Sequence[Row[Any]]) -> int:
    """Move locked rows to the states that their deadlines made true, with all that hangs on them."""
    if not due:
        return 0
    # As columns: a row looks up each of its names anew.
    ids, states, due_ats, due_states, policy_version_ids, versions = zip(*map(tuple, due), strict=True)
    fees = _fees(ids, due_states, policy_version_ids)
    moved = rows_of(
        _MOVE,
        {
            "tenant": work.tenant.id,
            "ids": _array(ids),
            "versions": _array(versions),
            "states": _array(states),
            "due_ats": _array(due_ats),
            "fees": _array(fees.get(number) for number in ids),
            "now": work.now,
            "actor": POLICY.kind.value,
            "source": POLICY.source,
            "told": [state.value for state in State if event_of("reservation", state.value, after={})],
            "job": NOTICES,
            "queue": DEFAULT,
            "together": TOLD_TOGETHER,
        },
    ).all()
    # The claims of who has left ended when they should: no deadline stands on them.
    claims.settle_all(work, [number for number, _, state in map(tuple, moved) if state != State.FINISHED])
    work.session.expire_all()
    work.writer.told += [("reservation", ref) for _, ref, _ in map(tuple, moved)]
    return len(moved)


def _array(values: Iterable[int | dt.datetime | State | None]) -> str:
    """Write an array as the database reads it, in a fraction of the time that a driver takes for thousands."""
    return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"


def _fees(ids: Sequence[int], due_states: Sequence[str], policy_version_ids: Sequence[int]) -> dict[int, int]:
    """Answer what becoming absent costs each of the reservations that do; to be called off costs nothing."""
    whole = list(zip(ids, due_states, policy_version_ids, strict=True))
    absent = {number: rules(version_id) for number, state, version_id in whole if state == State.ABSENT}
    costly = [key for key, asked in absent.items() if asked.doc.absence.charges != "nothing"]
    lines = lines_of_each(costly) if costly else {}
    called_off = {number: 0 for number, state, _ in whole if state == State.CANCELLED}
    return called_off | {
        key: asked.kind.absence_fee(asked.doc, lines.get(key, [])) for key, asked in absent.items()
    }
