"""Policies: the versioned rules by which units are reserved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, of_tenant, within_tenant


class Policy(TenantRow, Created, Base):
    """A set of rules that units share; the newest version that applies counts for what is made from now on."""

    __tablename__ = "policies"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "name"),
    )

    ref: Mapped[str]
    name: Mapped[str]


class PolicyVersion(TenantRow, Created, Base):
    """One edition of a policy's document; never changed once written, but it may be withdrawn before it applies.

    Units:  `applies_from` is a local date of the tenant; None: at once.
    """

    __tablename__ = "policy_versions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "policy_id", "number"),
        within_tenant("policy_id", "policies"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
    )

    policy_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str]
    document: Mapped[dict[str, Any]]
    note: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    applies_from: Mapped[dt.date | None]
    withdrawn_at: Mapped[dt.datetime | None]
