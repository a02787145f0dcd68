"""Which row goes into which unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.cli.imports.row import Incoming
from app.cli.imports.seating import House, Seat
from app.cli.imports.tenant import Business
from app.domain.span import Span
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
    plan, turns = Plan(), Counter[str]()
    for row in sorted(
        rows, key=lambda row: (not row.unit, not takes_place(row), row.arrives_on, row.departs_on, row.line)
    ):
        step()
        if row.unit:
            _named(plan, row, house, business)
        elif takes_place(row):
            _sit(plan, row, house.free(row.unit_type, _spans(row, business)), business)
        else:
            turns[row.unit_type] += 1
            plan.seated.append((row, house.any(row.unit_type, turns[row.unit_type])))
    plan.seated.sort(key=lambda pair: pair[0].line)
    return plan


def _spans(row: Incoming, business: Business) -> Callable[[int], tuple[Span, Span]]:
    return lambda policy_id: business.spans(policy_id, row.arrives_on, row.departs_on)


def _named(plan: Plan, row: Incoming, house: House, business: Business) -> None:
    found = house.named(row.unit, row.unit_type)
    if found is None:
        plan.skipped[row.line] = f"there is no unit {row.unit!r}, and unit_type does not say what it is"
    elif row.unit_type and found.unit_type != row.unit_type:
        plan.skipped[row.line] = f"unit {row.unit!r} is of the type {found.unit_type!r}"
    elif not takes_place(row):
        plan.seated.append((row, found))
    else:
        rival = found.rival(*business.spans(found.policy_id, row.arrives_on, row.departs_on))
        if rival is None:
            _sit(plan, row, found, business)
            return
        first, last = (at.astimezone(business.zone).date() for at in (rival.starts_at, rival.ends_at))
        plan.skipped[row.line] = f"unit {row.unit!r} is taken from {first} to {last}"


def _sit(plan: Plan, row: Incoming, found: Seat, business: Business) -> None:
    found.take(business.spans(found.policy_id, row.arrives_on, row.departs_on)[1])
    plan.seated.append((row, found))


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
