"""Documents that nobody means well, made from what the document of each kind says of itself."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.policies.base import KINDS

USUAL = {"date": "2026-07-01", "time": "15:00"}
MANY = 1_000


@dataclass(frozen=True)
class Mutant:
    """A document with one thing wrong, and where that is."""

    name: str
    place: str
    document: dict[str, Any]


def deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


class Schema:
    """The schema of one kind's document, and a document that has every part of it once."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.root = KINDS[key].Document.model_json_schema()

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Follow a reference, and leave out that a value may be missing."""
        while True:
            if "$ref" in node:
                node = self.root["$defs"][node["$ref"].rsplit("/", 1)[-1]]
            elif "allOf" in node:
                node = node["allOf"][0]
            elif "anyOf" in node:
                node = next(each for each in node["anyOf"] if each.get("type") != "null")
            else:
                return node

    def sample(self, node: dict[str, Any] | None = None, name: str = "") -> Any:
        """Make a value with every part of it, in which each value alone is fine."""
        node = self.resolved(self.root if node is None else node)
        if "const" in node or "enum" in node:
            return node.get("const", node.get("enum", [None])[0])
        kind = node.get("type")
        if kind == "object":
            named = node.get("patternProperties") or {}
            if named or isinstance(node.get("additionalProperties"), dict):
                return {"en": "a"}
            return {each: self.sample(part, each) for each, part in node["properties"].items()}
        if kind == "array":
            return [self.sample(node["items"], name)]
        if kind == "boolean":
            return False
        if kind in {"integer", "number"}:
            above = node.get("exclusiveMinimum")
            return node.get("minimum", 0) if above is None else max(node.get("minimum", 0), above + 1)
        if name == "expression":
            return "nights >= 2"
        return USUAL.get(node.get("format", ""), "a")

    def mutants(self) -> Iterator[Mutant]:
        """Yield a document for each thing that can be wrong with each part."""
        yield from self._mutants(self.root, [])

    def _mutants(self, node: dict[str, Any], steps: list[str | int]) -> Iterator[Mutant]:
        may_be_null = any(each.get("type") == "null" for each in node.get("anyOf", ()))
        resolved = self.resolved(node)
        kind = resolved.get("type")
        if steps and steps != ["kind"]:
            for name, value in self._wrong(resolved):
                yield self._put(name, steps, value)
            if not may_be_null:
                yield self._put("null", steps, None)
        if kind == "object" and "properties" in resolved:
            yield self._put("unknown field", [*steps, "no_such_field"], 1)
            for each, part in resolved["properties"].items():
                yield from self._mutants(part, [*steps, each])
        if kind == "array":
            yield from self._mutants(resolved["items"], [*steps, 0])

    def _wrong(self, node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield values that are wrong for a part whatever it means."""
        kind, is_plain = node.get("type"), "enum" not in node and "const" not in node
        if kind == "object":
            yield from {"a number": 5, "a list": [], "a text": "x", "not a number": math.nan}.items()
            return
        if kind == "array":
            yield from {"a number": 5, "an object": {}, "a text": "x"}.items()
            yield "many", [self.sample(node["items"])] * MANY
            return
        yield "an object", {"x": 1}
        yield "a deep list", deep(5)
        yield "not a number", math.nan
        yield "infinite", math.inf
        yield "a long text", "x" * 2_000
        yield "half a character", "\ud800"
        yield "no character", "a\x00b"
        if kind == "integer":
            yield from {
                "a fraction": 1.5, "a text": "3", "yes": True, "huge": 10**30, "very negative": -(10**30),
                "enormous": 10**5_000,
            }.items()  # fmt: skip
        if kind == "string" and is_plain:
            yield from {"a number": 86_400, "an empty text": "", "turned around": "a\u202eb"}.items()
        if kind == "string" and node.get("format") == "date":
            yield from {
                "month 13": "2026-13-01",
                "a moment": "2026-07-01T12:00",
                "digits": "20260701",
            }.items()
        if kind == "string" and node.get("format") == "time":
            yield from {"hour 25": "25:00", "seconds": "15:00:30", "zone": "15:00+02:00"}.items()

    def _put(self, name: str, steps: list[str | int], value: Any) -> Mutant:
        document = self.sample()
        holder: Any = document
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] = value
        return Mutant(name, ".".join(str(step) for step in steps), document)


def mutants() -> list[Mutant]:
    """Every mutant of every kind."""
    return [mutant for key in sorted(KINDS) for mutant in Schema(key).mutants()]


def is_at(place: str | None, expected: str) -> bool:
    """Tell whether a problem stands at a place or inside what is there."""
    return bool(place and re.fullmatch(re.escape(expected) + r"(\..*)?", place))
