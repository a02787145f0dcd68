"""The part of a unit's form that says how many there are of it."""

from __future__ import annotations

from typing import Any

from flask import request

from app.actions.stock import StockFields
from app.domain.stock import Stock
from app.queries.leaves import load_parts
from app.queries.units import UnitRow, find_unit_by_id, list_units
from app.sentences.base import _, ngettext
from app.web.typed import Typed

MOST_ROWS = 40
EMPTY_ROWS = 2


def stock_words() -> dict[str, str]:
    """Answer what the sorts of stock are called."""
    return {
        Stock.SINGLE.value: _("One: who has it has it alone"),
        Stock.POOL.value: _("Several alike, such as ten kayaks"),
        Stock.SEATS.value: _("Seats at each departure"),
        Stock.COMPOSITE.value: _("Made of other units"),
    }


def stock_said(stock: str, quantity: int) -> str:
    """Answer how many there are of a unit, as its page says it."""
    said = {
        Stock.SINGLE.value: _("One"),
        Stock.POOL.value: ngettext("%(num)s alike", "%(num)s alike", quantity),
        Stock.SEATS.value: ngettext(
            "%(num)s seat at each departure", "%(num)s seats at each departure", quantity
        ),
        Stock.COMPOSITE.value: _("As many as its parts make"),
    }
    return said[stock]


def wants_row() -> bool:
    """Tell whether the button for more parts was pressed."""
    return request.form.get("do") == "add_part"


def typed_parts(typed: Typed) -> list[tuple[str, str]]:
    """Answer the rows of parts that somebody has typed."""
    refs, counts = typed.form.getlist("part")[:MOST_ROWS], typed.form.getlist("part_quantity")[:MOST_ROWS]
    counts += [""] * (len(refs) - len(counts))
    return [
        (ref.strip()[:80], count.strip()) for ref, count in zip(refs, counts, strict=False) if ref.strip()
    ]


def stored_parts(unit: UnitRow) -> list[tuple[str, str]]:
    """Answer what a unit is made of, as its form shows it."""
    return [(part.unit, str(part.quantity)) for part in load_parts().get(unit.ref, ())]


def stock_of(typed: Typed) -> StockFields:
    """Read how many there are; a part named twice counts for both."""
    stock = typed.text("stock") or Stock.SINGLE.value
    parts: dict[str, int | None] = {}
    for ref, count in typed_parts(typed) if stock == Stock.COMPOSITE else []:
        number = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else None
        held = parts.get(ref, 0)
        parts[ref] = None if number is None or held is None else held + number
    return StockFields(
        stock=stock,
        quantity=typed.whole("quantity"),
        asset_ref=typed.text("asset") if stock == Stock.SEATS else "",
        parts=tuple(parts.items()),
    )


def asset_ref(unit: UnitRow) -> str:
    """Answer what a unit's slots run with; empty without."""
    asset = find_unit_by_id(unit.asset_id) if unit.asset_id is not None else None
    return asset.ref if asset else ""


def stock_choices(unit: UnitRow | None, parts: list[tuple[str, str]]) -> dict[str, Any]:
    """Answer what the form may offer: sorts of stock, assets, parts, with rows to fill."""
    others = [row for row in list_units() if unit is None or row.ref != unit.ref]
    return {
        "stocks": list(stock_words().items()),
        "assets": [(row.ref, row.name) for row in others if row.stock is Stock.SINGLE],
        "part_units": [(row.ref, row.name) for row in others if row.stock is not Stock.SEATS],
        "part_rows": [*parts, *[("", "1")] * EMPTY_ROWS],
    }
