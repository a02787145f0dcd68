"""Percentages off the nights of a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.fields import plain
from app.domain.lines import Line, LineKind, total
from app.domain.money import percent_of
from app.domain.tariff import STAY_DISCOUNT, Tariff


@dataclass(frozen=True)
class _Offer:
    percent: Decimal
    facts: Mapping[str, object]


def discounts_on(tariff: Tariff, lines: Sequence[Line], *, sold: Sequence[Line] = ()) -> list[Line]:
    """Return a line for each discount: the best for the length of stay, then the named ones, all off the same nights.

    A discount that was promised for a night sold already stays on that night while the stay is long enough for it.
    Together they never take more than the nights cost.
    """
    priced = [line for line in lines if line.kind == LineKind.NIGHT]
    kept = {line.on_date for line in sold if line.kind == LineKind.NIGHT}
    old = total(line for line in priced if line.on_date in kept)
    new = total(priced) - old
    offers, promises = _offers(tariff, len(priced)), _promises(sold, len(priced))
    found: list[Line] = []
    for code in dict.fromkeys([*offers, *promises]):
        today, promised = offers.get(code), promises.get(code)
        best = max([offer for offer in (today, promised) if offer], key=lambda offer: offer.percent)
        parts = [(best, old + new)] if best == today else [(best, old), (today, new)]
        found.extend(_line(code, offer, base_minor=base) for offer, base in parts if offer)
    return _no_more_than(old + new, found)


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
        nights = line.facts.get("nights")
        if line.kind == LineKind.DISCOUNT and isinstance(nights, int) and nights <= units:
            facts = {name: line.facts.get(name) for name in ("percent", "nights", "name")}
            promises[line.code] = _Offer(Decimal(str(facts["percent"])), facts)
    return promises


def _line(code: str, offer: _Offer, *, base_minor: int) -> Line:
    amount = -percent_of(base_minor, offer.percent)
    return Line(LineKind.DISCOUNT, code, amount, facts={**offer.facts, "base_minor": base_minor})


def _no_more_than(whole: int, lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        amount = max(line.amount_minor, -whole - total(kept))
        if amount:
            kept.append(Line(line.kind, line.code, amount, facts=line.facts))
    return kept
