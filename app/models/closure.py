"""Closures: spans in which a unit can't be reserved."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, within_tenant

REASONS = ("maintenance", "owner", "season", "other")


class Closure(TenantRow, Created, Base):
    """A span in which a unit can't be reserved, with its reason.

    Shapes:  `quantity` is how many of a pool are away; None: the whole unit.
    """

    __tablename__ = "closures"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("unit_id", "units"),
        CheckConstraint("reason IN ('maintenance', 'owner', 'season', 'other')", name="reason_is_known"),
        CheckConstraint("starts_on < ends_on", name="dates_in_order"),
        CheckConstraint("quantity >= 1", name="quantity_counts"),
        Index("closures_by_unit", "tenant_id", "unit_id", "starts_on"),
    )

    ref: Mapped[str]
    unit_id: Mapped[int]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    quantity: Mapped[int | None]
    lifted_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
