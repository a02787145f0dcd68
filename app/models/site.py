"""What visitors see of a business: as it is being written, and as it was published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, TenantRow, of_tenant, within_tenant


def published() -> Any:
    """Declare what visitors see; None is no document at all."""
    return mapped_column(JSONB(none_as_null=True))


class Site(TenantRow, Base):
    """The site of a business.

    Shapes:  documents as `domain.site` reads them; `published` None: there is no site for visitors.
    """

    __tablename__ = "sites"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id"),
        CheckConstraint("(published IS NULL) = (published_at IS NULL)", name="published_has_its_time"),
    )

    draft: Mapped[dict[str, Any]]
    published: Mapped[dict[str, Any] | None] = published()
    published_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class SiteUnit(TenantRow, Base):
    """The page of a unit on the site."""

    __tablename__ = "site_units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "unit_id"),
        UniqueConstraint("tenant_id", "slug"),
        within_tenant("unit_id", "units"),
    )

    unit_id: Mapped[int]
    slug: Mapped[str]
    draft: Mapped[dict[str, Any]]
    published: Mapped[dict[str, Any] | None] = published()
    version: Mapped[int] = mapped_column(server_default=text("1"))


class SitePage(TenantRow, Created, Base):
    """A page of the business's own."""

    __tablename__ = "site_pages"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "slug"),
    )

    ref: Mapped[str]
    slug: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    draft: Mapped[dict[str, Any]]
    published: Mapped[dict[str, Any] | None] = published()
    version: Mapped[int] = mapped_column(server_default=text("1"))
