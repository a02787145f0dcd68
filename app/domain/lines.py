"""A price as stored lines: what each is for, what it adds, and which night it belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.domain.money import split_largest_remainder


class LineKind(StrEnum):
    """What a line of a price is for."""

    NIGHT = "night"
    DISCOUNT = "discount"
    EXTRA = "extra"
    FEE = "fee"
    COMPLIMENTARY = "complimentary"
    TAX_INCLUDED = "tax_included"
    TAX = "tax"
    CITY_TAX = "city_tax"


@dataclass(frozen=True)
class Line:
    """One stored line of a price.

    Shapes:  `counts` False: for information, not part of the total; `facts` are JSON.
    """

    kind: LineKind
    code: str
    amount_minor: int
    quantity: int = 1
    on_date: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    counts: bool = True


@dataclass(frozen=True)
class Quote:
    """A price with all its lines, and how it is to be paid.

    Shapes:  `due_on` holds the date of each instalment where the tariff has a schedule, else nothing; one that is
             over is due at once.
    """

    currency: str
    lines: list[Line]
    total_minor: int
    net_nights_minor: int
    deposit_minor: int
    deposit_rest_minor: int
    instalments: list[int]
    due_on: list[date] = field(default_factory=list)


def as_kept(currency: str, lines: Sequence[Line], total_minor: int) -> Quote:
    """Return a price as it was stored; how it is to be paid is not part of that."""
    return Quote(currency, list(lines), total_minor, 0, 0, total_minor, [total_minor])


def total(lines: Iterable[Line]) -> int:
    """Return the sum of the lines that count."""
    return sum(line.amount_minor for line in lines if line.counts)


def is_given(lines: Iterable[Line]) -> bool:
    """Tell whether a price was given: nothing is to be paid because somebody said so."""
    return any(line.kind == LineKind.COMPLIMENTARY for line in lines)


def charged_by_night(lines: Sequence[Line]) -> dict[date, int]:
    """Return what each night costs after discounts, taxes included in its price still inside; nothing when given."""
    return _spread(lines, _amount_of(lines, LineKind.DISCOUNT))


def revenue_by_night(lines: Sequence[Line]) -> dict[date, int]:
    """Return the revenue of each night: after discounts, without included taxes, extras and fees; none when given.

    Source:  semantics.md 10.
    """
    taxes = sum(
        _whole(line.facts.get("on_nights_minor")) for line in lines if line.kind == LineKind.TAX_INCLUDED
    )
    return _spread(lines, _amount_of(lines, LineKind.DISCOUNT) - taxes)


def first_night_minor(lines: Sequence[Line]) -> int:
    """Return what the first night costs after discounts; 0 without nights."""
    charged = charged_by_night(lines)
    return charged[min(charged)] if charged else 0


def grouped(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with neighbouring nights of one price put together, for showing.

    Shapes:  the facts of such a line say the last of its dates as `last_on`.
    """
    shown: list[Line] = []
    for line in lines:
        last = shown[-1] if shown else None
        if last and LineKind.NIGHT == last.kind == line.kind and _price_of(last) == _price_of(line):
            ends = {"last_on": line.on_date.isoformat()} if line.on_date else {}
            shown[-1] = replace(
                last,
                quantity=last.quantity + line.quantity,
                amount_minor=last.amount_minor + line.amount_minor,
                facts={**last.facts, **ends},
            )
        else:
            shown.append(line)
    return shown


def _price_of(line: Line) -> tuple[object, ...]:
    """Return what makes two lines one price; parts of one tier differ by a cent and are one price all the same."""
    facts = line.facts
    who = (line.code, facts.get("people"), facts.get("items"))
    if facts.get("tiers"):
        changes = [facts.get(name) for name in ("season", "weekday_percent", "weekday_minor")]
        return (*who, str(facts["tiers"]), *changes)
    return (*who, *divmod(line.amount_minor, line.quantity))


def _amount_of(lines: Iterable[Line], kind: LineKind) -> int:
    return sum(line.amount_minor for line in lines if line.kind == kind and line.counts)


def _spread(lines: Sequence[Line], adjustment_minor: int) -> dict[date, int]:
    prices: dict[date, int] = {}
    for line in lines:
        if line.kind == LineKind.NIGHT and line.on_date is not None:
            prices[line.on_date] = prices.get(line.on_date, 0) + line.amount_minor
    whole = 0 if is_given(lines) else sum(prices.values()) + adjustment_minor
    return dict(zip(prices, split_largest_remainder(whole, list(prices.values())), strict=True))


def _whole(fact: object) -> int:
    return fact if isinstance(fact, int) else 0
