"""Taxes of a price: inside it, and on top of it."""

from collections.abc import Sequence
from decimal import Decimal

from app.domain.fields import plain
from app.domain.lines import Line, LineKind, is_given, total
from app.domain.money import included_tax, percent_of, split_largest_remainder
from app.domain.tariff import Tariff
from app.domain.tax_rules import Tax, TaxBase

BASES: dict[TaxBase, tuple[LineKind, ...]] = {
    "nights": (LineKind.NIGHT, LineKind.DISCOUNT),
    "extras": (LineKind.EXTRA,),
    "fees": (LineKind.FEE,),
}


def taxes_included(tariff: Tariff, lines: Sequence[Line]) -> list[Line]:
    """Return the part of each included tax in the price, found by subtraction; it adds nothing.

    Parts of the price that bear the same taxes are taken together, so that a price is rounded once.
    """
    taxes = [tax for tax in tariff.taxes if tax.included]
    amounts = _amounts(lines)
    parts: dict[int, dict[TaxBase, int]] = {place: {} for place in range(len(taxes))}
    for places, bases in _alike(taxes).items():
        gross = sum(amounts[base] for base in bases)
        percents = [taxes[place].percent for place in places]
        whole = included_tax(gross, sum(percents, Decimal(0)))
        for place, part in zip(places, split_largest_remainder(whole, percents), strict=True):
            shares = split_largest_remainder(part, [amounts[base] for base in bases])
            parts[place] |= dict(zip(bases, shares, strict=True))
    return [
        Line(
            LineKind.TAX_INCLUDED,
            "tax_included",
            sum(parts[place].values()),
            facts=_facts(tax, sum(amounts[base] for base in tax.on))
            | {f"on_{base}_minor": parts[place].get(base, 0) for base in BASES},
            counts=False,
        )
        for place, tax in enumerate(taxes)
        if any(parts[place].values())
    ]


def taxes_on_top(tariff: Tariff, lines: Sequence[Line]) -> list[Line]:
    """Return each tax on top, of the price without the included ones; a compound one also of those before it."""
    amounts = _amounts(lines)
    for line in lines:
        if line.kind == LineKind.TAX_INCLUDED:
            for base in BASES:
                part = line.facts[f"on_{base}_minor"]
                amounts[base] -= part if isinstance(part, int) else 0
    before: dict[TaxBase, int] = dict.fromkeys(BASES, 0)
    added: list[Line] = []
    for tax in tariff.taxes:
        if tax.included:
            continue
        taxed = {base: amounts[base] + (before[base] if tax.compound else 0) for base in tax.on}
        base_minor = sum(taxed.values())
        amount = percent_of(base_minor, tax.percent)
        for base, part in zip(taxed, split_largest_remainder(amount, list(taxed.values())), strict=True):
            before[base] += part
        if amount:
            facts = _facts(tax, base_minor) | ({"compound": True} if tax.compound else {})
            added.append(Line(LineKind.TAX, "tax", amount, facts=facts))
    return added


def _amounts(lines: Sequence[Line]) -> dict[TaxBase, int]:
    """Return what each part of a price comes to; of a price that is given, nothing."""
    if is_given(lines):
        return dict.fromkeys(BASES, 0)
    return {base: total(line for line in lines if line.kind in kinds) for base, kinds in BASES.items()}


def _alike(taxes: Sequence[Tax]) -> dict[tuple[int, ...], list[TaxBase]]:
    """Group the parts of a price by the taxes that they bear."""
    alike: dict[tuple[int, ...], list[TaxBase]] = {}
    for base in BASES:
        places = tuple(place for place, tax in enumerate(taxes) if base in tax.on)
        if places:
            alike.setdefault(places, []).append(base)
    return alike


def _facts(tax: Tax, base_minor: int) -> dict[str, object]:
    return {"name": tax.name, "percent": plain(tax.percent), "base_minor": base_minor}
