"""Expressions that tenants write: checked before they are saved, compiled once, evaluated within bounds.

Nothing else knows the library. What it allows is named here, one by one; a name or a function that is not is unknown.

Source:  the language is CEL, https://cel.dev.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cel_expr_python import cel

from app.domain.expression_samples import SAMPLES

MOST_CHARACTERS = 500

Value = bool | int | str | list[str]

VARIABLES: Mapping[str, cel.Type] = {
    "nights": cel.Type.INT,
    "units": cel.Type.INT,
    "quantity": cel.Type.INT,
    "lead_days": cel.Type.INT,
    "is_new": cel.Type.BOOL,
    "hour": cel.Type.INT,
    "minute": cel.Type.INT,
    **{f"party.{name}": cel.Type.INT for name in ("adults", "children", "infants", "people", "cots")},
    **{
        f"{end}.{name}": kind
        for end in ("arrival", "departure")
        for name, kind in {
            "date": cel.Type.STRING,
            "weekday": cel.Type.STRING,
            "year": cel.Type.INT,
            "month": cel.Type.INT,
            "day": cel.Type.INT,
        }.items()
    },
    "unit.name": cel.Type.STRING,
    "unit.type": cel.Type.STRING,
    "unit.capacity": cel.Type.INT,
    "unit.tags": cel.Type.List(cel.Type.STRING),
}
FUNCTIONS = ("size", "startsWith", "endsWith", "contains", "all", "exists")
_MACROS = ("all", "exists")
# Lists can't be added: lists of sums of lists would be as long as their product.
_SUMS = ("add_int64", "add_string")
_OPERATORS = (
    "!_", "-_", "_-_", "_*_", "_/_", "_%_", "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_", "_&&_", "_||_",
    "_?_:_", "_[_]", "@in", "@not_strictly_false",
)  # fmt: skip

# Texts have no escapes and comments don't exist, so what stands inside a text is never mistaken for what stands outside.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<text>'[^'\\]*'|"[^"\\]*")
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<sign>&&|\|\||[<>=!]=|/(?!/)|[-+*%<>!?:().,\[\]])""",
    re.VERBOSE,
)
_PLACE = re.compile(r"<input>:(-?\d+):(-?\d+): (.*)")
_UNDECLARED = re.compile(r"undeclared reference to '([\w.]{1,60})'")
_OVERLOAD = re.compile(r"no matching overload for '([^']{1,20})' applied to '\(?(.{1,60}?)\)?'")


class BadExpression(Exception):
    """An expression that can't be used: the kind of problem and what is known of it."""

    def __init__(self, code: str, **facts: str | int | None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Expression:
    """A checked expression that answers yes or no about a request."""

    def __init__(self, compiled: cel.Expression, reads: frozenset[str]) -> None:
        self._compiled = compiled
        self.reads = reads

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """Tell whether a request passes; None when that can't be worked out."""
        try:
            answer = self._compiled.eval(data=values)
        except RuntimeError:
            return None
        found = answer.value() if answer.type() == cel.Type.BOOL else None
        return found if isinstance(found, bool) else None


def expression(source: str) -> Expression:
    """Return an expression from its source, checked, and tried on sample requests.

    Raises:  BadExpression with the first problem.
    """
    found = _remembered(source)
    if isinstance(found, BadExpression):
        raise BadExpression(found.code, **found.facts)
    return found


@lru_cache(maxsize=1024)
def _remembered(source: str) -> Expression | BadExpression:
    try:
        return _checked(source)
    except BadExpression as problem:
        return problem


def _checked(source: str) -> Expression:
    tokens = _tokens(source)
    try:
        compiled = _environment().compile(source)
    except RuntimeError as error:
        raise _problem(str(error), source) from None
    if compiled.return_type() != cel.Type.BOOL:
        raise BadExpression("expression_type", found=compiled.return_type().name().lower()[:40])
    reads = frozenset(_names(tokens) & VARIABLES.keys())
    if not reads:
        raise BadExpression("expression_constant", known=_known())
    checked = Expression(compiled, reads)
    for sample in SAMPLES:
        if checked.holds(sample) is None:
            raise BadExpression("expression_fails", values=shown(sample, reads))
    return checked


def shown(values: Mapping[str, Value], names: Iterable[str]) -> str:
    """Return what an expression reads of a request, as one line."""
    return ", ".join(f"{name} = {_literal(values[name])}" for name in sorted(names))


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _tokens(source: str) -> list[tuple[str, str]]:
    """Cut a source into its tokens, and refuse what the language has but nobody needs."""
    tokens: list[tuple[str, str]] = []
    place = macros = 0
    while place < len(source):
        found = _TOKEN.match(source, place)
        if found is None:
            raise BadExpression("expression_character", position=place + 1)
        kind, text = str(found.lastgroup), found.group()
        # A text right after a text or a name is one in three quotes, a raw one, or one of bytes.
        glued = kind == "text" and tokens and tokens[-1][0] in {"text", "name"}
        if glued or (kind == "text" and not text.isprintable()):
            raise BadExpression("expression_character", position=place + 1)
        macros += kind == "name" and text in _MACROS
        if macros > 1:
            raise BadExpression("expression_nested", position=place + 1)
        tokens.append((kind, text))
        place = found.end()
    return tokens


def _names(tokens: list[tuple[str, str]]) -> set[str]:
    """Return every name with the names before its dots, as `unit` and `unit.tags`."""
    names: set[str] = set()
    so_far, after_dot = "", False
    for kind, text in tokens:
        if kind == "space":
            continue
        if kind == "name":
            so_far = f"{so_far}.{text}" if after_dot and so_far else text
            names.add(so_far)
        elif text != ".":
            so_far = ""
        after_dot = text == "."
    return names


def _problem(error: str, source: str) -> BadExpression:
    """Return what an error of the library means; its own words stay here."""
    if "recursion" in error or "budget" in error:
        return BadExpression("expression_too_deep")
    found = _PLACE.search(error)
    position = int(found[2]) if found and int(found[2]) > 0 else None
    text = found[3] if found else ""
    if unknown := _UNDECLARED.match(text):
        name = unknown[1]
        if called := re.search(rf"\b{re.escape(name)}\s*\(", source):
            position = called.start() + 1
            return BadExpression(
                "expression_function", name=name, position=position, known=", ".join(FUNCTIONS)
            )
        return BadExpression("expression_name", name=name, position=position, known=_known())
    if "select operation" in text and position is not None:
        name = next((each[0] for each in re.finditer(r"[\w.]+", source) if each.end() >= position), "")[:60]
        return BadExpression("expression_name", name=name, position=position, known=_known())
    if mixed := _OVERLOAD.search(text):
        sign = mixed[1].strip("_@").replace("_", " ")
        return BadExpression("expression_mixed", sign=sign, types=mixed[2], position=position)
    return BadExpression("expression_syntax", position=position)


def _known() -> str:
    return ", ".join(VARIABLES)


@lru_cache(maxsize=1)
def _environment() -> cel.Env:
    functions = [name for name in (*_OPERATORS, *FUNCTIONS) if name not in _MACROS]
    lines = [
        "name: request",
        "stdlib:",
        "  include_macros: [all, exists]",
        "  include_functions:",
        *(f'    - name: "{name}"' for name in functions),
        '    - name: "_+_"',
        f"      overloads: [{', '.join(f'{{id: {each}}}' for each in _SUMS)}]",
    ]
    return cel.NewEnv(config=cel.NewEnvConfigFromYaml("\n".join(lines)), variables=VARIABLES)
