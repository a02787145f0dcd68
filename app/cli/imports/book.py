"""Which policy a row follows, and what it has to say for it: the columns of its times are those of the policy's kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from app.cli.imports.row import Cells, peek
from app.domain.asking import Asked, Period
from app.domain.policies.base import Kind, PolicyDocument
from app.sentences import sentence

QUANTITY = "quantity"


@dataclass(frozen=True)
class Rules:
    """The version of a policy that applies; `policy_id` 0 is one that will be made with the first rows."""

    policy_id: int
    ref: str
    version_id: int
    kind: Kind[Any]
    doc: PolicyDocument


@dataclass(frozen=True)
class Told:
    """When a row says that it is, under the policies in which it can be; none of them: under the one to be made."""

    period: Period
    policies: tuple[int, ...]


def column_of(asked: Asked) -> str:
    """Return the column that says what a kind asks: of a date without its ending."""
    return asked.name.removesuffix("_on") if asked.sort == "date" else asked.name


def columns_of(kind: Kind[Any], *, needed: bool = False) -> list[str]:
    """Return the columns of a kind, or those without which it can't be read."""
    return [column_of(asked) for asked in kind.asks if asked.is_needed or not needed]


@dataclass(frozen=True)
class Book:
    """The policies of a business by the names of its units and of their types.

    Shapes:  `usual` is the one that new units follow.
    """

    zone: ZoneInfo
    usual: Rules
    rules: Mapping[int, Rules] = field(default_factory=dict)
    by_unit: Mapping[str, int] = field(default_factory=dict)
    by_type: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def kinds(self) -> list[Kind[Any]]:
        """Return the kinds that a row may be of, that of new units first."""
        followed = dict.fromkeys([*self.by_unit.values(), *self.rules])
        every = [self.usual.kind, *(self.rules[policy_id].kind for policy_id in followed)]
        return list({kind.key: kind for kind in every}.values())

    def written(self, names: Iterable[str]) -> list[str]:
        """Return the names of columns as they are read: `starts` is said for `starts_on`."""
        said = {asked.name: column_of(asked) for kind in self.kinds for asked in kind.asks}
        return [said.get(name, name) for name in names]

    def columns(self) -> set[str]:
        """Return the columns that any of the kinds reads, and that of how many."""
        return {QUANTITY, *(name for kind in self.kinds for name in columns_of(kind))}

    def missing(self, names: Collection[str]) -> list[str]:
        """Return what is missing for each of the kinds, nothing where one of them has all it needs."""
        found = [[name for name in columns_of(kind, needed=True) if name not in names] for kind in self.kinds]
        return [", ".join(each) for each in found] if all(found) else []

    def more_columns(self, values: Mapping[str, str]) -> list[str]:
        """Return the columns of a row's own kind, and that of how many."""
        return [*columns_of(self._candidates(values)[0].kind), QUANTITY]

    def told(self, cells: Cells) -> Told | None:
        """Return when a row is, by its own columns; what is wrong with them stands in its reasons."""
        candidates = self._candidates(cells.values)
        before = len(cells.reasons)
        values = {asked.name: _read(cells, asked) for asked in candidates[0].kind.asks}
        return None if len(cells.reasons) > before else self._fitting(cells, candidates, values)

    def between(self, cells: Cells, *, starts_on: dt.date, ends_on: dt.date) -> Told | None:
        """Return when a row is of which a format says the first and the last date."""
        candidates = self._candidates(cells.values)
        kind = candidates[0].kind
        asked: dict[str, Any] = dict.fromkeys(asked.name for asked in kind.asks)
        return self._fitting(
            cells, candidates, {**asked, kind.end_field: ends_on, kind.start_field: starts_on}
        )

    def _candidates(self, values: Mapping[str, str]) -> list[Rules]:
        """Return the policies that a row may follow, those first whose kind finds its columns filled."""
        unit, unit_type = peek(values, "unit"), peek(values, "unit_type")
        if unit in self.by_unit:
            return [self.rules[self.by_unit[unit]]]
        of_type = [self.rules[policy_id] for policy_id in self.by_type.get(unit_type, ())]
        return sorted(
            of_type or [self.usual],
            key=lambda each: any(not peek(values, name) for name in columns_of(each.kind, needed=True)),
        )

    def _fitting(
        self, cells: Cells, candidates: Sequence[Rules], values: Mapping[str, dt.date | dt.time | None]
    ) -> Told | None:
        kind = candidates[0].kind
        period = kind.read(values)
        if period is None:
            needed = ", ".join(columns_of(kind, needed=True))
            cells.reasons.append(f"the policy {candidates[0].ref!r} needs {needed}")
            return None
        alike = [each for each in candidates if each.kind.key == kind.key]
        found = {each.policy_id: kind.shape(each.doc, period, zone=self.zone) for each in alike}
        fits = [policy_id for policy_id, refusals in found.items() if not refusals]
        if not fits:
            cells.reasons += [sentence(refusal).rstrip(".") for refusal in found[alike[0].policy_id]]
            return None
        return Told(period, tuple(policy_id for policy_id in fits if policy_id))


def _read(cells: Cells, asked: Asked) -> dt.date | dt.time | None:
    column = column_of(asked)
    if not asked.is_needed and not peek(cells.values, column):
        return None
    return cells.day(column) if asked.sort == "date" else cells.clock(column)
