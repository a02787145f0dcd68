"""What the modules of sentences share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.language import gettext as _
from app.language import ngettext

__all__ = ["Facts", "Sentences", "_", "ngettext"]

Facts = Mapping[str, Any]
Sentences = dict[str, Callable[[Facts], str]]
