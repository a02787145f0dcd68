"""Which stays would change their unit so that a request fits: asked without locks, written by `reseat`.

Who is in the house, has begun, is over, or stands through a house of several units never moves, nor whom a colleague
is just changing; and no closure does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ARRAY, Text, any_, bindparam, select

from app.actions.reservations import rows
from app.actions.reservations.surroundings import surrounded
from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, effective
from app.domain.reseating import Move, Plan, Seated, Wanted, find_plan
from app.domain.screening import Taken, is_full
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import BUFFERED, ClaimSource, State
from app.live import locks
from app.live.locks import Lock
from app.models import Reservation
from app.queries.binds import CHOSEN
from app.queries.claims import load_calendar
from app.queries.plain import rows_of
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow

RESEAT = "reseat"
MOVABLE = frozenset({State.PENDING, State.CONFIRMED})
AROUND = (dt.timedelta(days=45), dt.timedelta(days=400))

# As many as stand there: rows, which cost a quarter of entities.
_STAYS = select(Reservation.__table__).where(
    Reservation.ref == any_(bindparam("refs", type_=ARRAY(Text))), Reservation.unit_id == any_(CHOSEN)
)

Accepts = Callable[[UnitFacts, Period], bool]


def is_movable(held: rows.Held, now: dt.datetime) -> bool:
    """Tell whether a stay may be given another unit by the house: it stands, and has not begun."""
    return held.state_at(now) in MOVABLE and held.row.starts_at > now


def are_alike(one: UnitRow, other: UnitRow) -> bool:
    """Tell whether a stay may go from one unit to the other without asking: one type, one policy, one of each."""
    return all(
        unit.stock is Stock.SINGLE and unit.asset_id is None and (unit.type_ref, unit.policy_id) == like
        for like in [(one.type_ref, one.policy_id)]
        for unit in (one, other)
    )


def opening(
    asked: Rules,
    ask: Ask,
    *,
    units: Sequence[UnitRow],
    judge: Callable[[Calendar], Accepts],
    taken: Callable[[], Mapping[str, Sequence[Taken]]],
    others: Sequence[Lock],
    ignoring: Collection[str] = (),
) -> Alternative | None:
    """Find the unit of the asked one's type that a few moves free for the asked period; None where one is free.

    Shapes:  `units` are all there are; `judge` answers what judges the request in a unit under a calendar, `taken` what
             is taken of all units in its time, `others` are the locks of colleagues. Facts name every move with the
             version of the stay.
    """
    unit = next((each for each in units if each.ref == ask.unit.ref), None)
    alike = [each for each in units if unit is not None and are_alike(unit, each)]
    if len(alike) < 2 or asked.kind.wanted(asked.doc, ask) != 1:
        return None
    own = asked.kind.span(asked.doc, ask.period, ask.zone)
    if is_full([leaf.need.unit for unit in alike for leaf in unit.leaves], taken(), own):
        return None  # no move helps, so no more need be read
    first, accepts = sorted(alike, key=lambda each: each.ref != ask.unit.ref), judge(Calendar())
    targets = [each.ref for each in first if accepts(each.facts, ask.period)]
    wanted = Wanted(own, asked.kind.blocked(asked.doc, own), tuple(targets))
    for around in AROUND:
        board = _load(alike, wanted.blocked, around, ask, ignoring, others)
        while wanted.units and (plan := board.plan(wanted)):
            if judge(_moved(board.calendar, plan))(board.units[plan.unit].facts, ask.period):
                return _alternative(ask, plan, board) if plan.moves else None
            wanted = replace(wanted, units=tuple(ref for ref in wanted.units if ref != plan.unit))
        if not board.is_cut:
            break
    return None


def _standing(calendar: Calendar, now: dt.datetime, ignoring: Collection[str]) -> list[ClaimFacts]:
    """Answer the claims as they are true now, without those of some owners."""
    stored = (claim for claims in calendar.claims.values() for claim in claims)
    found = (effective(claim, now) for claim in stored if claim.owner_ref not in ignoring)
    return [claim for claim in found if claim is not None]


@dataclass
class _Board:
    """The like units with what stands in them around a span, and what was read of the stays."""

    units: Mapping[str, UnitRow]
    calendar: Calendar
    seated: Sequence[Seated]
    stays: Mapping[str, rows.Held]
    ask: Ask
    is_cut: bool
    _asks: dict[str, Ask] = field(default_factory=dict)

    def plan(self, wanted: Wanted) -> Plan | None:
        return find_plan(wanted, self.seated, units=list(self.units), may_stand=self._may_stand)

    def _may_stand(self, ref: str, unit_ref: str) -> bool:
        """Tell whether a stay's own rules allow it in a unit, as a change of its unit is judged."""
        held, unit = self.stays[ref], self.units[unit_ref]
        kind, doc = held.rules.kind, held.rules.doc
        if rules(unit.version_id).kind is not kind:
            return False
        if ref not in self._asks:
            self._asks[ref] = surrounded(
                held.rules, _ask_of(held, self.ask), ignoring={ref}, client=held.row.client_id
            )
        return not kind.restrictions(doc, replace(self._asks[ref], unit=unit.facts))


def _ask_of(held: rows.Held, like: Ask) -> Ask:
    """Answer what a stay asks that keeps its period, its people and all else."""
    return Ask(
        period=held.period,
        party=held.party,
        unit=held.unit.facts,
        now=like.now,
        zone=like.zone,
        is_new=False,
        held=held.period,
        quantity=held.row.quantity,
        promo_code=held.row.promo_code,
        held_code=held.row.promo_code,
    )


def _load(
    alike: Sequence[UnitRow],
    wanted: Span,
    around: dt.timedelta,
    ask: Ask,
    ignoring: Collection[str],
    others: Sequence[Lock],
) -> _Board:
    units = {unit.ref: unit for unit in alike}
    seen = Span(wanted.starts_at - around, wanted.ends_at + around)
    leaves = [leaf for unit in alike for leaf in unit.leaves]
    calendar = load_calendar(leaves, first=seen.starts_at, last=seen.ends_at)
    by_owner: dict[tuple[str, str], list[ClaimFacts]] = {}
    for claim in _standing(calendar, ask.now, ignoring):
        by_owner.setdefault((claim.owner_ref, claim.unit), []).append(claim)
    stays = _stays({ref for ref, _unit in by_owner}, units)
    seated, is_cut = [], False
    for (ref, unit), claims in by_owner.items():
        held = stays.get(ref)
        is_stay = held is not None and held.unit.ref == unit and is_movable(held, ask.now)
        is_stay = is_stay and locks.on_reservation(others, ref) is None
        own, blocked = _whole([each.span for each in claims]), _whole([each.blocked for each in claims])
        is_seen = seen.contains(blocked)
        is_cut = is_cut or (is_stay and not is_seen)
        is_buffered = claims[0].source in BUFFERED
        seated.append(
            Seated(ref, unit, own, blocked, is_fixed=not (is_stay and is_seen), is_buffered=is_buffered)
        )
    return _Board(units, calendar, [*seated, *_held(others, units)], stays, ask, is_cut)


def _held(others: Sequence[Lock], units: Collection[str]) -> list[Seated]:
    """Answer the times that colleagues work on: nobody moves there."""
    return [
        Seated(lock.id, unit, lock.place.span, lock.place.span, is_fixed=True, is_buffered=False)
        for lock in others
        for unit in lock.place.units
        if unit in units
    ]


def _whole(pieces: Sequence[Span]) -> Span:
    """Answer the one span of claims that touch: a long stay has several."""
    return Span(min(each.starts_at for each in pieces), max(each.ends_at for each in pieces))


def _stays(refs: Collection[str], units: Mapping[str, UnitRow]) -> dict[str, rows.Held]:
    """Read the reservations that stand in like units themselves, without a lock."""
    by_id = {unit.id: unit for unit in units.values()}
    found: Sequence[Any] = rows_of(_STAYS, {"refs": sorted(refs), "chosen": list(by_id)}).all()
    return {row.ref: rows.Held(row, by_id[row.unit_id], rules(row.policy_version_id)) for row in found}


def _moved(calendar: Calendar, plan: Plan) -> Calendar:
    """Answer the calendar as it will be once everybody has moved."""
    goes = {move.ref: move.to for move in plan.moves}
    found: dict[str, list[ClaimFacts]] = {}
    for claim in (claim for claims in calendar.claims.values() for claim in claims):
        unit = claim.unit
        if claim.source is ClaimSource.RESERVATION:
            unit = goes.get(claim.owner_ref, unit)
        found.setdefault(unit, []).append(claim._replace(unit=unit))
    return replace(calendar, claims=found)


def _alternative(ask: Ask, plan: Plan, board: _Board) -> Alternative:
    period = ask.period
    facts: dict[str, object] = {
        "unit": board.units[plan.unit].name,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "days_later": 0,
        "moves": [_as_facts(move, board) for move in plan.moves],
    }
    return Alternative(RESEAT, plan.unit, period, facts)


def _as_facts(move: Move, board: _Board) -> dict[str, object]:
    held = board.stays[move.ref]
    return {
        "ref": move.ref,
        "version": held.row.version,
        "from": move.unit,
        "from_unit": board.units[move.unit].name,
        "to": move.to,
        "to_unit": board.units[move.to].name,
        "starts_on": held.period.starts_on.isoformat(),
        "ends_on": held.period.ends_on.isoformat(),
    }
