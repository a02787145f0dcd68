"""What leaves after a commit, and the answers that a repeated request gets again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow


class OutboxRow(TenantRow, Created, Base):
    """Something to tell the world, written in the transaction that made it true. Ids only."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_waiting", "created_at", postgresql_where=text("sent_at IS NULL")),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    sent_at: Mapped[dt.datetime | None]


class IdempotencyKey(TenantRow, Created, Base):
    """A success that used up a key: the same request gets the same answer."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str]
    action: Mapped[str]
    body_digest: Mapped[bytes]
    status: Mapped[int]
    reference: Mapped[str]
