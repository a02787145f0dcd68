"""Fit the parts of a form to the document of a kind: what it lacks goes, what nobody names becomes fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from app.domain.policies.base import Kind
from app.web.admin.policies.cells import Inputs
from app.web.admin.policies.derive import entry_of, inputs_of, optional_parts, places_of
from app.web.admin.policies.parts.base import Part, Rows, at
from app.web.admin.policies.parts.rest import Rest, parts_of, say_entry
from app.web.admin.policies.values import Fact


@dataclass(frozen=True)
class Matter:
    """What an editor wants under one heading."""

    title: Any
    parts: Sequence[Part | Rest]


@dataclass(frozen=True)
class Fitted:
    """What stands under one heading of a form and of a policy's page."""

    title: Any
    parts: Sequence[Part]


def bind(asked: Sequence[Matter], kind: Kind[Any]) -> list[Fitted]:
    """Answer the matters with the parts that a kind's document has; each place of it stands in exactly one."""
    places = places_of(kind.Document)
    fitted = {part.key: _fit(part, places, kind) for part in _own(asked)}
    known = {place for part in fitted.values() for place in part.places}
    left = {place: each for place, each in places.items() if place not in known}
    made: dict[str, list[Part]] = {}
    for rest in sorted(_rests(asked), key=lambda each: -len(each.below)):
        mine = {place: left.pop(place) for place in list(left) if place.startswith(rest.below)}
        made[rest.key] = [_fit(part, places, kind) for part in parts_of(rest, mine)]
    found = []
    for matter in asked:
        parts = [
            each
            for part in matter.parts
            for each in (made[part.key] if isinstance(part, Rest) else [fitted[part.key]])
        ]
        found.append(Fitted(matter.title, [part for part in parts if not part.is_empty]))
    return [matter for matter in found if matter.parts]


def _own(asked: Sequence[Matter]) -> list[Part]:
    return [part for matter in asked for part in matter.parts if isinstance(part, Part)]


def _rests(asked: Sequence[Matter]) -> list[Rest]:
    return [part for matter in asked for part in matter.parts if isinstance(part, Rest)]


def _fit(part: Part, places: Mapping[str, Any], kind: Kind[Any]) -> Part:
    """Answer a part without what the document lacks, and its rows with what their entries have besides."""
    fitted = part.within(frozenset(places), kind)
    more: dict[str, Inputs] = {}
    widened = dict(fitted.rows)
    for name, rows in fitted.rows.items():
        entry = entry_of(places.get(name))
        if entry is not None:
            more[name] = _besides(name, rows, entry)
            inputs = {**rows.inputs, **more[name]}
            widened[name] = replace(rows, inputs=inputs, lacking=tuple(optional_parts(entry)))
    tells = _telling_more(fitted, more) if any(more.values()) else fitted.tells
    return replace(fitted, rows=widened, tells=tells)


def _besides(name: str, rows: Rows, entry: type[BaseModel]) -> Inputs:
    known = {*rows.inputs, *rows.renamed}
    found = inputs_of(entry, name)
    return {key: each for key, each in found.items() if not known & {key, key.partition(".")[0]}}


def _telling_more(part: Part, more: Mapping[str, Inputs]) -> Any:
    def tells(doc: BaseModel, noun: str) -> list[Fact]:
        data, facts = doc.model_dump(mode="json"), part.tells(doc, noun)
        for name, inputs in more.items():
            for number, entry in enumerate(at(data, name) or (), 1):
                said = say_entry(inputs, entry)
                label = str(entry.get("name") or f"{part.rows[name].word} {number}")
                facts += [Fact(label, f"{said}.")] if said else []
        return facts

    return tells
