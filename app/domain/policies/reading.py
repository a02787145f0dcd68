"""From untrusted data to a policy document, with every problem at its place."""

import json
from collections.abc import Mapping

from pydantic import ValidationError

from app.domain.policies.base import KINDS
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal, Refused

MOST_CHARACTERS = 200_000


def read_document(data: object) -> PolicyDocument:
    """Return the document that some JSON data say.

    Shapes:  a refusal's code is `document_` and the kind of problem, its field the dotted place.
    Raises:  Refused with every problem at once.
    """
    key = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(key, str) or key not in KINDS:
        raise Refused([Refusal("document_kind", "kind", {"kinds": sorted(KINDS)})])
    if not _is_small(data):
        raise Refused([Refusal("document_too_large", None, {"limit": MOST_CHARACTERS})])
    try:
        document: PolicyDocument = KINDS[key].Document.model_validate(dict(data))
    except ValidationError as problem:
        raise Refused(_refusals(problem)) from None
    return document


def _is_small(data: Mapping[str, object]) -> bool:
    """Tell whether data are of a size and depth that a policy may have."""
    try:
        return len(json.dumps(data, default=str)) <= MOST_CHARACTERS
    except (RecursionError, ValueError, TypeError):
        return False


def _refusals(problem: ValidationError) -> list[Refusal]:
    refusals = []
    for error in problem.errors(include_url=False, include_input=False):
        place = ".".join(str(step) for step in error["loc"])
        facts = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
        refusals.append(Refusal(f"document_{error['type']}", place or None, facts))
    return refusals


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | bool | None) else str(value)
