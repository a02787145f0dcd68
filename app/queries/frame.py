"""What the frame around every page shows: the person's businesses, and how many requests and notices wait here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, bindparam, func, select

from app.queries.binds import NOW
from app.queries.notices import count_unseen
from app.queries.plain import rows_of
from app.queries.requests import count_pending
from app.tenancy import current_or_none

_PERSON: Any = bindparam("person_id", type_=BigInteger)


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
    unseen_count: int = 0


@lru_cache(maxsize=1)
def _asked() -> Select[Any]:
    """Write the query once a process."""
    of = func.memberships_of(_PERSON).table_valued(*Business._fields)
    return select(*(of.c[name] for name in Business._fields), count_pending(NOW), count_unseen(_PERSON))


def load_frame(person_id: int, now: dt.datetime) -> Frame:
    """Load the frame of a person's pages, in one query."""
    tenant = current_or_none()
    values = {"person_id": person_id, "tenant_id": tenant.id if tenant else None, "now": now}
    rows = rows_of(_asked(), values).all()
    return Frame([Business._make(row[:-2]) for row in rows], *(rows[0][-2:] if rows else ()))
