"""Pictures that a business shows on its site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, of_tenant


class Picture(TenantRow, Base):
    """A picture; its files lie in the store of `app.media`.

    Shapes:  `width` and `height` of what was brought, upright; `colour` stands in its place until it is there, empty
             where one can see through it; `alt` says by language what is to be seen; `formats` names the kinds of
             files that are made, none until somebody drew a demo's picture; `digest` of the file that was brought.
    """

    __tablename__ = "pictures"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "digest"),
        CheckConstraint("width > 0 AND height > 0", name="sides_are_there"),
        CheckConstraint("colour ~ '^(#[0-9a-f]{6})?$'", name="colour_is_one"),
        CheckConstraint("jsonb_typeof(alt) = 'object'", name="alt_is_by_language"),
        CheckConstraint("jsonb_typeof(formats) = 'array'", name="formats_are_a_list"),
    )

    ref: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    colour: Mapped[str]
    alt: Mapped[dict[str, Any]]
    formats: Mapped[list[Any]]
    digest: Mapped[bytes]
    made_at: Mapped[dt.datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
