"""What the frame around every page shows: the person's businesses, and how many requests wait here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, bindparam, func, select

from app.extensions import read
from app.queries.binds import NOW
from app.queries.requests import count_pending


class Business(NamedTuple):
    """A business that the person belongs to."""

    slug: str
    name: str
    tagline: str
    role: str


@dataclass(frozen=True)
class Frame:
    """All of it; a person without businesses has no requests."""

    businesses: list[Business] = field(default_factory=list)
    waiting_count: int = 0


@lru_cache(maxsize=1)
def _asked() -> Select[Any]:
    """Write the query once a process."""
    of = func.memberships_of(bindparam("person_id", type_=BigInteger)).table_valued(*Business._fields)
    return select(*(of.c[name] for name in Business._fields), count_pending(NOW))


def load_frame(person_id: int, now: dt.datetime) -> Frame:
    """Load the frame of a person's pages, in one query."""
    rows = read(_asked(), {"person_id": person_id, "now": now})
    return Frame([Business._make(row[:-1]) for row in rows], rows[0][-1] if rows else 0)
