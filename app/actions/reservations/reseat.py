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
from app.actions.transaction import Attempt, Idempotency, Work, run
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
    run(actor, attempt, lambda work: _move_all(work, steps, "reseated", opens), idempotency=idempotency)


def put_back(actor: Actor, steps: Sequence[Step]) -> None:
    """Take a reseating back: all return, or nobody does.

    Shapes:  the steps that lead back; where all stand there already it is done, and nothing is done again.
    Refuses: as `reseat` does, so when somebody has taken one of the units meanwhile.
    """
    attempt = Attempt("reservation", "put_back", request=_as_request(steps))
    run(actor, attempt, lambda work: _move_all(work, steps, "put_back"))


def _as_request(steps: Sequence[Step]) -> dict[str, Any]:
    return {"moves": [[step.ref, step.unit_ref, step.to_ref] for step in steps]}


def _move_all(work: Work, steps: Sequence[Step], action: str, opens: Opens | None = None) -> str:
    """Judge every move beside all who stay, give all claims back, take them anew, and look at what became free."""
    if not steps or len({step.ref for step in steps}) < len(steps):
        raise Refused([_old()])
    goals = {step.to_ref for step in steps} | ({opens.unit_ref} if opens else set())
    stays = rows.lock_several(work, [step.ref for step in steps], also_units=goals)
    if not opens and all(held.unit.ref == step.to_ref for held, step in zip(stays, steps, strict=True)):
        return steps[0].ref
    units = {ref: unit for ref in sorted(goals) if (unit := find_unit(ref))}
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
    if opens and not _is_free(work, units[opens.unit_ref], opens):
        raise Refused([_old()])
    _record(work, moved, before, action, _why(units[opens.unit_ref], opens) if opens else {})
    return steps[0].ref


def _why(unit: UnitRow, opens: Opens) -> dict[str, Any]:
    period = opens.period
    return {"room_for": {"unit": unit.name, "starts_on": period.starts_on, "ends_on": period.ends_on}}


def _record(
    work: Work,
    moved: Sequence[rows.Held],
    before: Sequence[dict[str, Any]],
    action: str,
    why: dict[str, Any],
) -> None:
    """Write an entry for each stay, which names the others."""
    named = [{"entity": "reservation", "id": held.row.id, "ref": held.row.ref} for held in moved]
    for held, old in zip(moved, before, strict=True):
        others = [each for each in named if each["ref"] != held.row.ref]
        rows.record(work, held, action, before=old, facts=why, linked=others)


def _moved(work: Work, held: rows.Held, step: Step, unit: UnitRow) -> rows.Held:
    """Answer a stay as it stands in its new unit.

    Refuses: reseating_is_old, when it is no longer the stay that was shown, or may not move any more.
    """
    is_same = (held.row.version, held.unit.ref) == (step.version, step.unit_ref)
    if not is_same or not is_movable(held, work.now) or not are_alike(held.unit, unit):
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


def _is_free(work: Work, unit: UnitRow, opens: Opens) -> bool:
    """Tell whether nobody has the unit for what the moves were made for."""
    asked = rows.rules_today(unit)
    kind, doc, zone = asked.kind, asked.doc, work.tenant.zone
    if kind.shape(doc, opens.period, zone=zone):
        return False
    own = kind.span(doc, opens.period, zone)
    blocked = kind.blocked(doc, own)
    calendar = load_calendar(unit.leaves, first=blocked.starts_at, last=blocked.ends_at)
    room = Room(unit.facts.takes, calendar, now=work.now, ignoring={opens.but} if opens.but else ())
    return room.left(own, blocked) > 0
