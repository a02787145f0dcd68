"""What each unit of time costs at its own date: the base with its season and weekday, or a part of some tiers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.fields import plain, weekday
from app.domain.lines import Line, LineKind
from app.domain.money import percent_of, split_largest_remainder
from app.domain.tariff import Season, Tariff, WeekdayPrice
from app.domain.tiers import cost, cover


@dataclass(frozen=True)
class DayPrice:
    """What the units of time of one date cost, for one of the unit or one adult.

    Units:   `each_minor` is taken `times`: once for each of the `count` units, or once for the date's part of tiers.
    """

    each_minor: int
    times: int
    count: int
    facts: Mapping[str, object]


def day_prices(tariff: Tariff, days: Sequence[date]) -> dict[date, DayPrice]:
    """Return today's price of each date."""
    counts = Counter(days)
    if tariff.tiers:
        return _tier_prices(tariff, counts)
    found = {}
    for day, count in counts.items():
        each, facts = _priced(tariff, day)
        found[day] = DayPrice(each, count, count, facts)
    return found


def night(tariff: Tariff, day: date) -> Line:
    """Return the line of one unit of time at today's price, tiers apart."""
    amount, facts = _priced(tariff, day)
    return Line(LineKind.NIGHT, "night", amount, on_date=day, facts=facts)


def _priced(tariff: Tariff, day: date) -> tuple[int, dict[str, object]]:
    season, change = _changes(tariff, day)
    base_minor = tariff.base_minor if season is None else _in_season(tariff.base_minor, season)
    return _on_weekday(base_minor, change), _facts(base_minor, season, change=change)


def _tier_prices(tariff: Tariff, counts: Mapping[date, int]) -> dict[date, DayPrice]:
    """Spread the tiers' price over the dates by their units; then each part changes as its own date says."""
    covered = cover(tariff.tiers, sum(counts.values()), mode=tariff.tier_mode)
    tiers: dict[str, object] = {
        "tier_count": sum(counts.values()),
        "tiers": [{"units": tier.units, "minor": tier.minor, "times": times} for tier, times in covered],
    }
    found = {}
    parts = split_largest_remainder(cost(covered), list(counts.values()))
    for (day, count), part in zip(counts.items(), parts, strict=True):
        season, change = _changes(tariff, day)
        base_minor = part if season is None else _in_season(part, season)
        facts = _facts(base_minor, season, change=change) | tiers
        found[day] = DayPrice(_on_weekday(base_minor, change, count=count), 1, count, facts)
    return found


def _changes(tariff: Tariff, day: date) -> tuple[Season | None, WeekdayPrice | None]:
    season = next((entry for entry in tariff.seasons if entry.covers(day)), None)
    return season, next((entry for entry in tariff.weekdays if weekday(day) in entry.days), None)


def _facts(base_minor: int, season: Season | None, *, change: WeekdayPrice | None) -> dict[str, object]:
    return {
        "base_minor": base_minor,
        "season": season.name if season else None,
        "weekday_percent": plain(change.percent) if change and change.percent is not None else None,
        "weekday_minor": change.minor if change else None,
    }


def _in_season(base_minor: int, season: Season) -> int:
    if season.percent is None:
        return season.base_minor or 0
    return base_minor + percent_of(base_minor, season.percent)


def _on_weekday(base_minor: int, change: WeekdayPrice | None, *, count: int = 1) -> int:
    if change is None:
        return base_minor
    if change.percent is None:
        return base_minor + (change.minor or 0) * count
    return base_minor + percent_of(base_minor, change.percent)
