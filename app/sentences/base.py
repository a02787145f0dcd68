"""What the modules of sentences share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
Sentences = dict[str, Callable[[Facts], str]]
