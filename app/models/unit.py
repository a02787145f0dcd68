"""Units and their types."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, of_tenant, within_tenant


class UnitType(TenantRow, Base):
    """Units of one sort: they stand together on the timeline."""

    __tablename__ = "unit_types"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "name"),
    )

    ref: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))


class Unit(TenantRow, Created, Base):
    """A thing that can be reserved.

    Shapes:  `stock` single (one at a time), pool (`quantity` alike), seats (`quantity` places in each occurrence of a
             slot, which takes `asset_id` while any is sold), composite (made of other units).
    `exclusive` stands in the key that claims point to, so a claim can't disagree with its unit.
    """

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "name"),
        UniqueConstraint("tenant_id", "id", "exclusive", name="units_exclusive_key"),
        within_tenant("unit_type_id", "unit_types"),
        within_tenant("policy_id", "policies"),
        CheckConstraint("capacity BETWEEN 1 AND 10000", name="capacity_is_sane"),
        CheckConstraint("cots BETWEEN 0 AND 100", name="cots_are_sane"),
        within_tenant("asset_id", "units"),
        CheckConstraint("stock IN ('single', 'pool', 'seats', 'composite')", name="stock_is_known"),
        CheckConstraint("exclusive = (stock = 'single')", name="exclusive_is_single"),
        CheckConstraint("quantity BETWEEN 1 AND 10000", name="quantity_is_sane"),
        CheckConstraint("quantity = 1 OR stock IN ('pool', 'seats')", name="quantity_is_of_many"),
        CheckConstraint("asset_id IS NULL OR stock = 'seats'", name="asset_is_of_seats"),
        CheckConstraint("in_service_from < in_service_until", name="in_service_in_order"),
        Index("units_by_type", "tenant_id", "unit_type_id"),
        Index("units_by_policy", "tenant_id", "policy_id"),
        Index("units_by_asset", "tenant_id", "asset_id", postgresql_where=text("asset_id IS NOT NULL")),
    )

    ref: Mapped[str]
    name: Mapped[str]
    unit_type_id: Mapped[int]
    policy_id: Mapped[int]
    capacity: Mapped[int]
    cots: Mapped[int] = mapped_column(server_default=text("0"))
    amenities: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    description: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int] = mapped_column(server_default=text("0"))
    in_service_from: Mapped[dt.date | None]
    in_service_until: Mapped[dt.date | None]
    exclusive: Mapped[bool] = mapped_column(server_default=text("true"))
    stock: Mapped[str] = mapped_column(server_default="single")
    quantity: Mapped[int] = mapped_column(server_default=text("1"))
    asset_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
