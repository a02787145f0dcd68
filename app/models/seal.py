"""Seals: a chain over the audit entries of a tenant, in which nothing can be changed unseen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, TransactionId, of_tenant


class AuditSeal(TenantRow, Base):
    """The seal of one entry: the digest of the seal before it and of the entry; see `app.domain.sealing`.

    Nothing links it to its entry: a seal outlives an entry that is taken away, and tells of it.

    Shapes:  `id` counts from 1 in each tenant, without a gap. `xid` is the entry's.
    """

    __tablename__ = "audit_seals"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "entry_id"),
        CheckConstraint("id >= 1", name="id_counts_from_one"),
        CheckConstraint("octet_length(digest) = 32", name="digest_is_whole"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, sort_order=-1)
    entry_id: Mapped[int]
    xid: Mapped[str] = mapped_column(TransactionId)
    sealed_at: Mapped[dt.datetime]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
