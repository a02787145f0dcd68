"""What a unit's capacity is made of: the parts of composite units, and the occurrences of slots."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, within_tenant


class UnitPart(TenantRow, Base):
    """So many of one unit inside a composite one; a part may be composite itself, never of itself."""

    __tablename__ = "unit_parts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "composite_id", "part_id"),
        within_tenant("composite_id", "units"),
        within_tenant("part_id", "units"),
        CheckConstraint("quantity BETWEEN 1 AND 1000", name="quantity_is_sane"),
        CheckConstraint("composite_id <> part_id", name="is_no_part_of_itself"),
        Index("unit_parts_by_part", "tenant_id", "part_id"),
    )

    composite_id: Mapped[int]
    part_id: Mapped[int]
    quantity: Mapped[int] = mapped_column(server_default=text("1"))


class SlotOccurrence(TenantRow, Created, Base):
    """One departure of a slot: its time, and how many seats it has.

    Shapes:  made with its first seat, or when a member says how many seats it has (`is_override`).
    """

    __tablename__ = "slot_occurrences"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "unit_id", "starts_at"),
        within_tenant("unit_id", "units"),
        CheckConstraint("starts_at < ends_at", name="span_is_not_empty"),
        CheckConstraint("seats BETWEEN 0 AND 10000", name="seats_are_sane"),
    )

    ref: Mapped[str]
    unit_id: Mapped[int]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    seats: Mapped[int]
    is_override: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
