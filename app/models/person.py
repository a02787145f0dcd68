"""People who sign in, their credentials and their sessions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created, key


class Person(Created, Base):
    """Somebody who signs in; may be a member of several tenants."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
    )

    id: Mapped[int] = key()
    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str | None]


class Credential(Base):
    """A person's password, as argon2 keeps it; only the person's own session reads it."""

    __tablename__ = "credentials"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))


class SignedIn(Created, Base):
    """A session of one person on one device; the cookie holds what `digest` is the digest of."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("digest"),
        UniqueConstraint("ref"),
        Index("sessions_by_person", "person_id"),
    )

    id: Mapped[int] = key()
    ref: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[bytes]
    last_seen_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    ended_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(server_default="")
    ip: Mapped[str] = mapped_column(server_default="")
