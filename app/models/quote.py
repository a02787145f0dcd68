"""Quotes: prices that hold for a while."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, within_tenant


class StoredQuote(TenantRow, Base):
    """A price with its lines, for exactly what was asked; it holds until `expires_at`."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("unit_id", "units"),
        within_tenant("policy_version_id", "policy_versions"),
        CheckConstraint("total_minor >= 0", name="total_is_not_negative"),
        Index("quotes_by_expiry", "tenant_id", "expires_at"),
    )

    ref: Mapped[str]
    unit_id: Mapped[int]
    policy_version_id: Mapped[int]
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)
    lines: Mapped[list[Any]]
    total_minor: Mapped[int]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
