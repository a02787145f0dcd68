"""Does a request pass, and what would? Rules and availability together, for save, page and alternatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.alternatives import Judge, neighbours, search
from app.domain.asking import Alternative, Ask, Period, UnitFacts
from app.domain.availability import ClaimFacts, conflicts
from app.domain.refusal import Refusal
from app.queries.claims import list_claims
from app.queries.policies import Rules, newest_version_ids, rules
from app.queries.units import UnitRow, list_units

AROUND = dt.timedelta(days=16)


@dataclass(frozen=True)
class Verdict:
    """What stands against a request: broken rules, which a manager may override, and claims in the way."""

    broken: list[Refusal]
    in_the_way: list[Refusal]

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
    claims: list[ClaimFacts] | None = None,
    rules_hold: bool = True,
) -> Verdict:
    """Ask the policy and the calendar about one request.

    Shapes:  `claims` those of the unit, read around the period; None reads them.
             `rules_hold` False leaves out the restrictions, as for what is being reinstated.
    """
    kind, doc = asked.kind, asked.doc
    misshapen = kind.shape(doc, ask.period)
    if misshapen:
        return Verdict(misshapen, [])
    broken = kind.restrictions(doc, ask) if rules_hold else []
    own = kind.span(doc, ask.period, ask.zone)
    blocked = kind.blocked(doc, own)
    if claims is None:
        claims = list_claims([unit.id], first=blocked.starts_at, last=blocked.ends_at).get(unit.ref, [])
    rivals = conflicts(own, blocked, claims=claims, now=ask.now, ignoring=ignoring)
    taken = [kind.taken(doc, ask.period, zone=ask.zone, conflicts=rivals)] if rivals else []
    return Verdict(broken, taken)


def alternatives(asked: Rules, ask: Ask, *, ignoring: Collection[str] = ()) -> list[Alternative]:
    """Find up to three requests near this one that would be accepted if they were posted now."""
    if asked.kind.shape(asked.doc, ask.period):
        return []
    own = asked.kind.span(asked.doc, ask.period, ask.zone)
    claims = list_claims(None, first=own.starts_at - AROUND, last=own.ends_at + AROUND)
    units = {unit.ref: unit for unit in list_units()}
    newest = newest_version_ids({unit.policy_id for unit in units.values()})
    judges: dict[int, Judge] = {}

    def is_acceptable(facts: UnitFacts, period: Period) -> bool:
        unit = units[facts.ref]
        version = asked if facts.ref == ask.unit.ref else rules(newest[unit.policy_id])
        if version.version_id not in judges:
            judges[version.version_id] = Judge(
                version.kind, version.doc, ask=ask, claims=claims, ignoring=ignoring
            )
        return judges[version.version_id](facts, period)

    preferred = sorted(units.values(), key=lambda unit: unit.type_ref != _type_of(units, ask.unit.ref))
    near = neighbours(asked.kind, asked.doc, ask.period)
    return search(ask, [unit.facts for unit in preferred], near=near, is_acceptable=is_acceptable)


def _type_of(units: dict[str, UnitRow], ref: str) -> str:
    return units[ref].type_ref if ref in units else ""
