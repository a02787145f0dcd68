"""Devices that members are told on, and what each was told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, within_tenant


class Device(TenantRow, Created, Base):
    """A browser that a member asked to be told on; it goes with the membership.

    Shapes:  `endpoint`, `p256dh` and `auth` as the browser gave them; `events` what the member chose; from `quiet_from`
             to `quiet_until`, wall times of the business, nothing is told. `failures` counts since the last success.
    """

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "endpoint"),
        ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["memberships.tenant_id", "memberships.person_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("length(endpoint) <= 2000", name="endpoint_fits_an_index"),
        CheckConstraint("jsonb_typeof(events) = 'array'", name="events_are_a_list"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours_are_whole"),
        Index("devices_by_person", "tenant_id", "person_id"),
    )

    ref: Mapped[str]
    person_id: Mapped[int]
    name: Mapped[str]
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    events: Mapped[list[Any]]
    quiet_from: Mapped[dt.time | None]
    quiet_until: Mapped[dt.time | None]
    shows_names: Mapped[bool] = mapped_column(server_default=text("false"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    last_sent_at: Mapped[dt.datetime | None]


class Delivery(TenantRow, Base):
    """What one device is told of one entry of the record: once, whatever is done twice.

    Shapes:  `due_at` is when it may be told; `settled_at` and `outcome` say that it was told, alone or in a sum with
             others, or that it was too late.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "device_id", "entry_id"),
        ForeignKeyConstraint(
            ["tenant_id", "device_id"], ["devices.tenant_id", "devices.id"], ondelete="CASCADE"
        ),
        within_tenant("entry_id", "audit_entries"),
        CheckConstraint("outcome IN ('', 'told', 'summed', 'late')", name="outcome_is_known"),
        CheckConstraint("(settled_at IS NULL) = (outcome = '')", name="outcome_is_whole"),
        CheckConstraint("made_at <= due_at", name="due_after_it_was_made"),
        Index(
            "deliveries_open", "tenant_id", "device_id", "due_at", postgresql_where=text("settled_at IS NULL")
        ),
    )

    device_id: Mapped[int]
    entry_id: Mapped[int]
    event: Mapped[str]
    made_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(server_default=text("''"))
