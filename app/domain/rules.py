"""The rules that need no list of dates: the length of a stay, the people, the unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.domain.asking import Ask, Check, Period, UnitFacts
from app.domain.localtime import nights
from app.domain.refusal import Refusal
from app.domain.stock import Stock


def days_between(period: Period) -> list[date]:
    """Return the date of each unit of time where a kind has no other idea: the nights, or the one date."""
    return nights(period.starts_on, period.ends_on) or [period.starts_on]


@dataclass(frozen=True)
class Stay:
    """A period as rules read it, whatever its kind.

    Shapes:  `days` holds the date of each unit of time; `noun` is what one is called; the fields are the form's;
             `days_of` answers the same of any other period; `is_one_unit` where a period is one unit of time
             whatever its length, as a slot.
    """

    starts_on: date
    ends_on: date
    days: tuple[date, ...]
    noun: str
    start_field: str
    end_field: str
    starts_time: time = time(0)
    days_of: Callable[[Period], Sequence[date]] = days_between
    is_one_unit: bool = False

    @property
    def count(self) -> int:
        """Return how many units of time it has."""
        return len(self.days)

    def ending_after(self, count: int) -> str:
        """Return on which date it would end with that many units of time."""
        return (self.ends_on + timedelta(days=count - self.count)).isoformat()


def verdict(code: str, demand: dict[str, object], *, broken: bool, field: str) -> Check:
    """Return a rule's check; what it demands and read is also what its refusal says."""
    return Check(code, demand, (Refusal(code, field, demand),) if broken else ())


def length_checks(stay: Stay, *, minimum: int, maximum: int | None) -> list[Check]:
    """Check the number of units of time.

    Refuses: too_short, too_long.
    """
    checks = []
    if minimum > 1:
        checks.append(at_least(stay, "too_short", minimum=minimum))
    if maximum is not None:
        checks.append(at_most(stay, "too_long", maximum=maximum))
    return checks


def at_least(stay: Stay, code: str, *, minimum: int, read_on: date | None = None) -> Check:
    """Check that a stay has at least that many units of time; `read_on` is the date that demands it."""
    demand: dict[str, object] = {
        "minimum": minimum,
        "count": stay.count,
        "noun": stay.noun,
        "read_on": read_on.isoformat() if read_on else None,
        "ends_on": stay.ending_after(minimum),
    }
    return verdict(code, demand, broken=stay.count < minimum, field=stay.end_field)


def at_most(stay: Stay, code: str, *, maximum: int, read_on: date | None = None) -> Check:
    """Check that a stay has at most that many units of time."""
    demand: dict[str, object] = {
        "maximum": maximum,
        "count": stay.count,
        "noun": stay.noun,
        "read_on": read_on.isoformat() if read_on else None,
        "ends_on": stay.ending_after(maximum),
    }
    return verdict(code, demand, broken=stay.count > maximum, field=stay.end_field)


def people_checks(ask: Ask, *, infants_count: bool) -> list[Check]:
    """Check the people against the unit, or all pieces that are wanted of a pool, and their cots against what is left.

    Refuses: nobody, over_capacity, no_cots_left.
    """
    party, unit = ask.party, ask.unit
    counted = party.adults + party.children + (party.infants if infants_count else 0)
    left = unit.cots if ask.cots_left is None else min(unit.cots, ask.cots_left)
    capacity = unit.capacity * (ask.quantity if unit.stock is Stock.POOL else 1)
    room: dict[str, object] = {"people": counted, "capacity": capacity, "infants_count": infants_count}
    checks = [
        verdict("nobody", {"people": party.people}, broken=party.adults + party.children < 1, field="adults"),
        verdict("over_capacity", room, broken=counted > capacity, field="adults"),
    ]
    if party.cots:
        cots: dict[str, object] = {"cots": party.cots, "cots_left": left}
        checks.append(verdict("no_cots_left", cots, broken=party.cots > left, field="cots"))
    return checks


def service_checks(stay: Stay, unit: UnitFacts) -> list[Check]:
    """Check that the unit is in service on every date.

    Refuses: not_yet_in_service, no_longer_in_service.
    """
    checks = []
    if unit.in_service_from is not None:
        opened: dict[str, object] = {"unit": unit.name, "in_service_from": unit.in_service_from.isoformat()}
        broken = any(day < unit.in_service_from for day in stay.days)
        checks.append(verdict("not_yet_in_service", opened, broken=broken, field="unit"))
    if unit.in_service_until is not None:
        closed: dict[str, object] = {"unit": unit.name, "in_service_until": unit.in_service_until.isoformat()}
        broken = any(day >= unit.in_service_until for day in stay.days)
        checks.append(verdict("no_longer_in_service", closed, broken=broken, field="unit"))
    return checks
