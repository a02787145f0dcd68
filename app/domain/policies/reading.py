"""From untrusted data to a policy document, with every problem at its place."""

from collections.abc import Mapping

from pydantic import ValidationError

from app.domain.policies.base import KINDS
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal, Refused

MOST_CHARACTERS = 200_000
MOST_DEPTH = 12
MOST_IN_NAME = 100
LEAST_IN_VALUE = 20
MOST_FIELDS = 100


def read_document(data: object) -> PolicyDocument:
    """Return the document that some JSON data say.

    Shapes:  a refusal's code is `document_` and the kind of problem, its field the dotted place.
    Raises:  Refused with every problem at once.
    """
    key = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(key, str) or key not in KINDS:
        raise Refused([Refusal("document_kind", "kind", {"kinds": sorted(KINDS)})])
    if not _is_small(dict(data)):
        raise Refused([Refusal("document_too_large", None, {"limit": MOST_CHARACTERS})])
    try:
        document: PolicyDocument = KINDS[key].Document.model_validate(dict(data))
    except ValidationError as problem:
        raise Refused(_refusals(problem)) from None
    return document


def _is_small(data: object) -> bool:
    """Tell whether JSON data are of a size and depth that a policy may have, without looking at more than that.

    Units:   `left` is in characters; every value costs a few, so that the number of values is bounded too.
    """
    left = MOST_CHARACTERS
    waiting = [data]
    for _depth in range(MOST_DEPTH):
        inner: list[object] = []
        for value in waiting:
            if isinstance(value, dict | list | tuple) and left < len(value) * LEAST_IN_VALUE:
                return False
            if isinstance(value, str):
                left -= len(value)
            elif isinstance(value, dict):
                if len(value) > MOST_FIELDS or any(not _is_name(name) for name in value):
                    return False
                left -= sum(map(len, value))
                inner.extend(value.values())
            elif isinstance(value, list | tuple):
                inner.extend(value)
            elif isinstance(value, int):
                left -= value.bit_length() // 3
            if left < len(inner) * LEAST_IN_VALUE:
                return False
        left -= len(inner) * LEAST_IN_VALUE
        waiting = inner
    return not waiting


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) <= MOST_IN_NAME


def _refusals(problem: ValidationError) -> list[Refusal]:
    refusals = []
    for error in problem.errors(include_url=False, include_input=False):
        place = ".".join(str(step) for step in error["loc"])
        facts = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
        refusals.append(Refusal(f"document_{error['type']}", place or None, facts))
    return refusals


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | bool | None) else str(value)
