"""Between what a field of a form holds and what a document keeps: one pair of functions a sort of value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.fields import plain
from app.domain.money import exponent, to_minor
from app.tenancy import current
from app.web.filters import money_input

MOST_AMOUNT = 10**12


@dataclass(frozen=True)
class Cell:
    """How a field is read and shown; `read` answers None for what says nothing."""

    read: Callable[[Any], Any]
    show: Callable[[Any], Any]
    is_many: bool = False


def _text(typed: str) -> Any:
    return typed or None


def _whole(typed: str) -> Any:
    if not typed:
        return None
    is_number = typed.removeprefix("-").isdigit() and typed.isascii() and len(typed) < 12
    return int(typed) if is_number else typed


def _amount(typed: str) -> Any:
    """Read an amount of the currency's major unit; more decimals than it has are no amount."""
    if not typed:
        return None
    try:
        amount = Decimal(typed.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return typed
    if not amount.is_finite() or not -MOST_AMOUNT <= amount <= MOST_AMOUNT:
        return typed
    places = amount.normalize().as_tuple().exponent
    is_exact = isinstance(places, int) and -places <= exponent(current().currency)
    return to_minor(amount, current().currency) if is_exact else typed


def _percent(typed: str) -> Any:
    return typed.replace(" ", "").replace(",", ".").removesuffix("%") or None if typed else None


def _shown_percent(value: Any) -> str:
    return plain(Decimal(str(value)))


def _flag(typed: str) -> bool:
    return bool(typed)


def _shown_flag(value: Any) -> str:
    return "1" if value else ""


def _many(typed: list[str]) -> Any:
    return list(typed)


TEXT = Cell(_text, str)
WHOLE = Cell(_whole, str)
AMOUNT = Cell(_amount, lambda minor: money_input(int(minor)))
PERCENT = Cell(_percent, _shown_percent)
DAY = Cell(_text, str)
TIME = Cell(_text, lambda at: str(at)[:5])
FLAG = Cell(_flag, _shown_flag)
MANY = Cell(_many, list, is_many=True)

Cells = Mapping[str, Cell]


def empty(cells: Cells) -> dict[str, Any]:
    """Answer a row in which nothing was typed."""
    return {name: [] if cell.is_many else "" for name, cell in cells.items()}


def shown(cells: Cells, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a part of a document as a row of the form holds it."""
    row = empty(cells)
    for name, cell in cells.items():
        if values.get(name) is not None:
            row[name] = cell.show(values[name])
    return row


def read(cells: Cells, row: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the part of a document that a row says; what says nothing is left out."""
    values = {name: cell.read(row[name]) for name, cell in cells.items()}
    return {name: value for name, value in values.items() if value is not None}
