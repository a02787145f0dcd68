"""By which channels a tenant's reservations come."""

from __future__ import annotations

from sqlalchemy import func, select

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
    """Answer how the tenant writes a channel; one that is new is written as it was typed."""
    wanted = Spellings().of(name)
    if wanted in {"", WEBSITE}:
        return wanted
    asked = select(Reservation.channel).where(func.lower(Reservation.channel) == wanted.lower()).limit(1)
    return rows_of(asked).scalar_one_or_none() or wanted
