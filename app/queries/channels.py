"""By which channels a tenant's reservations come."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.channels import WEBSITE, Spellings
from app.models import Reservation
from app.queries.plain import rows_of

LOOKED_AT = 500  # reservations, the latest made: an index leads to them


def list_channels() -> list[str]:
    """List the channels of the latest reservations by name."""
    latest = select(Reservation.channel).order_by(Reservation.made_at.desc(), Reservation.id.desc())
    found = rows_of(select(latest.limit(LOOKED_AT).subquery().c.channel).distinct()).all()
    return sorted({WEBSITE, *(row.channel for row in found if row.channel)}, key=str.casefold)


def spelled(name: str) -> str:
    """Answer how the tenant writes a channel; one that its latest reservations don't know is written as it was typed."""
    wanted = Spellings().of(name)
    return wanted if wanted in {"", WEBSITE} else Spellings(list_channels()).of(wanted)
