"""Find requests near one that would be accepted if they were posted now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from app.actions.reservations.courtesy import held_of
from app.actions.reservations.nearby import Nearby
from app.actions.reservations.surroundings import surrounded
from app.domain.alternatives import Judge, continued, fewer, neighbours, search
from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import Calendar
from app.domain.screening import Spans, Taken, free
from app.live.locks import Lock, of_others
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, list_units

Allows = Callable[[UnitFacts, Period], bool]


class Finder:
    """Finds requests near one that would be accepted if they were posted now; reads no more than it must.

    Shapes:  `units`, `calendar` and `others`, the locks of colleagues, None: all there are, and what stands around the
             request; `alike` as in `search`.
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
        others: Sequence[Lock] | None = None,
        alike: Collection[str] = (),
    ) -> None:
        self._asked, self._ask, self._ignoring = asked, replace(ask, cots_left=None), ignoring
        self.units = list_units() if units is None else units
        self._units = {unit.ref: unit for unit in self.units}
        self._given = calendar
        self._judges: dict[tuple[int, bool], Judge] = {}
        self._judging: dict[tuple[str, bool], Judge] = {}
        self._spans: dict[tuple[Judge, tuple[Period, ...]], tuple[Spans, Spans]] = {}
        self._allows, self._alike = allows, alike
        self.locks = of_others() if others is None else others

    @property
    def is_alone(self) -> bool:
        """Tell whether no colleague has locked anything."""
        return not self.locks

    @cached_property
    def _nearby(self) -> Nearby:
        versions = {version.version_id: version for version in self._versions()}
        return Nearby(self._ask, self._units, versions=list(versions.values()), ignoring=self._ignoring)

    def _versions(self) -> list[Rules]:
        """Answer all that may judge a unit."""
        return [self._asked, *(rules(each) for each in {unit.version_id for unit in self._units.values()})]

    def _version(self, ref: str, *, is_new: bool) -> Rules:
        """Answer who judges a unit: the version its policy has today, or the one the reservation was made under.

        What is new is asked under one version in all units of its policy, also where that is only being written.
        """
        unit = self._units[ref]
        is_held = ref == self._ask.unit.ref and not is_new
        is_asked = self._ask.is_new and unit.policy_id == self._asked.policy_id
        return self._asked if is_held or is_asked else rules(unit.version_id)

    def _judge(self, version: Rules, *, is_new: bool) -> Judge:
        key = (version.version_id, is_new)
        if key not in self._judges:
            ask = replace(self._ask, held=None, held_code=None, is_new=True) if is_new else self._ask
            self._judges[key] = self._judge_of(version, ask)
        return self._judges[key]

    def _judge_of(self, version: Rules, ask: Ask) -> Judge:
        calendar = self._nearby.calendar if self._given is None else self._given
        return Judge(version.kind, version.doc, ask=ask, calendar=calendar, ignoring=self._ignoring)

    def _judge_in(self, ref: str, *, is_new: bool | None = None) -> Judge:
        """Answer who judges a unit, as what is new or as what the request is."""
        is_new = self._ask.is_new if is_new is None else is_new
        key = ref, is_new
        if key not in self._judging:
            self._judging[key] = self._judge(self._version(ref, is_new=is_new), is_new=is_new)
        return self._judging[key]

    def _screened(
        self, units: Sequence[UnitFacts], periods: Sequence[Period], *, is_new: bool | None = None
    ) -> list[int]:
        """Answer for each unit in which of some periods it may be free, as the bits of a number."""
        judged = [(unit, self._judge_in(unit.ref, is_new=is_new)) for unit in units]
        asked = [(unit, judge) for unit, judge in judged if judge.suits(unit)]
        found: dict[str, int] = {}
        if asked:
            is_own = all(unit.ref == self._ask.unit.ref for unit in units)
            when = tuple(periods)
            is_then = bool(is_new) or when == (self._ask.period,)  # what goes on is the rest of that time
            taken = self._nearby.taken(is_wide=not (is_own or is_then))
            spans = {
                judge: self._spans_of(judge, when) for judge in dict.fromkeys(judge for _, judge in asked)
            }
            for unit, judge in asked:
                own, blocked = spans[judge]
                found[unit.ref] = free(unit.takes, taken, own=own, blocked=blocked, wanted=judge.wanted)
            self._nearby.expect(ref for ref, left in found.items() if left)
        return [found.get(unit.ref, 0) for unit in units]

    def _spans_of(self, judge: Judge, when: tuple[Period, ...]) -> tuple[Spans, Spans]:
        """Answer the spans of periods, without buffers and with them."""
        if (judge, when) not in self._spans:
            self._spans[judge, when] = judge.spans(when)
        return self._spans[judge, when]

    def taken(self) -> Mapping[str, Sequence[Taken]]:
        """Answer what is taken of all units in the time of the request."""
        return self._nearby.taken(is_wide=False)

    def fewer(self) -> list[Alternative]:
        """Answer the same request for as many as are left, where it wants more than that."""
        ask = self._ask
        if self._allows is not None and not self._allows(ask.unit, ask.period):
            return []
        version = self._version(ask.unit.ref, is_new=ask.is_new)
        judge = self._judge(version, is_new=ask.is_new)
        if judge.wanted < 2:
            return []
        way = fewer(
            ask,
            version.doc,
            left=judge.left(ask.unit, ask.period),
            is_acceptable=lambda less: self._judge_of(version, less)(ask.unit, ask.period),
        )
        return [way] if way else []

    def near(self) -> list[Alternative]:
        """Answer up to three: other dates, another unit, fewer units of time."""
        units = self._preferred()
        if not any(self._judge_in(unit.ref).suits(unit) for unit in units):
            return []
        near = neighbours(self._asked.kind, self._asked.doc, self._ask.period, zone=self._ask.zone)
        return search(
            self._ask,
            units,
            near=near,
            is_acceptable=self.is_allowed,
            screen=self._screened,
            alike=self._alike,
        )

    def going_on(self, held: Period, latest: Period) -> list[Alternative]:
        """Answer where a stay that can't be extended beyond `latest` may go on."""
        wanted = self._ask.period
        if held.starts_on != wanted.starts_on or not latest.ends_on < wanted.ends_on:
            return []
        rest = replace(wanted, starts_on=latest.ends_on, starts_time=None)
        units = self._preferred()
        free_then = self._screened(units, [rest], is_new=True)
        return continued(
            self._ask,
            latest,
            rest=rest,
            units=[unit for unit, left in zip(units, free_then, strict=True) if left],
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
        if not self._judge_in(facts.ref, is_new=is_new)(facts, period):
            return False
        version = self._version(facts.ref, is_new=is_new)
        return held_of(self.locks, version, replace(self._ask, unit=facts, period=period)) is None

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
