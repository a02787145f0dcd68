"""A price, step by step: each unit of time at its own date, then discounts, extras, fees, then taxes."""

from collections.abc import Callable, Sequence

from app.domain.asking import Ask
from app.domain.city_tax import city_tax
from app.domain.discounts import discounts
from app.domain.lines import Line, LineKind, Quote, is_given, revenue_by_night, total
from app.domain.nights import nights
from app.domain.on_top import extras, fees
from app.domain.payment import deposit, payments
from app.domain.priced import Priced, Work
from app.domain.refusal import Refusal
from app.domain.tariff import Tariff
from app.domain.taxes import taxes_included, taxes_on_top
from app.domain.unit_prices import night

__all__ = ["MOST_MINOR", "STEPS", "Priced", "night", "price_refusals", "quote"]

MOST_MINOR = 10**15


def complimentary(work: Work) -> list[Line]:
    """Give what stands on the lines so far; what is given bears no tax, so the total is nothing."""
    if not work.is_complimentary:
        return []
    return [Line(LineKind.COMPLIMENTARY, "complimentary", -total(work.lines))]


Step = Callable[[Work], list[Line]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("nights", nights),
    ("discounts", discounts),
    ("extras", extras),
    ("fees", fees),
    ("complimentary", complimentary),
    ("taxes_included", lambda work: taxes_included(work.tariff, work.lines)),
    ("taxes", lambda work: taxes_on_top(work.tariff, work.lines)),
    ("city_tax", city_tax),
)


def quote(tariff: Tariff, priced: Priced, *, currency: str, sold: Sequence[Line] = ()) -> Quote:
    """Return the price of some units of time, each step over the lines of those before it.

    Units:   minor units of `currency`; the total is the sum of the lines that count.
    """
    work = Work(tariff, priced, _still_sold(priced, sold))
    for _, step in STEPS:
        work.lines.extend(step(work))
    whole = total(work.lines)
    now, later = deposit(tariff, whole)
    parts, due_on = payments(tariff, whole, starts_on=priced.begins_on)
    return Quote(
        currency=currency,
        lines=work.lines,
        total_minor=whole,
        net_nights_minor=sum(revenue_by_night(work.lines).values()),
        deposit_minor=now,
        deposit_rest_minor=later,
        instalments=parts,
        due_on=due_on,
    )


def _still_sold(priced: Priced, sold: Sequence[Line]) -> Sequence[Line]:
    """Return what keeps its price: of a gift that ends nothing does, since nothing of it was sold."""
    return () if priced.complimentary is False and is_given(sold) else sold


def price_refusals(found: Quote, ask: Ask) -> list[Refusal]:
    """Return why a price can't be kept; lines count too, since those of a price that is given add up to nothing.

    Refuses: price_too_large.
    """
    if max(found.total_minor, *(abs(line.amount_minor) for line in found.lines), 0) <= MOST_MINOR:
        return []
    field = "quantity" if ask.quantity > 1 else "unit"
    return [Refusal("price_too_large", field, {"most_minor": MOST_MINOR, "quantity": ask.quantity})]
