"""How many there are of a unit, and which leaf units one of it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

DEEPEST = 8


class Stock(StrEnum):
    """In which sense a unit has many."""

    SINGLE = "single"
    POOL = "pool"
    SEATS = "seats"
    COMPOSITE = "composite"

    @property
    def by_departure(self) -> bool:
        """Tell whether each departure has so many of its own."""
        return self is Stock.SEATS


COUNTED = frozenset({Stock.POOL, Stock.SEATS})


@dataclass(frozen=True)
class Need:
    """So many of a leaf unit that one of the asked unit takes, of so many that there are.

    Shapes:  `serves` names the unit whose slots run with this one: it is then taken once an occurrence.
    """

    unit: str
    per: int = 1
    quantity: int = 1
    stock: Stock = Stock.SINGLE
    serves: str = ""


@dataclass(frozen=True)
class Part:
    """So many of a unit inside a composite one."""

    unit: str
    quantity: int = 1


class Circle(ValueError):
    """A composite unit would be a part of itself."""


def leaves(unit: str, parts: Mapping[str, Sequence[Part]]) -> dict[str, int]:
    """Return how many of each leaf unit one of `unit` takes; what has no parts is its own leaf.

    Shapes:  parts by the composite's reference; a leaf that several parts share is counted for each.
    Raises:  Circle when a unit is a part of itself, or parts go deeper than DEEPEST.
    """
    found: dict[str, int] = {}
    _descend(unit, 1, parts, found, depth=0)
    return found


def _descend(
    unit: str, count: int, parts: Mapping[str, Sequence[Part]], found: dict[str, int], *, depth: int
) -> None:
    if depth > DEEPEST:
        raise Circle(unit)
    inside = parts.get(unit, ())
    if not inside:
        found[unit] = found.get(unit, 0) + count
    for part in inside:
        _descend(part.unit, count * part.quantity, parts, found, depth=depth + 1)


def occurrence_key(unit: str, starts_at: datetime) -> str:
    """Return the name of a slot's occurrence as owner of its asset's claim."""
    return f"slot:{unit}:{starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}"
