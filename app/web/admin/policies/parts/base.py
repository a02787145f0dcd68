"""What a part of a policy's form is: its fields, its rows, its words, and where its refusals stand.

A part is one small file. It names its fields as their places in the document are; a kind whose document lacks one
is shown without it. A part draws itself by `_part.html` unless it names a template of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.policies.base import Kind
from app.web.admin.policies.cells import Input, Inputs, empty, read, shown
from app.web.admin.policies.derive import at
from app.web.admin.policies.values import Fact, Row, State, Table

__all__ = ["Part", "Rows", "at", "leave_out", "put"]

OUT_OF_ORDER = "document_dates_out_of_order"

Tell = Callable[[Any, str], list[Fact]]


@dataclass(frozen=True)
class Rows:
    """A list of rows of a form.

    Shapes:  `word` is what an entry is called; `beside` the field beside which a problem of a whole row is said;
             `to_row` and `to_entry` translate between the names of the document and those of the form, and
             `renamed` says which field of the form a name of the document stands in; `lacking` are the parts that an
             entry may lack, with what they say by themselves.
    """

    inputs: Inputs
    word: Any
    add: Any
    remove: Callable[[int], str]
    beside: str = "name"
    renamed: Mapping[str, str] = field(default_factory=dict)
    to_row: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    to_entry: Callable[[dict[str, Any]], dict[str, Any]] = dict
    lacking: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def whose(self, rows: Sequence[Row]) -> int:
        """Answer which row a problem of the whole list is said at: the first that repeats another, or the last."""
        said: list[Any] = []
        for number, row in enumerate(rows):
            text = str(row.get(self.beside, "")).casefold()
            if text and text in said:
                return number
            said.append(text)
        return max(len(rows) - 1, 0)

    def row_of(self, entry: Mapping[str, Any]) -> Row:
        """Answer an entry of the document as a row holds it; what stands in a part of it has a dotted name."""
        values = self.to_row(entry)
        return shown(self.inputs, {name: at(values, name) for name in self.inputs})

    def entry_of(self, row: Row) -> dict[str, Any]:
        """Answer the entry of the document that a row says."""
        entry: dict[str, Any] = {}
        for name, value in read(self.inputs, row).items():
            put(entry, name, value)
        for place, usual in self.lacking:
            leave_out(entry, place, usual)
        return self.to_entry(entry)

    def blank(self) -> Row:
        """Answer an empty row."""
        first = {name: each.first for name, each in self.inputs.items() if each.first is not None}
        return empty(self.inputs) | first

    def field_of(self, place: str, code: str) -> str:
        """Answer in which field of a row a problem is shown: of a place in its entry, or of all of it."""
        if not place:
            return "last_on" if code == OUT_OF_ORDER else self.beside
        known = [name for name in self.inputs if place == name or place.startswith(f"{name}.")]
        inside = [name for name in self.inputs if name.startswith(f"{place}.")]
        return self.renamed.get(place) or next(iter([*known, *reversed(inside)]), place)


@dataclass(frozen=True)
class Part:
    """A part of the form of a policy.

    Shapes:  `whole` names the field beside which a problem of the whole document is said, by its code; `tells` says
             what a document says, given the noun of the kind's unit of time; `covers` are the places of the document
             that it answers for, where they are called otherwise in the form; `around` names the field beside which a
             problem of a place that holds several of them is said, by the place, or place and code; `help` says in words what the part is for.
    """

    key: str
    title: Any = ""
    fields: Inputs = field(default_factory=dict)
    rows: Mapping[str, Rows] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    around: Mapping[str, str] = field(default_factory=dict)
    help: Any = ""
    covers: frozenset[str] = frozenset()
    tells: Tell = lambda _doc, _noun: []
    table: Callable[[Any], Table | None] = lambda _doc: None
    template: str = "admin/policies/parts/_part.html"
    columns: int = 4
    counts_nights: bool = True

    @property
    def places(self) -> frozenset[str]:
        """Answer the places of the document that the part answers for."""
        return self.covers or frozenset(self.fields) | frozenset(self.rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of it is in the document."""
        return not self.fields and not self.rows

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, Input]]]]:
        """Answer the fields as they are drawn: boxes to tick each on its own, the others in a grid."""
        wide = {"flag": "flag", "data": "data", "long": "long", "several": "several"}
        grouped = groupby(self.fields.items(), key=lambda pair: wide.get(pair[1].cell.widget, "grid"))
        return [(widget, list(pairs)) for widget, pairs in grouped]

    def within(self, places: frozenset[str], kind: Kind[Any]) -> Part:
        """Answer the part as it stands in the document of a kind, which has these places."""
        fields = {name: each for name, each in self.fields.items() if name in places}
        rows = {name: each for name, each in self.rows.items() if name in places}
        return replace(self, fields=fields, rows=rows, counts_nights=kind.counts_nights)

    def fill(self, state: State, data: Mapping[str, Any]) -> None:
        """Put what a document says into the form."""
        state.fields |= shown(self.fields, {name: at(data, name) for name in self.fields})
        for name, rows in self.rows.items():
            state.rows[name] = [rows.row_of(entry) for entry in at(data, name) or ()]

    def take(self, state: State, form: MultiDict[str, str]) -> None:
        """Put what was typed into the form, rows in the order of their numbers."""
        state.fields |= _typed(form, "", self.fields)
        for name, rows in self.rows.items():
            pattern = re.compile(re.escape(name) + r"\.(\d{1,4})\.")
            numbers = sorted({int(found[1]) for key in form if (found := pattern.match(key))})
            state.rows[name] = [_typed(form, f"{name}.{number}.", rows.inputs) for number in numbers]

    def write(self, state: State, data: dict[str, Any]) -> None:
        """Put what the form says into a document."""
        for name, value in read(self.fields, state.fields).items():
            put(data, name, value)
        for name, rows in self.rows.items():
            put(data, name, [rows.entry_of(row) for row in state.rows[name]])

    def place(self, place: str, code: str, state: State) -> str:
        """Answer the form's own name for a place of the document at which something is refused."""
        for name, rows in self.rows.items():
            if place == name and state.rows.get(name):
                return f"{name}.{rows.whose(state.rows[name])}.{rows.beside}"
            found = re.fullmatch(re.escape(name) + r"\.(\d+)(?:\.(.+))?", place)
            if found:
                inner = rows.field_of(found[2] or "", code)
                return f"{name}.{found[1]}.{inner}"
        return place


def put(data: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a dotted place."""
    *steps, last = place.split(".")
    for step in steps:
        data = data.setdefault(step, {})
    data[last] = value


def leave_out(data: dict[str, Any], place: str, usual: Mapping[str, Any]) -> None:
    """Leave out a part that may be missing, when it says nothing that it would not say by itself."""
    above, _dot, name = place.rpartition(".")
    holder = at(data, above) if above else data
    said = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(said, dict) and all(usual.get(key) == value for key, value in said.items()):
        holder.pop(name)


def _typed(form: MultiDict[str, str], prefix: str, inputs: Inputs) -> Row:
    return {
        name: form.getlist(prefix + name) if each.cell.is_many else form.get(prefix + name, "").strip()
        for name, each in inputs.items()
    }
