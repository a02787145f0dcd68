"""From the fields of a document to fields of a form: what nobody has made a part for can still be typed and read.

Labels and words come from `app.sentences.fields`; a name that stands there nowhere is shown as it is.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.domain.fields import Weekday
from app.domain.policies.document import PolicyDocument
from app.sentences import fields as words
from app.sentences.words import WEEKDAYS
from app.web.admin.policies import cells
from app.web.admin.policies.cells import Cell, Input, Inputs, Options


def at(data: Mapping[str, Any], place: str) -> Any:
    """Answer what stands at a dotted place."""
    value: Any = data
    for step in place.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


class Presence:
    """The type of a place that says only whether a part is there."""


SCALARS: tuple[tuple[type, Cell], ...] = (
    (bool, cells.FLAG), (int, cells.WHOLE), (Decimal, cells.PERCENT), (dt.time, cells.TIME), (dt.date, cells.DAY),
    (str, cells.TEXT),
)  # fmt: skip


def leaves(model: type[BaseModel], prefix: str = "", *, root: bool = True) -> Iterator[tuple[str, Any]]:
    """Yield each place of a document, or of an entry in it, with its type; a list is one place."""
    for name, info in model.model_fields.items():
        kind = bare(info.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if _may_say_nothing(kind, info):
                yield prefix + name, Presence
            yield from leaves(kind, f"{prefix}{name}.")
        elif prefix or not root or name != "kind":
            yield prefix + name, kind


def _may_say_nothing(kind: type[BaseModel], info: FieldInfo) -> bool:
    """Tell whether a part that may be missing means something although it says nothing: a box has to say so."""
    may_lack = not info.is_required() and info.default is None
    return may_lack and not any(each.is_required() for each in kind.model_fields.values())


def optional_parts(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each part that a document may lack, the deepest first, with what it says where nobody says more."""
    for name, info in model.model_fields.items():
        kind = bare(info.annotation)
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            continue
        yield from optional_parts(kind, f"{prefix}{name}.")
        if not info.is_required() and not _may_say_nothing(kind, info):
            yield prefix + name, defaults(kind)


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
    label = words.lazy(place)
    if kind is Presence:
        return Input(cells.PRESENT, label)
    chosen = _choices(kind)
    if chosen is not None:
        return Input(cells.CHOICE, label, options=chosen)
    for scalar, cell in SCALARS:
        if kind is scalar:
            return Input(cells.AMOUNT if name.endswith("minor") else cell, label)
    inner = _inner(kind)
    several = _choices(inner)
    if several is not None:
        return Input(cells.MANY, label, options=several)
    if inner in (str, int):
        return Input(cells.LIST if inner is str else cells.NUMBERS, label)
    return Input(cells.DATA, label)


def _choices(kind: Any) -> Callable[[], Options] | None:
    if kind is Weekday:
        return weekday_options
    keys = _keys(kind)
    return partial(_options, keys) if keys else None


def _keys(kind: Any) -> tuple[str, ...]:
    """Answer the values that something is chosen from, none for what is typed."""
    if get_origin(kind) is Literal:
        return tuple(str(key) for key in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(each.value) for each in kind)
    return ()


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


def inputs_of(model: type[BaseModel], place: str) -> Inputs:
    """Answer the fields of a row for an entry of the list at a place; those of a part in it have dotted names."""
    usual = defaults(model)
    found: dict[str, Input] = {}
    for name, kind in leaves(model, root=False):
        each = input_of(f"{place}.{name}", kind)
        value = at(usual, name)
        first = next(iter(_keys(kind)), None) if value is None else _default(each, value)
        found[name] = replace(each, first=first)
    return found


def _default(each: Input, value: Any) -> Any:
    """Answer what a new row holds where the document would have its default: only what is chosen, not typed."""
    return each.cell.show(value) if each.cell.widget in {"choice", "flag", "several"} else None


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
