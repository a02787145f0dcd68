"""Which of many units would be accepted for one period: with one look at the calendar, by the rules of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from app.actions.reservations.finding import Finder
from app.domain.asking import Around, Ask
from app.domain.availability import Calendar, conflicts
from app.domain.span import Span
from app.domain.stock import Stock
from app.queries.claims import load_calendar
from app.queries.policies import rules
from app.queries.units import UnitRow


def vacant(units: Sequence[UnitRow], ask: Ask) -> list[UnitRow]:
    """Answer which units would be accepted for the period of a new request, in their order.

    Shapes:  units whose policies are of the kind that the period is said for; which unit `ask` names does not matter.
    """
    fits = {version: _has_shape(version, ask) for version in {unit.version_id for unit in units}}
    shaped = [unit for unit in units if fits[unit.version_id]]
    if not shaped:
        return []
    calendar = _around(shaped, ask)
    spans = {version: _spans(version, ask) for version, has_shape in fits.items() if has_shape}
    ask = replace(ask, around=Around())  # so that gaps are looked at, in each unit its own
    finder = Finder(rules(shaped[0].version_id), ask, units=shaped, calendar=calendar)
    answers: dict[object, bool] = {}
    found = []
    for unit in shaped:
        if _is_plainly_taken(unit, *spans[unit.version_id], ask=ask, calendar=calendar):
            continue
        alike = _alike(unit, calendar) if finder.is_alone else unit.ref
        if alike not in answers:
            answers[alike] = finder.is_allowed(unit.facts, ask.period)
        if answers[alike]:
            found.append(unit)
    return found


def _has_shape(version_id: int, ask: Ask) -> bool:
    terms = rules(version_id)
    return not terms.kind.shape(terms.doc, ask.period, zone=ask.zone)


def _spans(version_id: int, ask: Ask) -> tuple[Span, Span]:
    """Answer what the period is by a version's rules, and what it keeps blocked."""
    terms = rules(version_id)
    own = terms.kind.span(terms.doc, ask.period, ask.zone)
    return own, terms.kind.blocked(terms.doc, own)


def _around(units: Sequence[UnitRow], ask: Ask) -> Calendar:
    """Load what stands in some units in a period, and as many days beside it as any of their rules looks at."""
    versions = [rules(each) for each in {unit.version_id for unit in units}]
    near = dt.timedelta(days=max(version.doc.restrictions.min_gap or 0 for version in versions) + 1)
    owns = [version.kind.span(version.doc, ask.period, ask.zone) for version in versions]
    first, last = min(own.starts_at for own in owns) - near, max(own.ends_at for own in owns) + near
    leaves = {leaf.unit_id: leaf for unit in units for leaf in unit.leaves}
    return load_calendar(leaves.values(), first=first, last=last, is_named=False)


def _is_plainly_taken(unit: UnitRow, own: Span, blocked: Span, *, ask: Ask, calendar: Calendar) -> bool:
    """Tell whether a unit of which there is one has somebody in the way; no rule need be asked then."""
    standing = calendar.claims.get(unit.ref)
    if unit.stock is not Stock.SINGLE or not standing:
        return False
    return bool(conflicts(own, blocked, claims=standing, now=ask.now))


def _alike(unit: UnitRow, calendar: Calendar) -> object:
    """Answer what units share of which the answer is one: nobody is near them, and rules can't tell them apart.

    A business's own rules may read a unit's name.
    """
    own_rules = rules(unit.version_id).doc.restrictions.expressions
    if unit.stock is not Stock.SINGLE or calendar.claims.get(unit.ref) or own_rules:
        return unit.ref
    service = (unit.in_service_from, unit.in_service_until)
    return (unit.version_id, unit.type_ref, unit.capacity, unit.cots, unit.amenities, service)
