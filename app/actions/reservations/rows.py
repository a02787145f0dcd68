"""What the actions on reservations share: the locked row, its rules, its price and its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.actions import claims
from app.actions.audit import Subject, changed
from app.actions.deadlines import settle
from app.actions.reservations.courtesy import refuse_held
from app.actions.transaction import NotFound, Work
from app.domain import lifecycle
from app.domain.asking import Ask, Deadline, Party, Period
from app.domain.refusal import Refusal, Refused
from app.domain.span import Span
from app.domain.words import State
from app.models import Reservation, ReservationGroup, StateChange, Unit
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit, find_unit_by_id


@dataclass(frozen=True)
class Held:
    """A reservation under lock, with the unit it stands in and the rules it was made under."""

    row: Reservation
    unit: UnitRow
    rules: Rules

    @property
    def period(self) -> Period:
        """Answer the period as people said it."""
        return period_of(self.row)

    @property
    def party(self) -> Party:
        """Answer the people it is for."""
        row = self.row
        return Party(adults=row.adults, children=row.children, infants=row.infants, cots=row.cots)

    def state_at(self, now: dt.datetime) -> State:
        """Answer the state that is true at an instant."""
        due = State(self.row.due_state) if self.row.due_state else None
        return lifecycle.effective(State(self.row.state), self.row.due_at, due_state=due, now=now)

    @property
    def owner(self) -> claims.Owner:
        """Answer whose claims are meant."""
        return claims.Owner(reservation_id=self.row.id)


def period_of(row: Reservation) -> Period:
    """Answer the period of a row as people said it."""
    starts, ends = row.period.get("starts_time"), row.period.get("ends_time")
    return Period(
        starts_on=row.arrives_on,
        ends_on=row.departs_on,
        starts_time=dt.time.fromisoformat(starts) if starts else None,
        ends_time=dt.time.fromisoformat(ends) if ends else None,
    )


def times_of(period: Period) -> dict[str, Any]:
    """Answer the times of a period as its row keeps them."""
    return {
        "starts_time": period.starts_time.isoformat("minutes") if period.starts_time else None,
        "ends_time": period.ends_time.isoformat("minutes") if period.ends_time else None,
    }


def lock_units(work: Work, refs: Iterable[str]) -> dict[str, UnitRow]:
    """Lock units with all leaf units that a claim on them touches, settle what is due there, and read them afresh.

    A unit whose parts changed while we waited is locked anew with those as well.

    Raises:  NotFound when one does not exist in this tenant.
    """
    named = sorted(set(refs))
    wanted = work.lock_touched(named)
    while True:
        settle(work, wanted)
        units = {ref: find_unit(ref) for ref in named}
        found = {ref: unit for ref, unit in units.items() if unit is not None}
        if len(found) != len(named):
            raise NotFound("unit")
        needed = set[int]().union(*(unit.lock_ids for unit in found.values()))
        if needed <= wanted:
            return found
        wanted |= needed
        work.session.rollback()
        work.lock_units(wanted)


def lock(work: Work, ref: str, *, also_units: Iterable[str] = ()) -> Held:
    """Lock a reservation's unit (and others), settle what is due there, and read it afresh.

    Raises:  NotFound when there is none in this tenant.
    """
    return lock_several(work, [ref], also_units=also_units)[0]


def lock_several(work: Work, refs: Sequence[str], *, also_units: Iterable[str] = ()) -> list[Held]:
    """Lock the units of several reservations in one go, settle them, and read the rows afresh.

    A reservation that changed its unit while we waited is locked anew with that unit as well.

    Raises:  NotFound; Refused (locked) where a colleague is changing one of them.
    """
    wanted = set(also_units)
    found = dict(_units_of(work, refs))
    if len(found) != len(set(refs)):
        raise NotFound("reservation")
    while True:
        wanted |= set(found.values())
        lock_units(work, wanted)
        found = dict(_units_of(work, refs))
        if set(found.values()) <= wanted:
            break
        work.session.rollback()
    rows = {
        row.ref: row
        for row in work.session.execute(
            select(Reservation)
            .where(Reservation.ref.in_(refs))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalars()
    }
    refuse_held(refs)
    return [_held(rows[ref]) for ref in refs]


def _units_of(work: Work, refs: Sequence[str]) -> list[tuple[str, str]]:
    asked = (
        select(Reservation.ref, Unit.ref)
        .join(Unit, (Unit.tenant_id == Reservation.tenant_id) & (Unit.id == Reservation.unit_id))
        .where(Reservation.ref.in_(refs))
    )
    return [(ref, unit) for ref, unit in work.session.execute(asked)]


def _held(row: Reservation) -> Held:
    unit = find_unit_by_id(row.unit_id)
    if unit is None:
        raise NotFound("unit")
    return Held(row, unit, rules(row.policy_version_id))


def refuse_stale(held: Held, version: int | None) -> None:
    """Refuse a change that was begun on an older version of the row.

    Refuses: stale (409), with what stands now.
    """
    if version is not None and version != held.row.version:
        raise Refused([Refusal("stale", None, {"version": held.row.version, "yours": version}, status=409)])


def rules_today(unit: UnitRow) -> Rules:
    """Answer the newest version of the policy that a unit follows."""
    return rules(unit.version_id)


def ask_of(
    work: Work,
    unit: UnitRow,
    period: Period,
    party: Party,
    *,
    held: Held | None = None,
    quantity: int | None = None,
    promo_code: str | None = None,
    complimentary: bool | None = None,
) -> Ask:
    """Put together all that a rule may read.

    Shapes:  `quantity` and `promo_code` None: as the reservation has them, or one without a code; `complimentary`
             None: as it stands.
    """
    if quantity is None:
        quantity = held.row.quantity if held else 1
    if promo_code is None:
        promo_code = held.row.promo_code if held else ""
    return Ask(
        period=period,
        party=party,
        unit=unit.facts,
        now=work.now,
        zone=work.tenant.zone,
        is_new=held is None,
        held=held.period if held else None,
        quantity=quantity,
        promo_code=promo_code,
        complimentary=complimentary,
        held_code=held.row.promo_code if held else None,
    )


def claim(
    work: Work, held: Held, *, span: Span | None = None, deadline: Deadline | None = None, live: bool = True
) -> None:
    """Claim what a reservation takes of its unit, for its own time or a wider one."""
    asked, period = held.rules, held.period
    span = span or asked.kind.span(asked.doc, period, work.tenant.zone)
    claims.take(
        work,
        held.owner,
        held.unit,
        span=span,
        blocked=asked.kind.blocked(asked.doc, span),
        quantity=asked.kind.wanted(asked.doc, ask_of(work, held.unit, period, held.party, held=held)),
        seats=asked.kind.seats(asked.doc, period),
        deadline=deadline,
        live=live,
    )


def set_deadline(row: Reservation, deadline: Deadline | None) -> None:
    """Write on a row what will become of it by itself."""
    row.due_at = deadline.due_at if deadline else None
    row.due_state = deadline.due_state.value if deadline else None


def move_state(work: Work, held: Held, state: State, *, happened_at: dt.datetime | None = None) -> None:
    """Change the state of a row that is under lock, and keep the change as a row of its own."""
    row = held.row
    work.session.add(
        StateChange(
            tenant_id=work.tenant.id,
            reservation_id=row.id,
            from_state=row.state,
            to_state=state.value,
            happened_at=happened_at or work.now,
            recorded_at=work.now,
            person_id=work.actor.person_id,
        )
    )
    row.state = state.value
    row.version += 1


def snapshot(row: Reservation, unit_ref: str) -> dict[str, Any]:
    """Answer what the record keeps of a reservation."""
    return {
        "state": row.state,
        "unit": unit_ref,
        "arrives_on": row.arrives_on,
        "departs_on": row.departs_on,
        "starts_time": row.period.get("starts_time"),
        "ends_time": row.period.get("ends_time"),
        "adults": row.adults,
        "children": row.children,
        "infants": row.infants,
        "cots": row.cots,
        "quantity": row.quantity,
        "promo_code": row.promo_code,
        "expected_time": row.expected_time,
        "total_minor": row.total_minor,
        "fee_minor": row.fee_minor,
        "paid_minor": row.paid_minor,
        "channel": row.channel,
        "note": row.note,
    }


def record(work: Work, held: Held, action: str, *, before: dict[str, Any], **more: Any) -> int:
    """Write what an action changed on a reservation; `facts` and a `reason` stand beside what it is now."""
    row = held.row
    old, new = changed(before, snapshot(row, held.unit.ref))
    new |= more.pop("facts", {})
    if "reason" in more:
        new["reason"] = more.pop("reason")
    return work.record(
        "reservation",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        before=old,
        after=new,
        subject=Subject(client_id=row.client_id),
        **more,
    )


def link_to(group: ReservationGroup) -> dict[str, Any]:
    """Answer how an entry of the record names a group."""
    return {"entity": "group", "id": group.id, "ref": group.ref}


def in_unit(held: Held, unit: UnitRow) -> Held:
    """Answer the same reservation as it stands in another unit."""
    return replace(held, unit=unit)
