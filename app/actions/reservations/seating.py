"""Does a request pass, and what would? Rules and availability together, for save, page and alternatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from app.actions.reservations.openings import opening
from app.actions.reservations.surroundings import surrounded
from app.domain.alternatives import MOST, Judge, continued, fewer, neighbours, search
from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.localtime import is_plausible
from app.domain.refusal import Refusal
from app.domain.stock import Stock
from app.queries.claims import load_calendar
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, list_units

AROUND = dt.timedelta(days=16)

Allows = Callable[[UnitFacts, Period], bool]


@dataclass(frozen=True)
class Verdict:
    """What stands against a request: broken rules, which a manager may override, and claims in the way.

    Shapes:  `ask` is None for a period that has no shape, which nobody may override.
    """

    broken: list[Refusal]
    in_the_way: list[Refusal]
    ask: Ask | None = None

    @property
    def refusals(self) -> list[Refusal]:
        """Answer all of them, in the order in which they are told."""
        return [*self.in_the_way, *self.broken]


def judge(
    asked: Rules,
    ask: Ask,
    *,
    unit: UnitRow,
    ignoring: Collection[str] = (),
    rules_hold: bool = True,
    client: str | int = "",
    beside: Sequence[ClaimFacts] = (),
) -> Verdict:
    """Ask the policy and the calendar about one request.

    Shapes:  `rules_hold` False leaves out the restrictions, as for what is being reinstated; `client` is a
             reference or a key, '' while nobody is chosen; `beside` is what is wanted with it and not yet written.
    """
    kind, doc = asked.kind, asked.doc
    misshapen = kind.shape(doc, ask.period, zone=ask.zone)
    if misshapen:
        return Verdict(misshapen, [])
    own = kind.span(doc, ask.period, ask.zone)
    blocked = kind.blocked(doc, own)
    near = dt.timedelta(days=doc.restrictions.min_gap or 0)
    calendar = load_calendar(unit.leaves, first=blocked.starts_at - near, last=blocked.ends_at + near)
    room = Room(unit.facts.takes, calendar.joined(beside), now=ask.now, ignoring=ignoring)
    if rules_hold:
        ask = surrounded(asked, ask, ignoring=ignoring, client=client)
        if near:
            around = room.around(own, ask.period, zone=ask.zone, wanted=kind.wanted(doc, ask))
            ask = replace(ask, around=around)
    broken = kind.restrictions(doc, ask) if rules_hold else []
    refusal = kind.no_room(doc, ask, room)
    return Verdict(broken, [refusal] if refusal else [], ask)


def judge_under(
    today: Rules,
    terms: Rules,
    ask: Ask,
    *,
    unit: UnitRow,
    client: str | int = "",
    beside: Sequence[ClaimFacts] = (),
) -> Verdict:
    """Ask today's rules about what will be made under `terms`, and whether its own time under those has room too."""
    verdict = judge(today, ask, unit=unit, client=client, beside=beside)
    if terms is today or verdict.ask is None or verdict.in_the_way:
        return verdict
    if _takes(today, ask) == _takes(terms, ask):
        return verdict
    return replace(verdict, in_the_way=judge(terms, ask, unit=unit, rules_hold=False, beside=beside).refusals)


def _takes(asked: Rules, ask: Ask) -> tuple[object, ...]:
    """Answer what a request takes of its unit under a version."""
    kind, doc = asked.kind, asked.doc
    own = kind.span(doc, ask.period, ask.zone)
    return own, kind.blocked(doc, own), kind.wanted(doc, ask), kind.seats(doc, ask.period)


class Finder:
    """Finds requests near one that would be accepted if they were posted now; reads the calendar once.

    Shapes:  `units` and `calendar` None: all there are, and what stands around the request.
    """

    def __init__(
        self,
        asked: Rules,
        ask: Ask,
        *,
        ignoring: Collection[str] = (),
        allows: Allows | None = None,
        units: Sequence[UnitRow] | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self._asked, self._ask, self._ignoring = asked, ask, ignoring
        self._units = {unit.ref: unit for unit in (list_units() if units is None else units)}
        self._calendar = self._around() if calendar is None else calendar
        self._judges: dict[tuple[int, bool], Judge] = {}
        self._allows = allows

    def _around(self) -> Calendar:
        asked = self._asked
        own = asked.kind.span(asked.doc, self._ask.period, self._ask.zone)
        has_slots = any(unit.stock is Stock.SEATS for unit in self._units.values())
        around = AROUND + dt.timedelta(days=asked.doc.restrictions.min_gap or 0)
        return load_calendar(
            None, first=own.starts_at - around, last=own.ends_at + around, has_slots=has_slots
        )

    def _judge(self, ref: str, *, is_new: bool) -> Judge:
        """Answer who judges a unit: the version its policy has today, or the one the reservation was made under.

        What is new is asked under one version in all units of its policy, also where that is only being written.
        """
        version = self._version(ref, is_new=is_new)
        key = (version.version_id, is_new)
        if key not in self._judges:
            ask = replace(self._ask, held=None, is_new=True) if is_new else self._ask
            self._judges[key] = self._judge_of(version, ask)
        return self._judges[key]

    def _version(self, ref: str, *, is_new: bool) -> Rules:
        unit = self._units[ref]
        is_held = ref == self._ask.unit.ref and not is_new
        is_asked = self._ask.is_new and unit.policy_id == self._asked.policy_id
        return self._asked if is_held or is_asked else rules(unit.version_id)

    def _judge_of(self, version: Rules, ask: Ask) -> Judge:
        return Judge(version.kind, version.doc, ask=ask, calendar=self._calendar, ignoring=self._ignoring)

    def fewer(self) -> list[Alternative]:
        """Answer the same request for as many as are left, where it wants more than that."""
        ask = self._ask
        if self._allows is not None and not self._allows(ask.unit, ask.period):
            return []
        version = self._version(ask.unit.ref, is_new=ask.is_new)
        way = fewer(
            ask,
            version.doc,
            left=self._judge(ask.unit.ref, is_new=ask.is_new).left(ask.unit, ask.period),
            is_acceptable=lambda less: self._judge_of(version, less)(ask.unit, ask.period),
        )
        return [way] if way else []

    def near(self) -> list[Alternative]:
        """Answer up to three: other dates, another unit, fewer units of time."""
        near = neighbours(self._asked.kind, self._asked.doc, self._ask.period, zone=self._ask.zone)
        return search(self._ask, self._preferred(), near=near, is_acceptable=self.is_allowed)

    def going_on(self, held: Period, latest: Period) -> list[Alternative]:
        """Answer where a stay that can't be extended beyond `latest` may go on."""
        wanted = self._ask.period
        if held.starts_on != wanted.starts_on or not latest.ends_on < wanted.ends_on:
            return []
        rest = replace(wanted, starts_on=latest.ends_on, starts_time=None)
        return continued(
            self._ask,
            latest,
            rest=rest,
            units=self._preferred(),
            is_acceptable=lambda facts, period: self._judge(facts.ref, is_new=True)(facts, period),
        )

    def is_allowed(self, facts: UnitFacts, period: Period) -> bool:
        """Tell whether a unit would be accepted for a period that is not the one held already."""
        ask = self._ask
        if (facts.ref, period) == (ask.unit.ref, ask.held):
            return False
        if self._allows is not None and not self._allows(facts, period):
            return False
        return self._judge(facts.ref, is_new=ask.is_new)(facts, period)

    def has_one_alike(self, ways: Sequence[Alternative]) -> bool:
        """Tell whether ways out lead into another unit of the same type: nobody has to move then."""
        own = self._units.get(self._ask.unit.ref)
        into = [self._units[way.unit_ref] for way in ways if way.kind == "unit"]
        return own is not None and any(unit.type_ref == own.type_ref for unit in into)

    def _preferred(self) -> list[UnitFacts]:
        """Answer the units, those of the asked one's type first."""
        own = self._units.get(self._ask.unit.ref)
        like = own.type_ref if own else ""
        return [unit.facts for unit in sorted(self._units.values(), key=lambda unit: unit.type_ref != like)]


def alternatives(
    asked: Rules,
    ask: Ask,
    *,
    ignoring: Collection[str] = (),
    in_the_way: Sequence[Refusal] = (),
    allows: Allows | None = None,
    reseats: bool = False,
    takes_fewer: bool = True,
) -> list[Alternative]:
    """Find up to three requests near this one that would be accepted if they were posted now.

    Shapes:  `allows` may rule some out. Of an extension that somebody is in the way of, one alternative
             is where to go on from the latest end, as a new reservation. With `reseats` one may be the same
             request after other stays have moved, where no unit of the type is free as it stands. With
             `takes_fewer` the first is the same for as many as are left, where it wants more.
    """
    if asked.kind.shape(asked.doc, ask.period, zone=ask.zone):
        return _offered_instead(asked, ask, ignoring=ignoring, allows=allows)
    finder = Finder(asked, ask, ignoring=ignoring, allows=allows)
    found = finder.near()
    if reseats and not finder.has_one_alike(found):
        way = opened(asked, ask, ignoring=ignoring, allows=allows)
        found = [way, *found] if way else found
    found = [*(finder.fewer() if takes_fewer else ()), *found][:MOST]
    latest = next((refusal.facts.get("latest_ends_on") for refusal in in_the_way), None)
    if ask.held is None or not isinstance(latest, str):
        return found
    until = replace(ask.period, ends_on=dt.date.fromisoformat(latest))
    going_on = finder.going_on(ask.held, until)[:1]
    kept = [way for way in found if way.kind != "shift"] if going_on else found
    return [*kept[: MOST - len(going_on)], *going_on]


def opened(
    asked: Rules,
    ask: Ask,
    *,
    ignoring: Collection[str] = (),
    allows: Allows | None = None,
    only: str = "",
) -> Alternative | None:
    """Find which stays may move so that this request fits in a unit of the asked one's type.

    Shapes:  `only` names the one unit that shall be freed, '' any.
    """
    units = list_units()

    def accepts(facts: UnitFacts, period: Period, calendar: Calendar) -> bool:
        if only not in {"", facts.ref}:
            return False
        finder = Finder(asked, ask, ignoring=ignoring, allows=allows, units=units, calendar=calendar)
        return finder.is_allowed(facts, period)

    return opening(asked, ask, units=units, accepts=accepts, ignoring=ignoring)


def _offered_instead(
    asked: Rules, ask: Ask, *, ignoring: Collection[str], allows: Allows | None
) -> list[Alternative]:
    """Find what is offered near something that is not: other slots, where people choose one."""
    if not any(field.sort == "slot" for field in asked.kind.asks) or not is_plausible(ask.period.starts_on):
        return []
    return Finder(asked, ask, ignoring=ignoring, allows=allows).near()
