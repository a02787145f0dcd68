"""Which row goes into which unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.cli.imports.row import Incoming
from app.cli.imports.seating import House, Seat, Wanted
from app.cli.imports.tenant import Business
from app.domain.stock import Stock
from app.domain.words import GONE, State


@dataclass
class Plan:
    """Every row with its unit, and the rows for which there is none."""

    seated: list[tuple[Incoming, Seat]] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)


def takes_place(row: Incoming) -> bool:
    """Tell whether a row claims its unit."""
    return row.state not in GONE


def seat(rows: Sequence[Incoming], house: House, business: Business, *, step: Callable[[], None]) -> Plan:
    """Return a unit for each row: first those that name theirs, then stays by arrival, then who takes no place."""
    host = _Host(Plan(), house, business)
    for row in sorted(rows, key=_turn):
        step()
        if row.unit:
            host.named(row)
        else:
            host.of_type(row)
    host.plan.seated.sort(key=lambda pair: pair[0].line)
    return host.plan


def _turn(row: Incoming) -> tuple[object, ...]:
    period = row.period
    times = (str(period.starts_time or ""), str(period.ends_time or ""))
    return (not row.unit, not takes_place(row), period.starts_on, period.ends_on, *times, row.line)


@dataclass
class _Host:
    """Seats one row after the other."""

    plan: Plan
    house: House
    business: Business
    turns: Counter[str] = field(default_factory=Counter)
    asked: dict[tuple[int, int], Wanted] = field(default_factory=dict)

    def named(self, row: Incoming) -> None:
        """Seat a row in the unit that it names, made when its type is said and one can be."""
        found = self.house.find(row.unit)
        if found is None and not row.unit_type:
            self._skip(row, f"there is no unit {row.unit!r}, and unit_type does not say what it is")
        elif found is None and not self._may_make(row):
            self._skip(row, f"there is no unit {row.unit!r}, and an import can't know how many it has")
        elif found is not None and row.unit_type and found.unit_type != row.unit_type:
            self._skip(row, f"unit {row.unit!r} is of the type {found.unit_type!r}")
        else:
            self._sit(row, found or self.house.new(row.unit_type, row.unit))

    def of_type(self, row: Incoming) -> None:
        """Seat a row in the first unit of its type that has room, else in a new one where one can be made."""
        seats = [seat for seat in self.house.of_type(row.unit_type) if self._may_hold(seat, row)]
        if takes_place(row):
            found = self.house.free(seats, lambda seat: self._wanted(seat, row))
        else:
            self.turns[row.unit_type] += 1
            found = seats[self.turns[row.unit_type] % len(seats)] if seats else None
        if found is None and self._may_make(row):
            found = self.house.new(row.unit_type)
        if found is not None:
            self._sit(row, found)
        elif seats:
            left = max(self.house.left(seat, self._wanted(seat, row)) for seat in seats)
            many = max(self._wanted(seat, row).quantity for seat in seats)
            self._skip(row, f"no unit of the type {row.unit_type!r} has {many} left then: {left} at most")
        else:
            self._skip(
                row,
                f"there is no unit of the type {row.unit_type!r}, and an import can't know how many it has",
            )

    def _may_hold(self, seat: Seat, row: Incoming) -> bool:
        return not row.policies or seat.policy_id in row.policies

    def _may_make(self, row: Incoming) -> bool:
        """Tell whether a unit can be made for a row: of one thing, that is, since a file does not say how many."""
        alike = self.house.of_type(row.unit_type)
        if alike:
            return any(seat.stock is Stock.SINGLE for seat in alike) and (row.quantity or 1) == 1
        return self.business.makes_single(row.policies) and (row.quantity or 1) == 1

    def _wanted(self, seat: Seat, row: Incoming) -> Wanted:
        key = (seat.policy_id, row.line)
        if key not in self.asked:
            self.asked[key] = self.business.wanted(seat.policy_id, row)
        return self.asked[key]

    def _sit(self, row: Incoming, found: Seat) -> None:
        wanted = self._wanted(found, row)
        if row.quantity is not None and row.quantity != wanted.quantity:
            said = f"quantity is {row.quantity}, but everybody takes one: {wanted.quantity}"
            self._skip(row, said)
        elif not takes_place(row):
            self.plan.seated.append((row, found))
        elif reason := self._refusal(found, wanted):
            self._skip(row, reason)
        else:
            self.house.take(found, wanted)
            self.plan.seated.append((row, found))

    def _refusal(self, seat: Seat, wanted: Wanted) -> str:
        """Return why a unit has no room, or nothing."""
        room = self.house.room(seat, wanted)
        left = room.left(wanted.own, wanted.blocked, seats=wanted.seats)
        if left >= wanted.quantity:
            return ""
        rivals = room.rivals(wanted.own, wanted.blocked)
        if left or wanted.quantity > 1 or not rivals:
            return f"unit {seat.name!r} has {left} left then, {wanted.quantity} are wanted"
        rival = rivals[0].span
        ends = (at.astimezone(self.business.zone) for at in (rival.starts_at, rival.ends_at))
        whole_days = self.business.rules[seat.policy_id].kind.asks_whole_days
        first, last = (f"{at:%Y-%m-%d}" if whole_days else f"{at:%Y-%m-%d %H:%M}" for at in ends)
        return f"unit {seat.name!r} is taken from {first} to {last}"

    def _skip(self, row: Incoming, reason: str) -> None:
        self.plan.skipped[row.line] = reason


def capacities(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return the most people and infants of a stay in each type, for the units to be made."""
    most: dict[str, tuple[int, int]] = defaultdict(lambda: (2, 0))
    for row, found in plan.seated:
        if row.state is State.FINISHED or takes_place(row):
            people, infants = most[found.unit_type]
            party = row.party
            most[found.unit_type] = (
                max(people, party.adults + party.children),
                max(infants, party.infants),
            )
    return most
