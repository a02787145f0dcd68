"""Between what a field of a form holds and what a document keeps: one pair of functions a sort of value."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.amounts import read_amount
from app.domain.fields import plain
from app.tenancy import current
from app.web.filters import money_input

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """How a field is read and shown; `read` answers None for what says nothing.

    Shapes:  `widget` is what the template draws: text, time, date, flag, several, choice, data or hidden.
    """

    read: Callable[[Any], Any]
    show: Callable[[Any], Any]
    is_many: bool = False
    widget: str = "text"
    keys: str = ""
    is_money: bool = False


@dataclass(frozen=True)
class Input:
    """A field of a form: its value, its label and what it is chosen from.

    Shapes:  `other` is the label for a kind that does not count nights; `label` and `other` may be lazy texts;
             `first` is what an empty row begins with; `hint` says in words what the field does.
    """

    cell: Cell
    label: Any
    opt: bool = False
    options: Callable[[], Options] = tuple
    first: Any = None
    other: Any = None
    hint: Any = ""


Inputs = Mapping[str, Input]


def _text(typed: str) -> Any:
    return typed or None


def _whole(typed: str) -> Any:
    if not typed:
        return None
    is_number = typed.removeprefix("-").isdigit() and typed.isascii() and len(typed) < 12
    return int(typed) if is_number else typed


def _amount(typed: str) -> Any:
    """Read an amount of the currency's major unit; what could be misread stays text, for the document to refuse."""
    if not typed:
        return None
    minor = read_amount(typed, current().currency)
    return typed if minor is None else minor


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


def _listed(typed: str) -> Any:
    return [part.strip() for part in typed.split(",") if part.strip()]


def _numbers(typed: str) -> Any:
    return [_whole(part) for part in _listed(typed)]


def _shown_list(values: Any) -> str:
    return ", ".join(map(str, values))


def _data(typed: str) -> Any:
    """Read data as they stand in a document; what is none stays text, for the document to refuse."""
    try:
        return json.loads(typed) if typed else None
    except (ValueError, RecursionError):
        return typed


def _shown_data(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


TEXT = Cell(_text, str)
HIDDEN = Cell(_text, str, widget="hidden")
WHOLE = Cell(_whole, str, keys="numeric")
AMOUNT = Cell(_amount, lambda minor: money_input(int(minor)), keys="decimal", is_money=True)
PERCENT = Cell(_percent, _shown_percent, keys="decimal")
DAY = Cell(_text, str, widget="date")
TIME = Cell(_text, lambda at: str(at)[:5], widget="time")
FLAG = Cell(_flag, _shown_flag, widget="flag")
PRESENT = Cell(lambda typed: {} if typed else None, lambda _part: "1", widget="flag")
CHOICE = Cell(_text, str, widget="choice")
MANY = Cell(_many, list, is_many=True, widget="several")
LIST = Cell(_listed, _shown_list)
NUMBERS = Cell(_numbers, _shown_list)
DATA = Cell(_data, _shown_data, widget="data")
HIDDEN_DATA = Cell(_data, _shown_data, widget="hidden")
LONG = Cell(_text, str, widget="long")


def empty(inputs: Inputs) -> dict[str, Any]:
    """Answer a row in which nothing was typed."""
    return {name: [] if each.cell.is_many else "" for name, each in inputs.items()}


def shown(inputs: Inputs, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a part of a document as a row of the form holds it."""
    row = empty(inputs)
    for name, each in inputs.items():
        if values.get(name) is not None:
            row[name] = each.cell.show(values[name])
    return row


def read(inputs: Inputs, row: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the part of a document that a row says; what says nothing is left out."""
    values = {name: each.cell.read(row[name]) for name, each in inputs.items()}
    return {name: value for name, value in values.items() if value is not None}
