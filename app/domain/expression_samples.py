"""Requests on which an expression is tried before it is saved: usual ones, and the edges of what people ask."""

from collections.abc import Mapping
from typing import Any

Sample = Mapping[str, Any]


def _sample(
    *,
    nights: int,
    party: tuple[int, int, int, int],
    arrival: tuple[str, str],
    departure: tuple[str, str],
    unit: tuple[str, int, list[str]],
    **more: Any,
) -> Sample:
    adults, children, infants, cots = party
    name, capacity, tags = unit
    usual = {"quantity": 1, "lead_days": 30, "is_new": True, "hour": 15, "minute": 0}
    return {
        **usual,
        "nights": nights,
        "units": nights,
        "party.adults": adults,
        "party.children": children,
        "party.infants": infants,
        "party.people": adults + children + infants,
        "party.cots": cots,
        **_day("arrival", *arrival),
        **_day("departure", *departure),
        "unit.name": name,
        "unit.type": "",
        "unit.capacity": capacity,
        "unit.tags": tags,
        **more,
    }


def _day(end: str, iso: str, weekday: str) -> Sample:
    year, month, day = (int(part) for part in iso.split("-"))
    return {
        f"{end}.date": iso,
        f"{end}.weekday": weekday,
        f"{end}.year": year,
        f"{end}.month": month,
        f"{end}.day": day,
    }


SAMPLES: tuple[Sample, ...] = (
    _sample(
        nights=2,
        party=(2, 0, 0, 0),
        arrival=("2026-07-10", "fri"),
        departure=("2026-07-12", "sun"),
        unit=("Cabin 1", 4, ["quiet", "view"]),
    ),
    _sample(  # a family for a week, tonight
        nights=7,
        party=(2, 2, 1, 1),
        arrival=("2026-12-26", "sat"),
        departure=("2027-01-02", "sat"),
        unit=("Casa Ñandú", 6, []),
        lead_days=0,
    ),
    _sample(  # a child alone, on the first day of the year, in something that has nothing
        nights=1,
        party=(0, 1, 0, 0),
        arrival=("2026-01-01", "thu"),
        departure=("2026-01-01", "thu"),
        unit=("", 1, []),
        hour=0,
    ),
    _sample(  # a change of something that began long ago, as long as anything may be
        nights=730,
        party=(1000, 0, 0, 0),
        arrival=("2024-02-29", "thu"),
        departure=("2026-02-28", "sat"),
        unit=("Tent", 1000, ["x"] * 20),
        quantity=1000,
        lead_days=-365,
        is_new=False,
        hour=23,
        minute=59,
    ),
)
