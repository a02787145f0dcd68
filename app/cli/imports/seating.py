"""The units of a business with what takes them: the first of a type that has room, and a new one where none has.

Stays are seated in the order of their arrival, which needs as few units as the busiest night has stays. How much is
left of a unit, its parts and what its slots run with is answered by `app.domain.availability` alone.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.span import Span
from app.domain.stock import Need, Stock, occurrence_key
from app.domain.words import ClaimSource


@dataclass(frozen=True)
class Wanted:
    """What a reservation takes of a unit: so many for a while; `seats` is how many its slot has by the policy."""

    own: Span
    blocked: Span
    quantity: int = 1
    seats: int | None = None


@dataclass
class Seat:
    """A unit that rows can be seated in.

    Shapes:  `needs` are the leaf units that one of it takes, by name; none: it takes itself.
    """

    name: str
    unit_type: str
    policy_id: int
    unit_id: int | None = None
    stock: Stock = Stock.SINGLE
    needs: tuple[Need, ...] = ()

    @property
    def takes(self) -> tuple[Need, ...]:
        """Return the leaf units that one of it takes."""
        return self.needs or (Need(self.name),)


@dataclass
class _Taken:
    """The claims on a leaf unit in the order of their time, and how long the longest of them is."""

    claims: list[ClaimFacts] = field(default_factory=list)
    longest: dt.timedelta = dt.timedelta()

    def add(self, claim: ClaimFacts) -> None:
        insort(self.claims, claim, key=_begins)
        self.longest = max(self.longest, claim.blocked.length)

    def near(self, span: Span) -> list[ClaimFacts]:
        """Return the claims that share time with a span, buffers included."""
        first = bisect_left(self.claims, span.starts_at - self.longest, key=_begins)
        last = bisect_left(self.claims, span.ends_at, key=_begins)
        return [claim for claim in self.claims[first:last] if claim.blocked.ends_at > span.starts_at]


def _begins(claim: ClaimFacts) -> dt.datetime:
    return claim.blocked.starts_at


class House:
    """The units of a business by name and by type, those to be made included."""

    def __init__(self, policy_id: int, *, now: dt.datetime) -> None:
        self._policy_id = policy_id
        self._now = now
        self._seats: dict[str, Seat] = {}
        self._by_type: dict[str, list[Seat]] = {}
        self._taken: dict[str, _Taken] = {}
        self._set: dict[tuple[str, dt.datetime], int] = {}

    @property
    def seats(self) -> list[Seat]:
        """Return every unit."""
        return list(self._seats.values())

    def of_type(self, unit_type: str) -> list[Seat]:
        """Return the units of a type in order."""
        return self._by_type.get(unit_type, [])

    def add(self, seat: Seat) -> Seat:
        """Add a unit."""
        self._seats[seat.name] = seat
        self._by_type.setdefault(seat.unit_type, []).append(seat)
        return seat

    def claim(self, claim: ClaimFacts) -> None:
        """Note what takes a leaf unit."""
        self._taken.setdefault(claim.unit, _Taken()).add(claim)

    def set_seats(self, name: str, starts_at: dt.datetime, seats: int) -> None:
        """Note how many seats a member has given an occurrence of a slot."""
        self._set[name, starts_at.astimezone(dt.UTC)] = seats

    def room(self, seat: Seat, wanted: Wanted) -> Room:
        """Return what is left of a unit around the time that is wanted."""
        names, at = [need.unit for need in seat.takes], wanted.own.starts_at
        claims = {name: self._taken[name].near(wanted.blocked) for name in names if name in self._taken}
        seats = {(name, at): self._set[name, at] for name in names if (name, at) in self._set}
        return Room(seat.takes, Calendar(claims, seats), now=self._now)

    def left(self, seat: Seat, wanted: Wanted) -> int:
        """Return how many of a unit can still be had."""
        return self.room(seat, wanted).left(wanted.own, wanted.blocked, seats=wanted.seats)

    def take(self, seat: Seat, wanted: Wanted) -> None:
        """Note that a reservation has so many of a unit; the first of a slot takes what the slot runs with, for as long."""
        own, blocked = wanted.own, wanted.blocked
        for need in seat.takes:
            if not need.serves:
                occurrence = own.starts_at if need.stock is Stock.SEATS else None
                self.claim(
                    ClaimFacts(
                        need.unit, own, blocked, quantity=need.per * wanted.quantity, occurrence=occurrence
                    )
                )
            elif not self._runs(need, wanted):
                self.claim(
                    ClaimFacts(
                        need.unit, own, blocked, ClaimSource.SLOT, occurrence_key(need.serves, own.starts_at)
                    )
                )

    def _runs(self, need: Need, wanted: Wanted) -> bool:
        key, taken = occurrence_key(need.serves, wanted.own.starts_at), self._taken.get(need.unit, _Taken())
        return any(
            claim.owner_ref == key
            and claim.span.contains(wanted.own)
            and claim.blocked.contains(wanted.blocked)
            for claim in taken.near(wanted.own)
        )

    def find(self, name: str) -> Seat | None:
        """Return a unit by its name."""
        return self._seats.get(name)

    def free(self, among: Iterable[Seat], wanted: Callable[[Seat], Wanted]) -> Seat | None:
        """Return the first of some units that has room.

        Shapes:  `wanted` answers what is wanted of a unit, which its policy says.
        """
        for seat in among:
            asked = wanted(seat)
            if self.left(seat, asked) >= asked.quantity:
                return seat
        return None

    def new(self, unit_type: str, name: str = "") -> Seat:
        """Add one unit of a type, under the next free name unless one is said."""
        alike = self.of_type(unit_type)
        number = len(alike) + 1
        while not name and f"{unit_type} {number}" in self._seats:
            number += 1
        single = [seat for seat in alike if seat.stock is Stock.SINGLE]
        policy_id = single[0].policy_id if single else self._policy_id
        return self.add(Seat(name or f"{unit_type} {number}", unit_type, policy_id))
