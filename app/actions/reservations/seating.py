"""Does a request pass, and what would? Rules and availability together, for save, page and alternatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from app.actions.reservations.courtesy import held_by_another
from app.actions.reservations.finding import Allows, Finder
from app.actions.reservations.openings import Accepts, opening
from app.actions.reservations.surroundings import surrounded
from app.domain.alternatives import MOST
from app.domain.asking import Alternative, Ask, Period
from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.policies.room import no_room
from app.domain.refusal import Refusal
from app.domain.span import Span
from app.queries.claims import load_calendar
from app.queries.policies import Rules
from app.queries.units import UnitRow

Shows = Callable[[Period], Span]

NOT_OFFERED = frozenset({"slot_not_offered", "off_step", "closed_then", "time_does_not_exist"})


@dataclass(frozen=True)
class Seen:
    """What was read of a unit's claims for a verdict, in a window."""

    window: Span
    calendar: Calendar


@dataclass(frozen=True)
class Verdict:
    """What stands against a request: broken rules, which a manager may override, and claims in the way.

    Shapes:  `ask` and `seen` are None for a period that has no shape, which nobody may override.
    """

    broken: list[Refusal]
    in_the_way: list[Refusal]
    ask: Ask | None = None
    seen: Seen | None = None

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
    shows: Shows | None = None,
) -> Verdict:
    """Ask the policy and the calendar about one request.

    Shapes:  `rules_hold` False leaves out the restrictions, as for what is being reinstated; `client` is a
             reference or a key, '' while nobody is chosen; `beside` is what is wanted with it and not yet written;
             `shows` answers what is looked at besides, and read with it.
    """
    kind, doc = asked.kind, asked.doc
    misshapen = kind.shape(doc, ask.period, zone=ask.zone)
    if misshapen:
        return Verdict(misshapen, [])
    own = kind.span(doc, ask.period, ask.zone)
    blocked = kind.blocked(doc, own)
    near = dt.timedelta(days=doc.restrictions.min_gap or 0)
    seen = _look(unit, blocked.widened(near, near), shows(ask.period) if shows else own)
    room = Room(unit.facts.takes, seen.calendar.joined(beside), now=ask.now, ignoring=ignoring)
    if rules_hold:
        ask = surrounded(asked, ask, ignoring=ignoring, client=client)
        if near:
            around = room.around(own, ask.period, zone=ask.zone, wanted=kind.wanted(doc, ask))
            ask = replace(ask, around=around)
    broken = kind.restrictions(doc, ask) if rules_hold else []
    refusal = no_room(kind, doc, ask, room) or held_by_another(asked, ask)
    return Verdict(broken, [refusal] if refusal else [], ask, seen)


def _look(unit: UnitRow, wanted: Span, shown: Span) -> Seen:
    """Read the claims of a unit around what is wanted and what is shown."""
    window = Span(min(wanted.starts_at, shown.starts_at), max(wanted.ends_at, shown.ends_at))
    return Seen(window, load_calendar(unit.leaves, first=window.starts_at, last=window.ends_at))


def judge_under(
    today: Rules,
    terms: Rules,
    ask: Ask,
    *,
    unit: UnitRow,
    client: str | int = "",
    beside: Sequence[ClaimFacts] = (),
    shows: Shows | None = None,
) -> Verdict:
    """Ask today's rules about what will be made under `terms`, and whether its own time under those has room too."""
    verdict = judge(today, ask, unit=unit, client=client, beside=beside, shows=shows)
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


def alternatives(
    asked: Rules,
    ask: Ask,
    *,
    ignoring: Collection[str] = (),
    in_the_way: Sequence[Refusal] = (),
    allows: Allows | None = None,
    reseats: bool = False,
    takes_fewer: bool = True,
    units: Sequence[UnitRow] | None = None,
    alike: Collection[str] = (),
) -> list[Alternative]:
    """Find up to three requests near this one that would be accepted if they were posted now.

    Shapes:  `allows` may rule some out. Of an extension that somebody is in the way of, one alternative
             is where to go on from the latest end, as a new reservation. With `reseats` one may be the same
             request after other stays have moved, where no unit of the type is free as it stands. With
             `takes_fewer` the first is the same for as many as are left, where it wants more. `units` are those that
             may be offered, None: all; `alike` as in `search`.
    """
    if misshapen := asked.kind.shape(asked.doc, ask.period, zone=ask.zone):
        if not _has_offers(asked, ask, misshapen):
            return []
        return Finder(asked, ask, ignoring=ignoring, allows=allows, units=units, alike=alike).near()
    finder = Finder(asked, ask, ignoring=ignoring, allows=allows, units=units, alike=alike)
    found = finder.near()
    if reseats and not finder.has_one_alike(found):
        way = opened(asked, ask, ignoring=ignoring, allows=allows, finder=finder)
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
    finder: Finder | None = None,
) -> Alternative | None:
    """Find which stays may move so that this request fits in a unit of the asked one's type.

    Shapes:  `only` names the one unit that shall be freed, '' any. `finder` is one that has looked for the same in all
             units, None: what it knows is read.
    """
    known = finder or Finder(asked, ask, ignoring=ignoring, allows=allows)
    units, others = known.units, known.locks

    def judge(calendar: Calendar) -> Accepts:
        under = Finder(
            asked, ask, ignoring=ignoring, allows=allows, units=units, calendar=calendar, others=others
        )
        return lambda facts, period: only in {"", facts.ref} and under.is_allowed(facts, period)

    return opening(asked, ask, units=units, judge=judge, taken=known.taken, others=others, ignoring=ignoring)


def _has_offers(asked: Rules, ask: Ask, misshapen: Sequence[Refusal]) -> bool:
    """Tell whether near a time that is not offered something is: other slots, times on steps, opening hours."""
    if not {refusal.code for refusal in misshapen} <= NOT_OFFERED:
        return False
    try:
        asked.kind.span(asked.doc, ask.period, ask.zone)
    except ValueError:  # it ends before it begins
        return False
    return True
