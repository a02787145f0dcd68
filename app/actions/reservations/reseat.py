"""Move several stays to other units in one transaction, so that a unit becomes free; and put them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.actions import claims
from app.actions.actor import Actor
from app.actions.reservations import rows
from app.actions.reservations.change import judge_change
from app.actions.reservations.change import reseat as claim_anew
from app.actions.reservations.openings import are_alike, is_movable
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.asking import Period
from app.domain.availability import Room
from app.domain.refusal import Refusal, Refused
from app.domain.words import State
from app.queries.claims import load_calendar
from app.queries.units import UnitRow, find_unit


@dataclass(frozen=True)
class Step:
    """One move as somebody saw it: the version of the stay, and its units before and after."""

    ref: str
    version: int
    unit_ref: str
    to_ref: str

    def back(self) -> Step:
        """Answer the move that takes this one back, once it was made."""
        return Step(self.ref, self.version + 1, self.to_ref, self.unit_ref)


@dataclass(frozen=True)
class Opens:
    """The unit and the period that the moves are for; `but` is the reservation that wants them, if it is made."""

    unit_ref: str
    period: Period
    but: str = ""


def reseat(
    actor: Actor, steps: Sequence[Step], opens: Opens, *, idempotency: Idempotency | None = None
) -> None:
    """Make all moves of a plan; dates, prices and people of who moves stay as they are.

    Refuses: reseating_is_old (409) when a stay or unit is no longer as it was seen, and all that its new unit or the
             calendar has against a move (409), or against the period they are for.
    """
    request = {"unit": opens.unit_ref, "starts_on": opens.period.starts_on, "ends_on": opens.period.ends_on}
    attempt = Attempt("reservation", "reseated", request=request | _as_request(steps))
    run(actor, attempt, lambda work: _reseat(work, steps, opens), idempotency=idempotency)


def put_back(actor: Actor, steps: Sequence[Step]) -> None:
    """Take a reseating back: all return, or nobody does.

    Shapes:  the steps that lead back.
    Refuses: as `reseat` does, so when somebody has taken one of the units meanwhile.
    """
    attempt = Attempt("reservation", "put_back", request=_as_request(steps))
    run(actor, attempt, lambda work: _move_all(work, steps, "put_back", {}))


def _as_request(steps: Sequence[Step]) -> dict[str, Any]:
    return {"moves": [[step.ref, step.unit_ref, step.to_ref] for step in steps]}


def _reseat(work: Work, steps: Sequence[Step], opens: Opens) -> str:
    unit = find_unit(opens.unit_ref)
    if unit is None:
        raise NotFound("unit")
    why = {"unit": unit.name, "starts_on": opens.period.starts_on, "ends_on": opens.period.ends_on}
    _move_all(work, steps, "reseated", {"room_for": why}, also=[unit.ref])
    refusal = _still_taken(work, unit, opens)
    if refusal is not None:
        raise Refused([refusal])
    return unit.ref


def _move_all(
    work: Work, steps: Sequence[Step], action: str, why: dict[str, Any], *, also: Sequence[str] = ()
) -> str:
    """Judge every move beside all who stay, then give all claims back, then take them anew."""
    if not steps or len({step.ref for step in steps}) < len(steps):
        raise Refused([_old()])
    goals = [*also, *(step.to_ref for step in steps)]
    stays = rows.lock_several(work, [step.ref for step in steps], also_units=goals)
    units = {ref: find_unit(ref) for ref in set(goals)}
    moved = [_moved(work, held, step, units[step.to_ref]) for held, step in zip(stays, steps, strict=True)]
    before = [rows.snapshot(held.row, held.unit.ref) for held in stays]
    for held in stays:
        claims.give_back(work, held.owner)
    refusals = [refusal for pair in zip(stays, moved, strict=True) for refusal in _against(work, *pair)]
    if refusals:
        raise Refused(refusals)
    for held in moved:
        held.row.unit_id = held.unit.id
        held.row.version += 1
        claim_anew(work, held, State(held.row.state))
    for held, old in zip(moved, before, strict=True):
        others = [
            {"entity": "reservation", "id": other.row.id, "ref": other.row.ref}
            for other in moved
            if other is not held
        ]
        rows.record(work, held, action, before=old, facts=why, linked=others)
    return steps[0].ref


def _moved(work: Work, held: rows.Held, step: Step, unit: UnitRow | None) -> rows.Held:
    """Answer a stay as it stands in its new unit.

    Refuses: reseating_is_old, when it is no longer the stay that was shown, or may not move any more.
    """
    is_same = (held.row.version, held.unit.ref) == (step.version, step.unit_ref)
    if unit is None or not is_same or not is_movable(held, work.now) or not are_alike(held.unit, unit):
        raise Refused([_old()])
    return rows.in_unit(held, unit)


def _old() -> Refusal:
    return Refusal("reseating_is_old", None, {}, status=409)


def _against(work: Work, held: rows.Held, moved: rows.Held) -> list[Refusal]:
    """Answer what stands against a move, each said of the unit that it goes to."""
    ask = rows.ask_of(work, moved.unit, held.period, held.party, held=held)
    found = judge_change(held, ask, unit=moved.unit).refusals
    return [
        replace(refusal, field=None, facts={**refusal.facts, "unit": moved.unit.name}, status=409)
        for refusal in found
    ]


def _still_taken(work: Work, unit: UnitRow, opens: Opens) -> Refusal | None:
    """Answer who has the unit after all moves."""
    asked = rows.rules_today(unit)
    kind, doc, zone = asked.kind, asked.doc, work.tenant.zone
    if kind.shape(doc, opens.period, zone=zone):
        return None
    own = kind.span(doc, opens.period, zone)
    blocked = kind.blocked(doc, own)
    calendar = load_calendar(unit.leaves, first=blocked.starts_at, last=blocked.ends_at)
    room = Room(unit.facts.takes, calendar, now=work.now, ignoring={opens.but} if opens.but else ())
    if room.left(own, blocked):
        return None
    return _old()
