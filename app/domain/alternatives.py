"""Ways out of a refusal: each is accepted when posted, and no two are the same idea where ideas differ."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import Calendar, Room
from app.domain.localtime import is_plausible
from app.domain.policies.base import Kind, PolicyDocument
from app.domain.restrictions import may_come
from app.domain.screening import Spans
from app.domain.span import Span

MOST = 3

BATCH = 100

Acceptable = Callable[[UnitFacts, Period], bool]
Screen = Callable[[Sequence[UnitFacts], Sequence[Period]], Sequence[int]]
Idea = tuple[str, Sequence[UnitFacts], Iterable[Period]]


class Judge:
    """Tells whether a unit can be reserved for a period: the policy's rules and nobody in the way.

    What depends on the dates alone is decided once a period, and before the calendar is asked; what depends on the
    unit alone once a unit.

    Shapes:  `allows` may rule out periods for a reason of the caller's, as nights of a stay that are over; nothing is
             asked of the calendar about a unit before the unit is judged.
    """

    def __init__(
        self,
        kind: Kind[Any],
        doc: PolicyDocument,
        *,
        ask: Ask,
        calendar: Calendar,
        ignoring: Iterable[str] = (),
        allows: Callable[[Period], bool] | None = None,
    ) -> None:
        self._kind, self._doc, self._ask = kind, doc, ask
        self._calendar = calendar
        self._allows = allows
        self._ignoring = frozenset(ignoring)
        self._judged: dict[Period, _Judged] = {}
        self._rooms: dict[str, Room] = {}
        self._suited: dict[tuple[object, ...], bool] = {}
        self.wanted = kind.wanted(doc, ask)

    def __call__(self, unit: UnitFacts, period: Period) -> bool:
        """Tell whether this unit would be accepted for this period."""
        judged = self._dates(period)
        if judged.spans is None or not self._is_kept(judged, period):
            return False
        if self._room_of(unit).left(*judged.spans, seats=judged.seats) < self.wanted:
            return False
        around = self._ask.around
        if around is not None:
            around = self._room_of(unit).around(
                judged.spans[0], period, zone=self._ask.zone, wanted=self.wanted
            )
        asked = replace(self._ask, period=period, unit=unit, around=around)
        return all(check.ok for check in self._kind.unit_checks(self._doc, asked))

    def suits(self, unit: UnitFacts) -> bool:
        """Tell whether a unit may take these people at all, whatever the dates."""
        like = unit.capacity, unit.cots, unit.stock
        if like not in self._suited:
            asked = replace(self._ask, unit=unit)
            self._suited[like] = may_come(
                self._doc.restrictions, asked, infants_count=self._doc.infants_count
            )
        return self._suited[like]

    def spans(self, periods: Sequence[Period]) -> tuple[Spans, Spans]:
        """Return the spans of some periods, without buffers and with them; none where a period has no shape."""
        judged = [self._dates(period).spans for period in periods]
        own = Spans([each and each[0] for each in judged])
        if not (self._doc.before_min or self._doc.after_min):
            return own, own
        return own, Spans([each and each[1] for each in judged])

    def left(self, unit: UnitFacts, period: Period) -> int:
        """Return how many of a unit can still be had for a period, 0 where it has no shape."""
        judged = self._dates(period)
        return self._room_of(unit).left(*judged.spans, seats=judged.seats) if judged.spans else 0

    def _dates(self, period: Period) -> "_Judged":
        judged = self._judged.get(period)
        if judged is None:
            judged = self._judged[period] = self._judged_dates(period)
        return judged

    def _is_kept(self, judged: "_Judged", period: Period) -> bool:
        """Tell whether the rules that read dates are kept."""
        if judged.is_kept is None:
            asked = replace(self._ask, period=period)
            judged.is_kept = all(check.ok for check in self._kind.period_checks(self._doc, asked))
        return judged.is_kept

    def _judged_dates(self, period: Period) -> "_Judged":
        kind, doc, zone = self._kind, self._doc, self._ask.zone
        if kind.shape(doc, period, zone=zone) or (self._allows and not self._allows(period)):
            return _Judged(None)
        own = kind.span(doc, period, zone)
        return _Judged((own, kind.blocked(doc, own)), kind.seats(doc, period))

    def _room_of(self, unit: UnitFacts) -> Room:
        room = self._rooms.get(unit.ref)
        if room is None:
            room = Room(unit.takes, self._calendar, now=self._ask.now, ignoring=self._ignoring)
            self._rooms[unit.ref] = room
        return room


@dataclass
class _Judged:
    """What is known of a period: its spans, None when it has no shape, and whether its rules are kept, once asked."""

    spans: tuple[Span, Span] | None
    seats: int | None = None
    is_kept: bool | None = None


@dataclass(frozen=True)
class Neighbours:
    """The periods near one that was asked for, each list nearest first."""

    shifts: Iterable[Period]
    shorter: Iterable[Period]
    longer: Iterable[Period]
    reshaped: Iterable[Period]


def neighbours(kind: Kind[Any], doc: PolicyDocument, period: Period, *, zone: ZoneInfo) -> Neighbours:
    """Return what a kind calls near, within 14 days; nothing is near a date that nobody means."""
    if not (is_plausible(period.starts_on) and is_plausible(period.ends_on)):
        return Neighbours((), (), (), ())
    return Neighbours(
        shifts=kind.candidates(doc, period, zone=zone),
        shorter=kind.shorter(doc, period, zone=zone),
        longer=kind.longer(doc, period, zone=zone),
        reshaped=kind.reshaped(doc, period, zone=zone),
    )


def every(units: Sequence[UnitFacts], periods: Sequence[Period]) -> list[int]:
    """Let every unit be asked about every period."""
    return [(1 << len(periods)) - 1] * len(units)


def search(
    ask: Ask,
    units: Sequence[UnitFacts],
    *,
    near: Neighbours,
    is_acceptable: Acceptable,
    screen: Screen = every,
    alike: Collection[str] = (),
) -> list[Alternative]:
    """Return up to three ways out: the nearest of each idea, then more of them; two ideas at once only if none helps.

    Shapes:  `units` in order of preference, the asked one may be among them; `screen` answers for each unit, as the
             bits of a number, the periods in which it may be free: of the others nothing is asked. `alike` are all
             that were asked for where any of several will do, empty: the asked one alone.
    """
    own = [unit for unit in units if unit.ref in alike] or [ask.unit]
    refs = {unit.ref for unit in own}
    others = [unit for unit in units if unit.ref not in refs]
    shifts, shorter, longer = list(near.shifts), list(near.shorter), list(near.longer)
    rounds: list[list[Idea]] = [
        [
            ("shift", own, shifts),
            ("unit", others, [ask.period]),
            ("shorten", own, shorter),
            ("extend", own, longer),
        ],
        [("shift", others, shifts), ("shorten", others, shorter), ("extend", others, longer)],
        [("shift", own, near.reshaped)],
    ]
    for ideas in rounds:
        ways = [
            _accepted(kind, ask, units=among, periods=periods, is_acceptable=is_acceptable, screen=screen)
            for kind, among, periods in ideas
        ]
        if found := list(islice(_in_turns(ways), MOST)):
            return found
    return []


def continued(
    ask: Ask, latest: Period, *, rest: Period, units: Sequence[UnitFacts], is_acceptable: Acceptable
) -> list[Alternative]:
    """Return the other units in which a stay that must end at `latest` can go on for the rest."""
    facts = {"latest_ends_on": latest.ends_on.isoformat()}
    found = [
        Alternative("continue", unit.ref, rest, facts | _facts(unit, rest, ask=ask))
        for unit in units
        if unit.ref != ask.unit.ref and is_acceptable(unit, rest)
    ]
    return found[:MOST]


def fewer(
    ask: Ask, doc: PolicyDocument, *, left: int, is_acceptable: Callable[[Ask], bool]
) -> Alternative | None:
    """Return the same request for as many as are left, or None where that would not be accepted either.

    Of people adults stay at home before children, but one; where that breaks a rule, children do.
    """
    for less in _smaller(ask, doc, left):
        if is_acceptable(less):
            facts = {"left": left, **_facts(ask.unit, ask.period, ask=ask)}
            return Alternative("fewer", ask.unit.ref, ask.period, facts, less.quantity, less.party)
    return None


def _smaller(ask: Ask, doc: PolicyDocument, left: int) -> Iterator[Ask]:
    """Yield the request for exactly as many as are left, where it wants more."""
    if not doc.each_person_takes_one:
        if 0 < left < ask.quantity:
            yield replace(ask, quantity=left)
        return
    counted = ["adults", "children", *(["infants"] if doc.infants_count else [])]
    over = sum(getattr(ask.party, name) for name in counted) - left
    if left < 1 or over < 1:
        return
    for names in (counted, [*counted[1:], counted[0]]):
        party, more = ask.party, over
        for name in names:
            there = getattr(party, name)
            less = min(more, max(there - (name == "adults"), 0))
            party, more = replace(party, **{name: there - less}), more - less
        if not more:
            yield replace(ask, party=party)


def _accepted(
    kind: str,
    ask: Ask,
    *,
    units: Sequence[UnitFacts],
    periods: Iterable[Period],
    is_acceptable: Acceptable,
    screen: Screen,
) -> Iterator[Alternative]:
    """Yield what would be accepted, the nearest period first and in it the preferred unit."""
    coming = iter(periods)
    while batch := list(islice(coming, BATCH)):
        among = [pair for pair in zip(units, screen(units, batch), strict=True) if pair[1]]
        for place, period in enumerate(batch) if among else ():
            for unit, free in among:
                if free >> place & 1 and is_acceptable(unit, period):
                    yield Alternative(kind, unit.ref, period, _facts(unit, period, ask=ask))


def _facts(unit: UnitFacts, period: Period, *, ask: Ask) -> dict[str, object]:
    return {
        "unit": unit.name,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "days_later": (period.starts_on - ask.period.starts_on).days,
    }


def _in_turns(ways: Sequence[Iterator[Alternative]]) -> Iterator[Alternative]:
    """Yield one of each in turn until all are used up."""
    left = list(ways)
    while left:
        for way in list(left):
            alternative = next(way, None)
            if alternative is None:
                left.remove(way)
            else:
                yield alternative
