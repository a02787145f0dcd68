"""The outbox: what is to be done after a commit, written in the transaction that wants it done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, of_tenant


class OutboxRow(TenantRow, Base):
    """A job that some action asked for; it waits until it is done or has failed.

    Shapes:  `ids` holds numbers only, never personal data. `look_at` is when the relay looks at the row next: to send
             it again while it waits, to delete it when it is over. `sending` counts how often it was sent anew.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        CheckConstraint("queue IN ('now', 'default', 'slow')", name="queue_is_known"),
        CheckConstraint(
            "jsonb_typeof(ids) = 'object' AND NOT jsonb_path_exists(ids, '$.*?(@.type() != \"number\")')",
            name="ids_are_numbers",
        ),
        CheckConstraint("done_at IS NULL OR failed_at IS NULL", name="ends_once"),
        CheckConstraint("failed_at IS NULL OR reason <> ''", name="failure_has_a_reason"),
        Index("outbox_due", "look_at"),
        Index("outbox_open", "tenant_id", "made_at", postgresql_where=text("done_at IS NULL")),
    )

    ref: Mapped[str]
    job: Mapped[str]
    queue: Mapped[str]
    ids: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]
    look_at: Mapped[dt.datetime]
    sending: Mapped[int] = mapped_column(server_default=text("1"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    done_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
