"""A unit for each stay: the first one of its type that is free, and a new one where none is.

Stays are seated in the order of their arrival, which needs as few units as the busiest night has stays.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.span import Span


@dataclass
class Seat:
    """A unit and when it is taken.

    Shapes:  `blocked` the buffered times of reservations, `closed` the own times of everything else.
    """

    name: str
    unit_type: str
    policy_id: int
    unit_id: int | None = None
    blocked: list[Span] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)

    def rival(self, own: Span, blocked: Span) -> Span | None:
        """Return what is in the way of a reservation, or None."""
        return _overlapping(self.blocked, blocked) or _overlapping(self.closed, own)

    def take(self, blocked: Span) -> None:
        """Note that a reservation has it."""
        insort(self.blocked, blocked)


def _overlapping(taken: list[Span], wanted: Span) -> Span | None:
    """Return the first of some sorted, disjoint spans that overlaps another."""
    place = bisect_left(taken, wanted)
    for span in taken[max(place - 1, 0) : place + 1]:
        if span.overlaps(wanted):
            return span
    return None


class House:
    """The units of a business by name and by type, those to be made included."""

    def __init__(self, policy_id: int) -> None:
        self._policy_id = policy_id
        self._seats: dict[str, Seat] = {}
        self._by_type: dict[str, list[Seat]] = {}

    @property
    def seats(self) -> list[Seat]:
        """Return every unit."""
        return list(self._seats.values())

    def add(self, seat: Seat) -> Seat:
        """Add a unit."""
        self._seats[seat.name] = seat
        self._by_type.setdefault(seat.unit_type, []).append(seat)
        return seat

    def named(self, name: str, unit_type: str) -> Seat | None:
        """Return a unit by its name, made when its type is said; None when it is not."""
        if name in self._seats:
            return self._seats[name]
        return self.add(self._new(name, unit_type)) if unit_type else None

    def free(self, unit_type: str, spans: Callable[[int], tuple[Span, Span]]) -> Seat:
        """Return the first unit of a type that is free, a new one if need be.

        Shapes:  `spans` answers own and buffered time under a policy.
        """
        for seat in self._by_type.get(unit_type, []):
            if seat.rival(*spans(seat.policy_id)) is None:
                return seat
        return self.new(unit_type)

    def any(self, unit_type: str, place: int) -> Seat:
        """Return one of a type's units, for who takes no place; a new one where the type has none."""
        seats = self._by_type.get(unit_type) or [self.new(unit_type)]
        return seats[place % len(seats)]

    def new(self, unit_type: str) -> Seat:
        """Add a unit of a type, under the next free name."""
        number = len(self._by_type.get(unit_type, [])) + 1
        while f"{unit_type} {number}" in self._seats:
            number += 1
        return self.add(self._new(f"{unit_type} {number}", unit_type))

    def _new(self, name: str, unit_type: str) -> Seat:
        alike = self._by_type.get(unit_type)
        return Seat(name, unit_type, alike[0].policy_id if alike else self._policy_id)
