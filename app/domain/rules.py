"""The rules that need no list of dates: the booking window, the length of a stay, the people, the unit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.asking import Ask, Check, UnitFacts
from app.domain.localtime import local_date, local_time
from app.domain.refusal import Refusal


@dataclass(frozen=True)
class Stay:
    """A period as rules read it, whatever its kind.

    Shapes:  `days` holds the date of each unit of time; `noun` is what one is called; the fields are the form's.
    """

    starts_on: date
    ends_on: date
    days: tuple[date, ...]
    noun: str
    start_field: str
    end_field: str

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


def window_checks(
    stay: Stay, ask: Ask, *, lead_days: int, same_day_cutoff: time | None, horizon_days: int | None
) -> list[Check]:
    """Check the start against today: not past, not too soon, not too far.

    The cut-off is a wall time: from it on, today counts as over.

    Refuses: in_the_past, lead_time, beyond_horizon.
    """
    today = local_date(ask.now, ask.zone)
    facts: dict[str, object] = {"starts_on": stay.starts_on.isoformat(), "today": today.isoformat()}
    checks = [verdict("in_the_past", facts, broken=stay.starts_on < today, field=stay.start_field)]
    if lead_days or same_day_cutoff:
        is_late = same_day_cutoff is not None and local_time(ask.now, ask.zone) >= same_day_cutoff
        earliest_on = today + timedelta(days=lead_days + is_late)
        demand = facts | {
            "lead_days": lead_days,
            "cutoff": f"{same_day_cutoff:%H:%M}" if same_day_cutoff else None,
            "earliest_on": earliest_on.isoformat(),
        }
        checks.append(
            verdict("lead_time", demand, broken=stay.starts_on < earliest_on, field=stay.start_field)
        )
    if horizon_days is not None:
        latest_on = today + timedelta(days=horizon_days)
        demand = facts | {"horizon_days": horizon_days, "latest_on": latest_on.isoformat()}
        checks.append(
            verdict("beyond_horizon", demand, broken=stay.starts_on > latest_on, field=stay.start_field)
        )
    return checks


def instant_checks(ask: Ask, *, closes_at: datetime, cutoff_min: int, field: str) -> list[Check]:
    """Check that a start with a time of day can still be reserved at this instant.

    Refuses: closed_by_now.
    """
    local = closes_at.astimezone(ask.zone)
    facts: dict[str, object] = {
        "closed_on": local.date().isoformat(),
        "closed_time": f"{local:%H:%M}",
        "cutoff_min": cutoff_min,
    }
    return [verdict("closed_by_now", facts, broken=ask.now >= closes_at, field=field)]


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
    """Check the people against the unit, and their cots against what is left.

    Refuses: nobody, over_capacity, no_cots_left.
    """
    party, unit = ask.party, ask.unit
    counted = party.adults + party.children + (party.infants if infants_count else 0)
    left = unit.cots if ask.cots_left is None else min(unit.cots, ask.cots_left)
    room: dict[str, object] = {"people": counted, "capacity": unit.capacity, "infants_count": infants_count}
    checks = [
        verdict("nobody", {"people": party.people}, broken=party.adults + party.children < 1, field="adults"),
        verdict("over_capacity", room, broken=counted > unit.capacity, field="adults"),
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
