"""What is taken off the nights of a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.fields import plain
from app.domain.lines import Line, LineKind, total
from app.domain.money import percent_of
from app.domain.offers import EARLY_DISCOUNT, LATE_DISCOUNT, PROMO_DISCOUNT, STAY_DISCOUNT, TimedDiscount
from app.domain.priced import Priced, Work
from app.domain.promos import usable_promo
from app.domain.tariff import Tariff

DATED = frozenset({EARLY_DISCOUNT, LATE_DISCOUNT, PROMO_DISCOUNT})


@dataclass(frozen=True)
class _Offer:
    percent: Decimal
    facts: Mapping[str, object]


def discounts(work: Work) -> list[Line]:
    """Take the discounts off the nights, each off the same ones; together never more than the nights cost.

    First the best for the length of stay, then the named ones, then those that depend on the day of making.
    """
    lines = [*_steady(work), *_promised(work), *_today(work)]
    return _no_more_than(total(work.kept) + total(work.fresh), lines)


def _steady(work: Work) -> list[Line]:
    """Return the discounts that every reservation of such a length has.

    One that was promised for a night sold already stays on that night while the stay is long enough for it; one of
    today that is better takes its place.
    """
    old, new = total(work.kept), total(work.fresh)
    offers, promises = _offers(work.tariff, work.priced.count), _promises(work.sold, work.priced.count)
    found: list[Line] = []
    for code in dict.fromkeys([*offers, *promises]):
        today, promised = offers.get(code), promises.get(code)
        best = max([offer for offer in (today, promised) if offer], key=lambda offer: offer.percent)
        parts = [(best, old + new)] if best == today else [(best, old), (today, new)]
        found.extend(_line(code, offer.facts, base_minor=base) for offer, base in parts if offer)
    return found


def _offers(tariff: Tariff, units: int) -> dict[str, _Offer]:
    offers = {}
    reached = [entry for entry in tariff.stay_discounts if entry.nights <= units]
    if reached:
        best = max(reached, key=lambda entry: entry.percent)
        offers[STAY_DISCOUNT] = _Offer(
            best.percent, {"percent": plain(best.percent), "nights": best.nights, "name": None}
        )
    for entry in tariff.discounts:
        facts = {"percent": plain(entry.percent), "nights": 1, "name": entry.name}
        offers[entry.code] = _Offer(entry.percent, facts)
    return offers


def _promises(sold: Sequence[Line], units: int) -> dict[str, _Offer]:
    promises = {}
    for line in sold:
        if line.code not in DATED and _is_long_enough(line, units):
            facts = {name: line.facts.get(name) for name in ("percent", "nights", "name")}
            promises[line.code] = _Offer(Decimal(str(facts["percent"])), facts)
    return promises


def _is_long_enough(line: Line, units: int) -> bool:
    nights = line.facts.get("nights")
    return line.kind == LineKind.DISCOUNT and isinstance(nights, int) and nights <= units


def _promised(work: Work) -> list[Line]:
    """Return what depended on the day of making, for the nights that were sold with it and are still there."""
    found = []
    for line in work.sold:
        if line.code in DATED and _is_long_enough(line, work.priced.count):
            runs = line.facts.get("runs")
            still = [night for night in work.kept if _is_within(night.on_date, runs)]
            found.append(_dated_line(line.code, line.facts, still))
    return found


def _today(work: Work) -> list[Line]:
    """Return what depends on the day of making, for the nights that are sold today.

    An amount off that a code has given to this reservation already is not given again.
    """
    before = {line.facts.get("promo_code") for line in work.sold if line.code == PROMO_DISCOUNT}
    return [
        _dated_line(code, facts, work.fresh)
        for code, facts in _dated_offers(work.tariff, work.priced)
        if facts["percent"] is not None or facts["promo_code"] not in before
    ]


def _dated_offers(tariff: Tariff, priced: Priced) -> list[tuple[str, dict[str, object]]]:
    offers: list[tuple[str, dict[str, object]]] = []
    days = priced.days_before
    early = [entry for entry in tariff.early_discounts if days is not None and days >= entry.days_before]
    late = [entry for entry in tariff.late_discounts if days is not None and days <= entry.days_before]
    reached: list[tuple[str, Sequence[TimedDiscount]]] = [(EARLY_DISCOUNT, early), (LATE_DISCOUNT, late)]
    for code, entries in reached:
        if entries:
            best = max(entries, key=lambda entry: entry.percent)
            facts: dict[str, object] = {"percent": plain(best.percent), "days_before": best.days_before}
            offers.append((code, {"nights": 1, "name": None, **facts}))
    if promo := usable_promo(tariff, priced):
        percent = None if promo.percent is None else plain(promo.percent)
        facts = {"percent": percent, "minor": promo.minor, "promo_code": promo.code}
        offers.append((PROMO_DISCOUNT, {"nights": promo.min_units, "name": None, **facts}))
    return offers


def _dated_line(code: str, facts: Mapping[str, object], nights: Sequence[Line]) -> Line:
    runs = _runs([night.on_date for night in nights if night.on_date])
    return _line(code, {**facts, "runs": runs}, base_minor=total(nights))


def _line(code: str, facts: Mapping[str, object], *, base_minor: int) -> Line:
    percent, minor = facts.get("percent"), facts.get("minor")
    off = percent_of(base_minor, Decimal(str(percent))) if percent is not None else base_minor
    if isinstance(minor, int):
        off = min(minor, base_minor)
    return Line(LineKind.DISCOUNT, code, -off, facts={**facts, "base_minor": base_minor})


def _runs(days: Sequence[date]) -> list[list[str]]:
    """Return dates as stretches of neighbouring ones: the first and the last of each."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        if runs and day == runs[-1][1] + timedelta(days=1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return [[first.isoformat(), last.isoformat()] for first, last in runs]


def _is_within(day: date | None, runs: object) -> bool:
    """Tell whether a date is in one of some stretches; ISO dates compare as text."""
    if day is None or not isinstance(runs, list):
        return False
    return any(first <= day.isoformat() <= last for first, last in runs)


def _no_more_than(whole: int, lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        amount = max(line.amount_minor, -whole - total(kept))
        if amount:
            kept.append(Line(line.kind, line.code, amount, facts=line.facts))
    return kept
