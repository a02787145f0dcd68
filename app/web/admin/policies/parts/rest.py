"""The places of a document that no part answers for: fields and rows made from the document itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.policies.document import PolicyDocument
from app.sentences import fields as words
from app.sentences.base import _
from app.web.admin.policies.cells import Input, Inputs
from app.web.admin.policies.derive import entry_of, input_of, inputs_of
from app.web.admin.policies.parts.base import Part, Rows, at
from app.web.admin.policies.values import Fact
from app.web.filters import money


@dataclass(frozen=True)
class Rest:
    """What is left of a document below a place; `key` is what its part is called in the page."""

    below: str
    key: str


def parts_of(rest: Rest, places: Mapping[str, Any]) -> list[Part]:
    """Answer the parts for some places: one of all plain fields, and one for each list of rows."""
    plain, parts = {}, []
    for place, kind in places.items():
        entry = entry_of(kind)
        if entry is None:
            plain[place] = input_of(place, kind)
        else:
            parts.append(_listed(place, inputs_of(entry, place)))
    if plain:
        parts.insert(0, Part(key=rest.key, fields=plain, tells=_teller(plain)))
    return parts


def _listed(place: str, inputs: Inputs) -> Part:
    rows = Rows(
        inputs,
        word=words.lazy(place),
        add=words.lazily(lambda: _("Add to %(list)s", list=words.label(place))),
        remove=lambda number: _("Remove from %(list)s: %(number)s", list=words.label(place), number=number),
        beside=next(iter(inputs), "name"),
    )
    return Part(
        key=place.replace(".", "-").replace("_", "-"),
        title=words.lazy(place),
        rows={place: rows},
        tells=lambda doc, _noun: _entries(doc, place, inputs),
    )


def _teller(inputs: Inputs) -> Any:
    def tells(doc: PolicyDocument, _noun: str) -> list[Fact]:
        data = doc.model_dump(mode="json")
        found = [(each, at(data, place)) for place, each in inputs.items()]
        return [Fact(str(each.label), f"{say(each, value)}.") for each, value in found if _says(value)]

    return tells


def _entries(doc: PolicyDocument, place: str, inputs: Inputs) -> list[Fact]:
    entries = at(doc.model_dump(mode="json"), place) or ()
    word = words.label(place)
    return [Fact(word, f"{say_entry(inputs, entry)}.") for entry in entries]


def say_entry(inputs: Inputs, entry: Mapping[str, Any]) -> str:
    """Say the values of an entry, each with its label."""
    return ", ".join(
        f"{each.label}: {say(each, at(entry, name))}"
        for name, each in inputs.items()
        if _says(at(entry, name))
    )


def _says(value: Any) -> bool:
    return value not in (None, "", [], False)


def say(each: Input, value: Any) -> str:
    """Say one value of a document."""
    widget, options = each.cell.widget, dict(each.options())
    if widget == "flag":
        return _("Yes") if value else _("No")
    if widget == "choice":
        return options.get(str(value), str(value))
    if widget == "several":
        return ", ".join(options.get(str(one), str(one)) for one in value)
    if each.cell.is_money:
        return money(value)
    return str(each.cell.show(value))
