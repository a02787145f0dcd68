"""Clients: the people reservations are for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, of_tenant, within_tenant


class Client(TenantRow, Created, Base):
    """A person a reservation is for.

    `search_key` is the lower-cased, unaccented text that the trigram index reads.
    A merged client points to the one that remains; an erased one keeps no personal data.
    `language` is the one they read, '' where nobody knows.
    """

    __tablename__ = "clients"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("merged_into_id", "clients"),
        Index("clients_by_name", "tenant_id", "name_key", "id"),
        Index(
            "clients_search",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
        Index(
            "clients_by_merge",
            "tenant_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    ref: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    email: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    country: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="")
    notes: Mapped[str] = mapped_column(server_default="")
    search_key: Mapped[str]
    merged_into_id: Mapped[int | None]
    erased_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
