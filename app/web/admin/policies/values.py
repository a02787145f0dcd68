"""What the forms of policies hold, and what their pages say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class State:
    """What a form holds: its plain fields by name, and its lists of rows by the list's name."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One thing that a policy says; `is_in_table` when the table beside it shows it already."""

    label: str
    text: str
    is_in_table: bool = False


@dataclass(frozen=True)
class Table:
    """Prices side by side."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Section:
    """What a policy says of one matter."""

    title: str
    facts: Sequence[Fact]
    table: Table | None = None


@dataclass(frozen=True)
class Change:
    """What two versions say differently; '' where one says nothing."""

    label: str
    before: str
    after: str
