"""From the fields of a document to fields of a form: what nobody has made a part for can still be typed and read.

Labels and words come from `app.sentences.fields`; a name that stands there nowhere is shown as it is.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from app.domain.fields import Weekday
from app.domain.policies.document import PolicyDocument
from app.sentences import fields as words
from app.sentences.words import WEEKDAYS
from app.web.admin.policies import cells
from app.web.admin.policies.cells import Cell, Input, Inputs, Options

SCALARS: tuple[tuple[type, Cell], ...] = (
    (bool, cells.FLAG), (int, cells.WHOLE), (Decimal, cells.PERCENT), (dt.time, cells.TIME), (dt.date, cells.DAY),
    (str, cells.TEXT),
)  # fmt: skip


def leaves(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each place of a document with its type; a list is one place."""
    for name, info in model.model_fields.items():
        kind = bare(info.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from leaves(kind, f"{prefix}{name}.")
        elif prefix or name != "kind":
            yield prefix + name, kind


def optional_parts(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each part that a document may lack, the deepest first, with the places it needs when it is there."""
    for name, info in model.model_fields.items():
        kind = bare(info.annotation)
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            continue
        yield from optional_parts(kind, f"{prefix}{name}.")
        if not info.is_required():
            needed = [key for key, each in kind.model_fields.items() if each.is_required()]
            yield prefix + name, tuple(needed)


def bare(kind: Any) -> Any:
    """Answer a type without what is annotated to it and without its None."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        others = [each for each in get_args(kind) if each is not type(None)]
        return bare(others[0]) if len(others) == 1 else kind
    return kind


def entry_of(kind: Any) -> type[BaseModel] | None:
    """Answer what the entries of a list are, when they are parts of a document."""
    inner = _inner(kind)
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _inner(kind: Any) -> Any:
    is_list = get_origin(kind) in (tuple, list, frozenset, set)
    return bare(get_args(kind)[0]) if is_list and get_args(kind) else None


def input_of(place: str, kind: Any) -> Input:
    """Answer the field of a form for a place of a document."""
    name = place.rpartition(".")[2]
    chosen = _choices(kind)
    if chosen is not None:
        return Input(cells.CHOICE, words.lazy(name), options=chosen)
    for scalar, cell in SCALARS:
        if kind is scalar:
            return Input(cells.AMOUNT if name.endswith("minor") else cell, words.lazy(name))
    inner = _inner(kind)
    several = _choices(inner)
    if several is not None:
        return Input(cells.MANY, words.lazy(name), options=several)
    if inner in (str, int):
        return Input(cells.LIST if inner is str else cells.NUMBERS, words.lazy(name))
    return Input(cells.DATA, words.lazy(name))


def _choices(kind: Any) -> Callable[[], Options] | None:
    if kind is Weekday:
        return weekday_options
    if get_origin(kind) is Literal:
        keys = [str(key) for key in get_args(kind)]
    elif isinstance(kind, type) and issubclass(kind, Enum):
        keys = [str(each.value) for each in kind]
    else:
        return None
    return partial(_options, tuple(keys))


def _options(keys: tuple[str, ...]) -> Options:
    return [(key, words.value(key)) for key in keys]


def choices_of(model: type[BaseModel], name: str) -> Options:
    """Answer the values that a field of an entry is chosen from, with their words."""
    kind = bare(model.model_fields[name].annotation)
    found = _choices(kind) or _choices(_inner(kind))
    return found() if found else ()


def weekday_options() -> Options:
    """Answer the days of the week, short."""
    return [(key, words.short_weekday(key)) for key in WEEKDAYS]


def inputs_of(model: type[BaseModel], *, without: frozenset[str] = frozenset()) -> Inputs:
    """Answer the fields of a row for an entry of a list; a part within a part is one field of data."""
    found: dict[str, Input] = {}
    for name, info in model.model_fields.items():
        if name not in without:
            each = input_of(name, bare(info.annotation))
            first = _default(each, info.default) if not info.is_required() else _first(each)
            found[name] = Input(each.cell, each.label, options=each.options, first=first)
    return found


def _default(each: Input, value: object) -> Any:
    """Answer what a new row holds where the document would have its default: only what is chosen, not typed."""
    if each.cell.widget not in {"choice", "flag", "several"} or value is None:
        return None
    plain = [str(one) for one in value] if isinstance(value, tuple) else value
    return each.cell.show(plain)


def _first(each: Input) -> Any:
    options = each.options() if each.cell.widget == "choice" else ()
    return options[0][0] if options else None


def places_of(model: type[PolicyDocument]) -> Mapping[str, Any]:
    """Answer each place of a document with its type."""
    return dict(leaves(model))


def defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Answer what a document says where nobody says anything else; what it needs is left out."""
    return _unfinished(model).model_dump(mode="json", warnings=False)


def _unfinished(model: type[BaseModel]) -> BaseModel:
    parts: dict[str, Any] = {
        name: _unfinished(kind)
        for name, info in model.model_fields.items()
        if info.is_required()
        and isinstance(kind := bare(info.annotation), type)
        and issubclass(kind, BaseModel)
    }
    return model.model_construct(**parts)
