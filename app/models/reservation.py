"""Reservations, the changes of their state and the lines of their price."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, within_tenant

STATES = "('pending', 'confirmed', 'checked_in', 'finished', 'cancelled', 'absent', 'expired')"
SHORT_NIGHTS = 7  # up to which a stay stands in no index of lengths


class Reservation(TenantRow, Base):
    """One client's claim on one unit for one period.

    Units:  `starts_at`, `ends_at` UTC instants; `arrives_on`, `departs_on` the dates people chose.
    The state holds until `due_at`; from then on `due_state` is true, whether or not a worker ran.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("unit_id", "units"),
        within_tenant("client_id", "clients"),
        within_tenant("policy_version_id", "policy_versions"),
        within_tenant("group_id", "reservation_groups"),
        CheckConstraint("quantity >= 1", name="quantity_counts"),
        CheckConstraint(f"state IN {STATES}", name="state_is_known"),
        CheckConstraint(f"due_state IN {STATES}", name="due_state_is_known"),
        CheckConstraint("(due_at IS NULL) = (due_state IS NULL)", name="due_is_whole"),
        CheckConstraint("starts_at < ends_at", name="span_is_not_empty"),
        CheckConstraint("arrives_on <= departs_on", name="dates_in_order"),
        CheckConstraint(
            "adults >= 0 AND children >= 0 AND infants >= 0 AND cots >= 0", name="party_is_counted"
        ),
        CheckConstraint(
            "total_minor >= 0 AND fee_minor >= 0 AND paid_minor >= 0", name="money_is_not_negative"
        ),
        Index(
            "reservations_by_arrival",
            "tenant_id",
            "arrives_on",
            "id",
            postgresql_include=[
                "departs_on",
                "unit_id",
                "client_id",
                "state",
                "due_at",
                "due_state",
                "made_at",
            ],
        ),
        Index(
            "reservations_by_state",
            "tenant_id",
            "state",
            "arrives_on",
            "id",
            postgresql_include=["departs_on", "unit_id", "client_id", "due_at"],
        ),
        Index(
            "reservations_by_length",
            "tenant_id",
            text("(departs_on - arrives_on)"),
            postgresql_where=text(f"departs_on - arrives_on > {SHORT_NIGHTS}"),
        ),
        Index("reservations_by_making", "tenant_id", "made_at", "id"),
        Index("reservations_by_client", "tenant_id", "client_id"),
        Index("reservations_by_unit", "tenant_id", "unit_id", "arrives_on"),
        Index("reservations_pending", "tenant_id", "made_at", postgresql_where=text("state = 'pending'")),
        Index(
            "reservations_by_group", "tenant_id", "group_id", postgresql_where=text("group_id IS NOT NULL")
        ),
        Index(
            "reservations_imported",
            "tenant_id",
            "import_key",
            unique=True,
            postgresql_where=text("import_key IS NOT NULL"),
        ),
        Index("reservations_due", "tenant_id", "due_at", "id", postgresql_where=text("due_at IS NOT NULL")),
    )

    ref: Mapped[str]
    unit_id: Mapped[int]
    client_id: Mapped[int]
    policy_version_id: Mapped[int]
    state: Mapped[str]
    arrives_on: Mapped[dt.date]
    departs_on: Mapped[dt.date]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    period: Mapped[dict[str, Any]]
    adults: Mapped[int]
    children: Mapped[int] = mapped_column(server_default=text("0"))
    infants: Mapped[int] = mapped_column(server_default=text("0"))
    cots: Mapped[int] = mapped_column(server_default=text("0"))
    quantity: Mapped[int] = mapped_column(server_default=text("1"))
    promo_code: Mapped[str] = mapped_column(server_default="")
    group_id: Mapped[int | None]
    expected_time: Mapped[dt.time | None]
    due_at: Mapped[dt.datetime | None]
    due_state: Mapped[str | None]
    total_minor: Mapped[int]
    fee_minor: Mapped[int | None]
    paid_minor: Mapped[int] = mapped_column(server_default=text("0"))
    channel: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[dt.datetime]
    import_key: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class ReservationGroup(TenantRow, Base):
    """Several reservations that one client made together, all or none."""

    __tablename__ = "reservation_groups"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("client_id", "clients"),
        Index("reservation_groups_by_client", "tenant_id", "client_id"),
    )

    ref: Mapped[str]
    client_id: Mapped[int]
    made_at: Mapped[dt.datetime]


class StateChange(Base):
    """A change of state: when it happened, and when it was written down; found by its reservation alone."""

    __tablename__ = "state_changes"
    __table_args__ = (
        PrimaryKeyConstraint(
            "tenant_id", "reservation_id", "id", postgresql_include=["happened_at", "to_state"]
        ),
        within_tenant("reservation_id", "reservations"),
        CheckConstraint(f"to_state IN {STATES}", name="to_state_is_known"),
    )

    tenant_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity(always=False))
    reservation_id: Mapped[int]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    happened_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class PriceLine(Base):
    """A stored line of a price, named by its place in it; the total is the sum of the lines that count."""

    __tablename__ = "price_lines"
    __table_args__ = (within_tenant("reservation_id", "reservations"),)

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    on_date: Mapped[dt.date | None]
    quantity: Mapped[int]
    amount_minor: Mapped[int]
    counts: Mapped[bool]
