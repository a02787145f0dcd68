"""Closures: a unit taken out of service for some dates, and put back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.actions import claims
from app.actions.actor import Actor
from app.actions.refs import new_ref
from app.actions.reservations.rows import lock_units
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.asking import Period
from app.domain.availability import ClaimFacts, Room, conflicts
from app.domain.localtime import day_start, is_plausible, local_date
from app.domain.refusal import Refusal, Refused
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.models import Closure
from app.models.closure import REASONS
from app.queries.claims import load_calendar
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit_by_id, find_unit_id


@dataclass(frozen=True)
class ClosureFields:
    """What somebody says of a closure: from the first date to the one on which it is over."""

    unit_ref: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    reason: str
    note: str = ""
    quantity: int | None = None

    def as_request(self) -> dict[str, Any]:
        """Answer the request as data, for the record and for telling two bodies apart."""
        return {
            "unit": self.unit_ref,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "closed_for": self.reason,
            "quantity": self.quantity,
        }


def create(actor: Actor, fields: ClosureFields, *, idempotency: Idempotency | None = None) -> str:
    """Close a unit for some dates and answer the closure's reference.

    The unit's kind of policy turns the dates into a span, as it does for reservations: a closure begins when
    somebody could arrive and ends when the last one would have to leave.

    Refuses: date_needed, closure_reason_needed, closure_out_of_order, what the kind says of the dates, closure_in_the_way (409,
             naming each reservation and closure).
    Source:  semantics.md 2, T9.
    """
    attempt = Attempt("closure", "added", request=fields.as_request())
    return run(actor, attempt, lambda work: _create(work, fields), idempotency=idempotency)


def lift(actor: Actor, ref: str) -> None:
    """End a closure before its time; the unit is free again, and was closed on the days that are over.

    Refuses: closure_is_lifted, closure_is_over (both 409).
    """

    def body(work: Work) -> None:
        row = _held(work, ref)
        if row.lifted_at is not None:
            raise Refused([Refusal("closure_is_lifted", None, {}, status=409)])
        if row.ends_at <= work.now:
            raise Refused([Refusal("closure_is_over", None, {}, status=409)])
        unit = find_unit_by_id(row.unit_id)
        owner, was_until = claims.Owner(closure_id=row.id), _was_until(work, row, unit)
        if was_until is None:
            claims.give_back(work, owner)
        else:
            claims.free_from(work, owner, was_until)
        row.lifted_at = work.now
        row.version += 1
        _record(work, row, unit.ref if unit else "", "lifted")

    run(actor, Attempt("closure", "lifted", entity_ref=ref), body)


def _was_until(work: Work, row: Closure, unit: UnitRow | None) -> dt.datetime | None:
    """Answer the end of the last night or day of a closure that is over, as its unit counts them; None: not one is."""
    zone, period = work.tenant.zone, Period(row.starts_on, row.ends_on)
    if unit is not None and (asked := rules(unit.version_id)).kind.asks_whole_days:
        over = asked.kind.passed(asked.doc, period, zone=zone, now=work.now)
        return dict(asked.kind.unit_ends(asked.doc, period, zone=zone))[over[-1]] if over else None
    today = local_date(work.now, zone)
    return day_start(today, zone) if row.starts_on < today else None


def _create(work: Work, fields: ClosureFields) -> str:
    if find_unit_id(fields.unit_ref) is None:
        raise NotFound("unit")
    if fields.starts_on is None or fields.ends_on is None:
        raise Refused(
            [
                Refusal("date_needed", name, {})
                for name in ("starts_on", "ends_on")
                if not getattr(fields, name)
            ]
        )
    unit = lock_units(work, [fields.unit_ref])[fields.unit_ref]
    period = Period(fields.starts_on, fields.ends_on)
    span = _span(work, unit, period, fields)
    _refuse_rivals(work, unit, span, fields)
    row = Closure(
        tenant_id=work.tenant.id,
        ref=new_ref(),
        unit_id=unit.id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        reason=fields.reason,
        note=fields.note.strip(),
        quantity=fields.quantity if unit.stock is Stock.POOL else None,
        version=1,
    )
    work.session.add(row)
    work.session.flush()
    claims.take(
        work, claims.Owner(closure_id=row.id), unit, span=span, blocked=span, quantity=_away(unit, fields)
    )
    _record(work, row, unit.ref, "added")
    return row.ref


def _span(work: Work, unit: UnitRow, period: Period, fields: ClosureFields) -> Span:
    asked: Rules = rules(unit.version_id)
    here = {asked.kind.start_field: "starts_on", asked.kind.end_field: "ends_on"}
    refusals = [
        Refusal(each.code, here.get(each.field or "", each.field), each.facts, each.status)
        for each in _shape(asked, period, work.tenant.zone)
    ]
    if fields.reason not in REASONS:
        refusals.append(Refusal("closure_reason_needed", "reason", {}))
    if refusals:
        raise Refused(refusals)
    if asked.kind.asks_whole_days:
        return asked.kind.span(asked.doc, period, work.tenant.zone)
    return Span(*(day_start(day, work.tenant.zone) for day in (period.starts_on, period.ends_on)))


def _shape(asked: Rules, period: Period, zone: ZoneInfo) -> list[Refusal]:
    """Answer why dates are no closure; where people say times, a closure is of whole days."""
    if asked.kind.asks_whole_days:
        return asked.kind.shape(asked.doc, period, zone=zone)
    dates = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    wrong = [Refusal("implausible_date", name, {}) for name, day in dates.items() if not is_plausible(day)]
    if not wrong and period.ends_on <= period.starts_on:
        wrong.append(Refusal("closure_out_of_order", "ends_on", {}))
    return wrong


def _away(unit: UnitRow, fields: ClosureFields) -> int:
    """Answer how many of a unit a closure takes: of a pool what was said, else all of it."""
    if unit.stock is not Stock.POOL:
        return 1
    return min(fields.quantity or unit.quantity, unit.quantity)


def _refuse_rivals(work: Work, unit: UnitRow, span: Span, fields: ClosureFields) -> None:
    """Refuse what touches anybody's own time; cleaning may go on in a closed unit."""
    calendar = load_calendar(unit.leaves, first=span.starts_at, last=span.ends_at)
    if unit.stock is not Stock.SEATS:
        room = Room(unit.facts.takes, calendar, now=work.now)
        if room.left(span, None) >= _away(unit, fields):
            return
    rivals = [
        claim
        for leaf in unit.leaves
        if not leaf.need.serves
        for claim in conflicts(
            span,
            span,
            claims=calendar.claims.get(leaf.need.unit, ()),
            now=work.now,
            source=ClaimSource.CLOSURE,
        )
    ]
    if rivals:
        facts: dict[str, object] = {"unit": unit.name, "rivals": [_rival(work, claim) for claim in rivals]}
        raise Refused([Refusal("closure_in_the_way", "starts_on", facts, status=409)])


def _rival(work: Work, claim: ClaimFacts) -> dict[str, object]:
    zone = work.tenant.zone
    return {
        "ref": claim.owner_ref,
        "source": claim.source.value,
        "starts_on": claim.span.starts_at.astimezone(zone).date().isoformat(),
        "ends_on": claim.span.ends_at.astimezone(zone).date().isoformat(),
    }


def _held(work: Work, ref: str) -> Closure:
    """Lock the unit of a closure and read the row afresh."""
    found = work.session.execute(select(Closure.id, Closure.unit_id).where(Closure.ref == ref)).one_or_none()
    if found is None:
        raise NotFound("closure")
    unit = find_unit_by_id(found.unit_id)
    work.lock_units({found.unit_id, *(unit.lock_ids if unit else ())})
    return work.session.execute(
        select(Closure).where(Closure.id == found.id).execution_options(populate_existing=True)
    ).scalar_one()


def _record(work: Work, row: Closure, unit_ref: str, action: str) -> None:
    facts = {
        "unit": unit_ref,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "closed_for": row.reason,
        "note": row.note,
        "quantity": row.quantity,
    }
    is_over = action == "lifted"
    work.record(
        "closure",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        before=facts if is_over else {},
        after={} if is_over else facts,
        linked=[{"entity": "unit", "id": row.unit_id, "ref": unit_ref}],
    )
