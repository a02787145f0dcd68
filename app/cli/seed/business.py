"""What a demonstration business is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True)
class UnitPlan:
    """A unit to make."""

    name: str
    type_name: str
    policy: str
    capacity: int
    cots: int = 0
    amenities: Sequence[str] = ()
    description: str = ""


@dataclass(frozen=True)
class PolicyPlan:
    """A policy to make: its documents, the earliest first, each with its note and since how many days it counts."""

    name: str
    versions: Sequence[tuple[int, str, Document]]


@dataclass(frozen=True)
class Scripted:
    """A stay or a closure that always lies at the same distance from today.

    Units:   days from today; `kind` is `stay`, `pending`, `absent` or a closure's reason.
    """

    unit: str
    first: int
    last: int
    name: str
    people: int
    kind: str = "stay"
    expected: str = ""


@dataclass(frozen=True)
class Team:
    """Who works there."""

    owner: str
    manager: str
    staff: str
    viewer: str


@dataclass(frozen=True)
class Business:
    """A business to make, with how busy it is.

    Shapes:  `demand` by month from January, the occupancy of an ordinary day; `lengths` nights to weight.
    """

    slug: str
    name: str
    tagline: str
    timezone: str
    currency: str
    locale: str
    phone: str
    address: str
    team: Team
    units: Sequence[UnitPlan]
    policies: Callable[[Sequence[int]], Sequence[PolicyPlan]]
    demand: Sequence[float]
    lengths: Mapping[int, int]
    notes: Sequence[str]
    closure_notes: Mapping[str, Sequence[str]]
    scripted: Sequence[Scripted] = field(default=())
    scripted_days: tuple[int, int] | None = None
