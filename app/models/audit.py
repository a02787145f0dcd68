"""The record of every action. Append-only for the app's role."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, TransactionId, key, of_tenant, within_tenant

# The entries that are told to members by themselves, as `app.domain.notices.event_of` knows them; the index reads it too.
TOLD = (
    "outcome = 'done' AND (entity = 'lock' AND action = 'asked' OR entity IN ('reservation', 'group') AND action IN"
    " ('made', 'confirmed', 'changed', 'swapped', 'reseated', 'put_back', 'cancelled', 'expired', 'absent'))"
)


class AuditEntry(TenantRow, Base):
    """Who did what to which entity, when, from where, with before and after.

    Personal fields never stand here, only their salted digests; the values stand in `audit_private`.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("actor IN ('member', 'policy', 'client', 'cli')", name="actor_is_known"),
        CheckConstraint("outcome IN ('done', 'refused')", name="outcome_is_known"),
        Index("audit_entries_by_entity", "tenant_id", "entity", "recorded_at", "id"),
        Index("audit_entries_by_person", "tenant_id", "person_id", "recorded_at", "id"),
        Index("audit_entries_by_action", "tenant_id", "action", "recorded_at", "id"),
        Index(
            "audit_entries_by_ref",
            "tenant_id",
            "entity_ref",
            "recorded_at",
            "id",
            postgresql_where=text("entity_ref <> ''"),
        ),
        Index(
            "audit_entries_refused",
            "tenant_id",
            "recorded_at",
            "id",
            postgresql_where=text("outcome = 'refused'"),
        ),
        Index("audit_entries_by_recording", "tenant_id", "recorded_at", "id"),
        Index("audit_entries_by_xid", "tenant_id", "xid", "id"),
        Index("audit_entries_told", "tenant_id", "recorded_at", "id", postgresql_where=text(TOLD)),
    )

    xid: Mapped[str] = mapped_column(TransactionId, server_default=text("pg_current_xact_id()"))
    happened_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    actor: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str]
    request_id: Mapped[str] = mapped_column(server_default="")
    entity: Mapped[str]
    entity_id: Mapped[int | None]
    entity_ref: Mapped[str] = mapped_column(server_default="")
    action: Mapped[str]
    outcome: Mapped[str] = mapped_column(server_default="done")
    before: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    after: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    request: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    linked: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))


class AuditPrivate(Base):
    """The personal values of an entry, erased together with the client or person they are about.

    Its key begins with its entry, by which it is found and with which it is written; no entry ever goes.
    """

    __tablename__ = "audit_private"
    __table_args__ = (
        within_tenant("client_id", "clients"),
        Index(
            "audit_private_by_client",
            "tenant_id",
            "client_id",
            postgresql_where=text("client_id IS NOT NULL"),
        ),
        Index(
            "audit_private_by_ip",
            "tenant_id",
            "ip",
            "recorded_at",
            "entry_id",
            postgresql_where=text("ip IS NOT NULL"),
        ),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = key()
    client_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    values: Mapped[dict[str, Any]]
    salt: Mapped[bytes]
    ip: Mapped[str | None] = mapped_column(Computed("values ->> 'ip'", persisted=True))
    recorded_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))


class AuditMention(Base):
    """A unit or a client that an entry is about or names, so that its entries are found in their order.

    Also a reservation that is not the one it is about, as the second of a swap or one of a group.
    The database writes it with the entry (`mention_plainly` and `mention_entry`, migrations 0014, 0016 and 0021), whose tenant it
    has: it says nothing that the entry and the rows it names do not say, and is no part of what is sealed. A merge adds what was
    said of the one who is gone.
    """

    __tablename__ = "audit_mentions"
    __table_args__ = (CheckConstraint("entity IN ('unit', 'client', 'reservation')", name="entity_is_known"),)

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
