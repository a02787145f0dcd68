"""Tenants, the host names they answer at, and the members who may enter."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, key, of_tenant

RESERVED_SLUGS = frozenset(
    {"static", "healthz", "readyz", "metrics", "robots.txt", "sitemap.xml", "favicon.ico", "api", "admin"}
)


class TenantRecord(Created, Base):
    """A business: its zone, currency, locale and name."""

    __tablename__ = "tenants"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'", name="slug_is_plain"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_is_iso"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str]
    name: Mapped[str]
    tagline: Mapped[str] = mapped_column(server_default="")
    timezone: Mapped[str]
    currency: Mapped[str]
    locale: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=text("1"))


class TenantHost(Base):
    """A host name of its own at which a tenant answers."""

    __tablename__ = "tenant_hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))

    __table_args__ = (Index("tenant_hosts_by_tenant", "tenant_id"),)


class Membership(Created, Base):
    """A person's role in a tenant.

    Shapes:  `seen_at` is up to when the person has seen their notices.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ref"),
        CheckConstraint("role IN ('owner', 'manager', 'staff', 'viewer')", name="role_is_known"),
        Index("memberships_by_person", "person_id"),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    ref: Mapped[str]
    role: Mapped[str]
    seen_at: Mapped[dt.datetime | None]


class Invitation(TenantRow, Created, Base):
    """A one-time link by which somebody becomes a member."""

    __tablename__ = "invitations"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "digest"),
        CheckConstraint("role IN ('owner', 'manager', 'staff', 'viewer')", name="role_is_known"),
    )

    ref: Mapped[str]
    email: Mapped[str]
    role: Mapped[str]
    digest: Mapped[bytes]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
