"""What a demonstration business is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.stock import Stock

Document = Mapping[str, Any]


@dataclass(frozen=True)
class UnitPlan:
    """A unit to make; `asset` and `parts` name other units of the business, made before it."""

    name: str
    type_name: str
    policy: str
    capacity: int
    cots: int = 0
    amenities: Sequence[str] = ()
    description: str = ""
    stock: Stock = Stock.SINGLE
    quantity: int = 1
    asset: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)


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
class Outing:
    """How busy a unit is that is not reserved by the night.

    Shapes:  `times` are the starts of a day; `hours` its lengths to weight; `parties` the numbers of people to weight;
             `ratio` is how much of what there is goes out on an ordinary day.
    """

    unit: str
    times: Sequence[str]
    hours: Mapping[int, int]
    parties: Mapping[int, int]
    ratio: float
    step_days: int = 1
    weekdays: Sequence[int] = range(7)


@dataclass(frozen=True)
class Business:
    """A business to make, with how busy it is.

    Shapes:  `demand` by month from January, the occupancy of an ordinary day; `lengths` nights to weight; `groups`
             names the clients whose scripted stays were made together.
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
    outings: Sequence[Outing] = field(default=())
    groups: Sequence[str] = field(default=())
