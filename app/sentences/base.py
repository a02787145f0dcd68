"""What the modules of sentences share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flask_babel

Facts = Mapping[str, Any]
Sentences = dict[str, Callable[[Facts], str]]


def _(text: str, **facts: Any) -> str:
    """Answer a text in the reader's language."""
    return str(flask_babel.gettext(text, **facts))


def ngettext(one: str, many: str, count: int, **facts: Any) -> str:
    """Answer one of two texts by a number, in the reader's language."""
    return str(flask_babel.ngettext(one, many, count, **facts))
