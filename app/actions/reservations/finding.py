"""Find requests near one that would be accepted if they were posted now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from app.actions.reservations.courtesy import held_of
from app.actions.reservations.surroundings import surrounded
from app.domain.alternatives import Judge, continued, fewer, neighbours, search
from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import Calendar
from app.domain.stock import Stock
from app.live import locks
from app.queries.claims import load_calendar
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, list_units

AROUND = dt.timedelta(days=16)

Allows = Callable[[UnitFacts, Period], bool]


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
        self._asked, self._ask, self._ignoring = asked, replace(ask, cots_left=None), ignoring
        self._units = {unit.ref: unit for unit in (list_units() if units is None else units)}
        self._given = calendar
        self._calendars: dict[str, Calendar] = {}
        self._judges: dict[tuple[int, bool, str], Judge] = {}
        self._allows = allows
        self._locks = locks.of_others()

    def _calendar(self, scope: str) -> Calendar:
        """Answer what stands around the request: in its unit, at its time, or in all units; read when first asked."""
        if self._given is not None:
            return self._given
        if scope not in self._calendars:
            asked, ask = self._asked, self._ask
            own = asked.kind.span(asked.doc, ask.period, ask.zone)
            has_slots = any(unit.stock is Stock.SEATS for unit in self._units.values())
            around = self._buffer() + dt.timedelta(days=asked.doc.restrictions.min_gap or 0)
            around += dt.timedelta(0) if scope == "time" else AROUND
            leaves = self._units[ask.unit.ref].leaves if scope == "unit" else None
            self._calendars[scope] = load_calendar(
                leaves, first=own.starts_at - around, last=own.ends_at + around, has_slots=has_slots
            )
        return self._calendars[scope]

    def _buffer(self) -> dt.timedelta:
        """Answer the longest buffer of any policy that judges a unit."""
        docs = [
            self._asked.doc,
            *(rules(version).doc for version in {u.version_id for u in self._units.values()}),
        ]
        return dt.timedelta(minutes=max(max(doc.before_min, doc.after_min) for doc in docs))

    def _scope(self, ref: str, period: Period) -> str:
        """Answer the least that must be read to judge a unit for a period."""
        if ref == self._ask.unit.ref:
            return "unit"
        is_alike = self._units[ref].policy_id == self._asked.policy_id
        return "time" if is_alike and period == self._ask.period else "all"

    def _version(self, ref: str, *, is_new: bool) -> Rules:
        """Answer who judges a unit: the version its policy has today, or the one the reservation was made under.

        What is new is asked under one version in all units of its policy, also where that is only being written.
        """
        unit = self._units[ref]
        is_held = ref == self._ask.unit.ref and not is_new
        is_asked = self._ask.is_new and unit.policy_id == self._asked.policy_id
        return self._asked if is_held or is_asked else rules(unit.version_id)

    def _judge(self, version: Rules, scope: str, *, is_new: bool) -> Judge:
        key = (version.version_id, is_new, scope)
        if key not in self._judges:
            ask = replace(self._ask, held=None, is_new=True) if is_new else self._ask
            self._judges[key] = self._judge_of(version, ask, scope)
        return self._judges[key]

    def _judge_of(self, version: Rules, ask: Ask, scope: str) -> Judge:
        calendar = self._calendar(scope)
        return Judge(version.kind, version.doc, ask=ask, calendar=calendar, ignoring=self._ignoring)

    def fewer(self) -> list[Alternative]:
        """Answer the same request for as many as are left, where it wants more than that."""
        ask = self._ask
        if self._allows is not None and not self._allows(ask.unit, ask.period):
            return []
        version = self._version(ask.unit.ref, is_new=ask.is_new)
        way = fewer(
            ask,
            version.doc,
            left=self._judge(version, "unit", is_new=ask.is_new).left(ask.unit, ask.period),
            is_acceptable=lambda less: self._judge_of(version, less, "unit")(ask.unit, ask.period),
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
            is_acceptable=lambda facts, period: self._accepts(facts, period, is_new=True),
        )

    def is_allowed(self, facts: UnitFacts, period: Period) -> bool:
        """Tell whether a unit would be accepted for a period that is not the one held already."""
        ask = self._ask
        if (facts.ref, period) == (ask.unit.ref, ask.held):
            return False
        if self._allows is not None and not self._allows(facts, period):
            return False
        return self._accepts(facts, period, is_new=ask.is_new) and self._has_cots(facts, period)

    def _accepts(self, facts: UnitFacts, period: Period, *, is_new: bool) -> bool:
        """Tell whether rules, calendar and colleagues leave a unit to a period."""
        version, scope = self._version(facts.ref, is_new=is_new), self._scope(facts.ref, period)
        if not self._judge(version, scope, is_new=is_new)(facts, period):
            return False
        return held_of(self._locks, version, replace(self._ask, unit=facts, period=period)) is None

    def _has_cots(self, facts: UnitFacts, period: Period) -> bool:
        """Tell whether the cots that all units share suffice in a period: they are counted for it anew."""
        asked, ask = self._asked, self._ask
        if asked.doc.restrictions.party.cots is None or not ask.party.cots:
            return True
        around = surrounded(asked, replace(ask, unit=facts, period=period), ignoring=self._ignoring)
        return all(check.ok for check in asked.kind.unit_checks(asked.doc, around))

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
