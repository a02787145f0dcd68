"""Mails, the texts and switches a business chose for them, and what each member wants to hear of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, of_tenant, within_tenant


class Mail(TenantRow, Base):
    """A mail as it was written, and what became of it.

    `recipient`, `subject`, `body` and `calendars` are personal: erasing the client empties them. No link stands in
    the body: `leads_to` names what it leads to, as `reservation:K7QX-4MPD`, and it is made when the mail is sent.
    """

    __tablename__ = "mails"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        within_tenant("client_id", "clients"),
        within_tenant("reservation_id", "reservations"),
        within_tenant("group_id", "reservation_groups"),
        within_tenant("entry_id", "audit_entries"),
        CheckConstraint("audience IN ('client', 'member')", name="audience_is_known"),
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'held_back')", name="state_is_known"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_its_time"),
        CheckConstraint("state NOT IN ('failed', 'held_back') OR reason <> ''", name="failure_has_a_reason"),
        Index(
            "mails_once",
            "tenant_id",
            "entry_id",
            "audience",
            "kind",
            "reservation_id",
            "person_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("entry_id IS NOT NULL"),
        ),
        Index(
            "mails_reminder_once_a_day",
            "tenant_id",
            "reservation_id",
            text("((made_at AT TIME ZONE 'UTC')::date)"),
            unique=True,
            postgresql_where=text("kind = 'reminder'"),
        ),
        Index(
            "mails_anchored", "tenant_id", "person_id", "made_at", postgresql_where=text("kind = 'anchor'")
        ),
        Index(
            "mails_summarised",
            "tenant_id",
            "kind",
            "made_at",
            postgresql_where=text("kind IN ('weekly', 'monthly')"),
        ),
        Index("mails_by_state", "tenant_id", "state", "id"),
        Index("mails_by_reservation", "tenant_id", "reservation_id"),
        Index("mails_by_client", "tenant_id", "client_id"),
    )

    ref: Mapped[str]
    audience: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    calendars: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    leads_to: Mapped[str] = mapped_column(server_default=text("''"))
    client_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reservation_id: Mapped[int | None]
    group_id: Mapped[int | None]
    entry_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    made_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]


class MailText(TenantRow, Base):
    """A business's own subject and text of one kind of mail, in one language."""

    __tablename__ = "mail_texts"
    __table_args__ = (of_tenant(), UniqueConstraint("tenant_id", "kind", "language"))

    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class MailSettings(TenantRow, Base):
    """Which kinds of mail a business does not send, and how many days before an arrival it reminds."""

    __tablename__ = "mail_settings"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id"),
        CheckConstraint("reminder_days BETWEEN 1 AND 60", name="reminder_days_are_few"),
    )

    switched_off: Mapped[list[Any]]
    reminder_days: Mapped[int]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class MailChoice(TenantRow, Base):
    """Of which events a member wants a mail; without a row the usual ones of their role."""

    __tablename__ = "mail_choices"
    __table_args__ = (of_tenant(), UniqueConstraint("tenant_id", "person_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    events: Mapped[list[Any]]


class PasswordReset(TenantRow, Base):
    """A link by which a member chooses a new password: once, within the hour."""

    __tablename__ = "password_resets"
    __table_args__ = (
        of_tenant(),
        UniqueConstraint("tenant_id", "ref"),
        UniqueConstraint("tenant_id", "digest"),
        Index("password_resets_by_person", "tenant_id", "person_id"),
    )

    ref: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[bytes]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
