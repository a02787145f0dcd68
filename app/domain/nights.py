"""The lines of the units of time: for each of the unit or each person, and what was sold before keeps its price."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.fields import plain
from app.domain.lines import Line, LineKind
from app.domain.money import percent_of, split_largest_remainder
from app.domain.priced import Priced, Work
from app.domain.tariff import PerPerson, Tariff
from app.domain.unit_prices import DayPrice, day_prices

PER_UNIT = frozenset({"night"})
MAY_BE_FREE = frozenset({"night_child", "night_infant"})
PER_PERSON = MAY_BE_FREE | {"night_adult"}


@dataclass(frozen=True)
class _Share:
    """Those who pay the same: how many of the unit or how many people, and what of a date's price is theirs."""

    code: str
    heads: int
    price: Callable[[DayPrice], DayPrice]


def nights(work: Work) -> list[Line]:
    """Price each unit of time at its own date; those sold already keep their price.

    A line for each date, and of it for each age class where the price is for a person; children and infants who
    pay nothing have none. A price of tiers is kept while the whole is no shorter than it was sold for. A date that
    was sold for the unit and is priced by people now, or the other way round, keeps its lines as they are.
    """
    tariff, priced = work.tariff, work.priced
    sold = _sold_by_date(work.sold, priced)
    prices = day_prices(tariff, priced.days)
    own_codes = PER_PERSON if tariff.per_person else PER_UNIT
    for day in prices:
        if any(line.code not in own_codes for line in sold.get(day, ())):
            work.kept.extend(sold[day])
    done = {line.on_date for line in work.kept}
    lines = list(work.kept)
    for share in _shares(tariff, priced):
        for day, whole in prices.items():
            if day not in done:
                price = share.price(whole)
                before = [line for line in sold.get(day, ()) if line.code == share.code]
                kept = _kept(before, price.count * share.heads)
                fresh = _fresh(share, price, day=day, sold_count=sum(line.quantity for line in kept))
                work.kept.extend(kept)
                work.fresh.extend(fresh)
                lines.extend([*kept, *fresh])
    return sorted(lines, key=lambda line: line.on_date or date.min) if done else lines


def _shares(tariff: Tariff, priced: Priced) -> list[_Share]:
    rule, party = tariff.per_person, priced.party
    if rule is None:
        return [_Share("night", priced.quantity, lambda price: price)]
    return [
        _Share("night_adult", party.adults, lambda price: price),
        _Share("night_child", party.children, lambda price: _child(rule, price)),
        _Share("night_infant", party.infants, lambda price: _infant(rule, price)),
    ]


def _child(rule: PerPerson, price: DayPrice) -> DayPrice:
    if rule.child_percent is None and rule.child_minor is None:
        return price
    return _part(price, rule.child_percent, minor=rule.child_minor)


def _infant(rule: PerPerson, price: DayPrice) -> DayPrice:
    return _part(price, rule.infant_percent, minor=rule.infant_minor)


def _part(price: DayPrice, percent: Decimal | None, *, minor: int | None) -> DayPrice:
    """Return the price of somebody who pays a percentage of an adult's, or an amount of their own."""
    if percent is not None:
        facts = {**price.facts, "of_percent": plain(percent)}
        return replace(price, each_minor=percent_of(price.each_minor, percent), facts=facts)
    none = {"base_minor": minor or 0, "season": None, "weekday_percent": None, "weekday_minor": None}
    return DayPrice(minor or 0, price.count, price.count, none)


def _fresh(share: _Share, price: DayPrice, *, day: date, sold_count: int) -> list[Line]:
    """Return the line of the units of a date that were not sold before."""
    needed = price.count * share.heads
    left = needed - sold_count
    is_free = share.code in MAY_BE_FREE and not price.each_minor
    if left < 1 or is_free:
        return []
    amount = price.each_minor * price.times * share.heads
    if sold_count:
        amount = split_largest_remainder(amount, [left, sold_count])[0]
    facts = dict(price.facts)
    if not sold_count and share.code in PER_PERSON:
        facts["people"] = share.heads
    elif not sold_count and share.heads > 1:
        facts["items"] = share.heads
    return [Line(LineKind.NIGHT, share.code, amount, quantity=left, on_date=day, facts=facts)]


def _kept(sold: Sequence[Line], needed: int) -> list[Line]:
    """Return what was sold of a date, no more than is needed; who they were for is no fact of a part of it."""
    if sum(line.quantity for line in sold) == needed:
        return list(sold)
    kept: list[Line] = []
    for line in sold:
        take = min(line.quantity, needed)
        needed -= take
        if take:
            amount, _ = split_largest_remainder(line.amount_minor, [take, line.quantity - take])
            facts = {name: fact for name, fact in line.facts.items() if name not in {"people", "items"}}
            kept.append(replace(line, amount_minor=amount, quantity=take, facts=facts))
    return kept


def _sold_by_date(sold: Sequence[Line], priced: Priced) -> dict[date, list[Line]]:
    found: dict[date, list[Line]] = {}
    for line in sold:
        tier_count = line.facts.get("tier_count")
        is_long_enough = not isinstance(tier_count, int) or tier_count <= priced.count
        if line.kind == LineKind.NIGHT and line.on_date and is_long_enough:
            found.setdefault(line.on_date, []).append(line)
    return found
