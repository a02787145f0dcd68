"""What the frame around every page shows: the person's businesses, and how many requests wait here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
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


def load_frame(person_id: int, now: dt.datetime) -> Frame:
    """Load the frame of a person's pages, in one query."""
    of = func.memberships_of(person_id).table_valued(*Business._fields)
    rows = db.session.execute(select(*(of.c[name] for name in Business._fields), count_pending(now))).all()
    return Frame([Business._make(row[:-1]) for row in rows], rows[0][-1] if rows else 0)
