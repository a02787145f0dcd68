"""The chain over the audit: what is digested of an entry, and how a seal is reckoned from the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

# All columns: personal values stand in another table, so no column of an entry ever changes.
COLUMNS = (
    "tenant_id", "id", "xid", "happened_at", "recorded_at", "actor", "person_id", "source", "request_id",
    "entity", "entity_id", "entity_ref", "action", "outcome", "before", "after", "request", "linked",
)  # fmt: skip
# As PostgreSQL writes them, which for JSON is one text for one value: nothing is lost in reading.
AS_TEXT = frozenset({"xid", "before", "after", "request", "linked"})
BEGINNING = bytes(32)


def selected(alias: str) -> str:
    """Write the columns of an entry as a statement reads them to digest them."""
    return ", ".join(f"{alias}.{name}{'::text' if name in AS_TEXT else ''}" for name in COLUMNS)


def reckon(before: bytes, number: int, sealed_at: dt.datetime, entry: Sequence[Any]) -> bytes:
    """Answer the digest of a seal.

    Shapes:  `before` is the digest of the seal before it, BEGINNING for the first; `entry` the values of COLUMNS.
    """
    facts = [number, sealed_at, *entry]
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return hashlib.sha256(before + text.encode()).digest()


def _as_text(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
