"""The answers that a repeated request gets again."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, Created, TenantRow, of_tenant


class IdempotencyKey(TenantRow, Created, Base):
    """A success that used up a key: the same request gets the same answer."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "key"),
    )

    key: Mapped[str]
    action: Mapped[str]
    body_digest: Mapped[bytes]
    status: Mapped[int]
    reference: Mapped[str]
