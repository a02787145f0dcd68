"""What a person may see of themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import SignedIn


@dataclass(frozen=True)
class SessionRow:
    """A session in which somebody is signed in."""

    ref: str
    device: str
    ip: str
    created_at: dt.datetime
    last_seen_at: dt.datetime


def list_sessions(person_id: int) -> list[SessionRow]:
    """List a person's open sessions, the one used last first; only their own are ever seen."""
    asked = (
        select(SignedIn.ref, SignedIn.device, SignedIn.ip, SignedIn.created_at, SignedIn.last_seen_at)
        .where(SignedIn.person_id == person_id, SignedIn.ended_at.is_(None))
        .order_by(SignedIn.last_seen_at.desc(), SignedIn.id.desc())
    )
    return [SessionRow(*row) for row in db.session.execute(asked)]
