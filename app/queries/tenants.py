"""The business, as its settings show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.extensions import db
from app.models import Closure, Reservation, TenantRecord
from app.queries.plain import rows_of
from app.tenancy import current


@dataclass(frozen=True)
class Business:
    """What a business says of itself."""

    name: str
    tagline: str
    timezone: str
    currency: str
    locale: str
    phone: str
    email: str
    address: str
    version: int


_BUSINESS = select(
    TenantRecord.name,
    TenantRecord.tagline,
    TenantRecord.timezone,
    TenantRecord.currency,
    TenantRecord.locale,
    TenantRecord.phone,
    TenantRecord.email,
    TenantRecord.address,
    TenantRecord.version,
).where(TenantRecord.id == bindparam("tenant"))


def load_business() -> Business:
    """Load what the entered business says of itself."""
    row = rows_of(_BUSINESS, {"tenant": current().id}).one()
    return Business(*tuple[Any, ...](row))


def is_settled() -> bool:
    """Tell whether dates and prices were kept already, so that zone and money can't change any more."""
    return any(
        db.session.execute(select(table.id).limit(1)).first() is not None for table in (Reservation, Closure)
    )
