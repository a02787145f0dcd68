"""Mails: what was written and became of it, whom to write to, and what a business and its members chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.domain.mails import REMINDER_DAYS, Errand, usual_events
from app.domain.notices import Event
from app.domain.words import Role, State
from app.extensions import db
from app.models import (
    Client,
    Mail,
    MailChoice,
    MailSettings,
    MailText,
    Membership,
    Person,
    Reservation,
    ReservationGroup,
    StateChange,
    TenantHost,
)
from app.tenancy import current

PAGE = 50


@dataclass(frozen=True)
class MailRow:
    """A mail in a list.

    Shapes:  `recipient` and `subject` are empty once the client was erased.
    """

    id: int
    ref: str
    audience: str
    kind: str
    recipient: str
    subject: str
    state: str
    reason: str
    made_at: dt.datetime
    sent_at: dt.datetime | None
    reservation_ref: str | None
    group_ref: str | None


@dataclass(frozen=True)
class Addressee:
    """A client to write to."""

    id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Colleague:
    """A member to write to, and the events they want to hear of."""

    person_id: int
    name: str
    email: str
    language: str
    role: Role
    events: frozenset[str]


@dataclass(frozen=True)
class Switches:
    """What a business chose for its mails."""

    switched_off: frozenset[str] = field(default_factory=frozenset)
    reminder_days: int = REMINDER_DAYS
    version: int = 0


@dataclass(frozen=True)
class OwnText:
    """A subject and a text that a business wrote itself."""

    subject: str
    body: str
    version: int


def _rows() -> Select[*tuple[Any, ...]]:
    reservation = (Reservation.tenant_id == Mail.tenant_id) & (Reservation.id == Mail.reservation_id)
    group = (ReservationGroup.tenant_id == Mail.tenant_id) & (ReservationGroup.id == Mail.group_id)
    return (
        select(
            Mail.id,
            Mail.ref,
            Mail.audience,
            Mail.kind,
            Mail.recipient,
            Mail.subject,
            Mail.state,
            Mail.reason,
            Mail.made_at,
            Mail.sent_at,
            Reservation.ref,
            ReservationGroup.ref,
        )
        .outerjoin(Reservation, reservation)
        .outerjoin(ReservationGroup, group)
    )


def list_mails(*, state: str = "", before: int | None = None) -> list[MailRow]:
    """List the mails of a state, or all, the latest first; one more than a page tells that older ones follow."""
    asked = _rows().order_by(Mail.id.desc()).limit(PAGE + 1)
    if state:
        asked = asked.where(Mail.state == state)
    if before is not None:
        asked = asked.where(Mail.id < before)
    return [MailRow(*row) for row in db.session.execute(asked)]


def count_by_state() -> dict[str, int]:
    """Count the mails of each state."""
    found = db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all()
    return {row[0]: row[1] for row in found}


def list_mails_about(reservation_id: int, group_ref: str | None) -> list[MailRow]:
    """List what the client was written about a reservation or its group, the latest first."""
    about = Mail.reservation_id == reservation_id
    if group_ref:
        about = or_(about, ReservationGroup.ref == group_ref)
    asked = _rows().where(about, Mail.audience == "client").order_by(Mail.id.desc()).limit(PAGE)
    return [MailRow(*row) for row in db.session.execute(asked)]


def find_refused(client_id: int, email: str) -> MailRow | None:
    """Find the latest mail to a client's present address, where that one has failed."""
    asked = _rows().where(Mail.client_id == client_id, Mail.recipient == email, Mail.audience == "client")
    settled = asked.where(Mail.state.in_(["sent", "failed"])).order_by(Mail.id.desc()).limit(1)
    row = db.session.execute(settled).one_or_none()
    return MailRow(*row) if row is not None and row.state == "failed" else None


def find_mail(ref: str) -> Mail | None:
    """Find a mail, whole."""
    return db.session.execute(select(Mail).where(Mail.ref == ref)).scalar_one_or_none()


def find_addressee(client_id: int) -> Addressee | None:
    """Find a client who can be written to; None for one who was erased, or has no address."""
    row = db.session.execute(
        select(Client.id, Client.name, Client.email, Client.language).where(
            Client.id == client_id, Client.erased_at.is_(None), Client.email != ""
        )
    ).one_or_none()
    return Addressee(*row) if row else None


def list_refs(reservation_ids: Iterable[int]) -> list[str]:
    """List the references of reservations, in the order in which they begin."""
    asked = select(Reservation.ref).where(Reservation.id.in_(list(reservation_ids)))
    return list(db.session.execute(asked.order_by(Reservation.starts_at, Reservation.id)).scalars())


def list_withdrawn(reservation_ids: Iterable[int]) -> frozenset[int]:
    """List which of some reservations were requests until they were cancelled."""
    asked = select(StateChange.reservation_id).where(
        StateChange.reservation_id.in_(list(reservation_ids)),
        StateChange.from_state == State.PENDING.value,
        StateChange.to_state == State.CANCELLED.value,
    )
    return frozenset(db.session.execute(asked).scalars())


def list_refs_of_group(ref: str) -> list[str]:
    """List the references of a group's reservations, in the order in which they begin."""
    asked = (
        select(Reservation.ref)
        .join(
            ReservationGroup,
            (ReservationGroup.tenant_id == Reservation.tenant_id)
            & (ReservationGroup.id == Reservation.group_id),
        )
        .where(ReservationGroup.ref == ref)
        .order_by(Reservation.starts_at, Reservation.id)
    )
    return list(db.session.execute(asked).scalars())


def list_colleagues() -> list[Colleague]:
    """List the members with what each wants to hear of by mail."""
    asked = (
        select(Person.id, Person.name, Person.email, Person.locale, Membership.role, MailChoice.events)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(
            MailChoice,
            (MailChoice.tenant_id == Membership.tenant_id) & (MailChoice.person_id == Membership.person_id),
        )
        .where(Membership.tenant_id == current().id)
        .order_by(Person.id)
    )
    return [
        Colleague(key, name, email, locale or current().locale, Role(role), _events(role, chosen))
        for key, name, email, locale, role, chosen in db.session.execute(asked)
    ]


def _events(role: str, chosen: list[Any] | None) -> frozenset[str]:
    return frozenset(map(str, usual_events(Role(role)) if chosen is None else chosen))


def events_of(person_id: int) -> frozenset[str]:
    """Answer which events a member hears of by mail."""
    found = next((each for each in list_colleagues() if each.person_id == person_id), None)
    return found.events if found else frozenset[Event]()


def list_anchored(since: dt.datetime, entry_id: int) -> set[int]:
    """List to whom the end of the record was mailed since an instant, or to whom this very end was."""
    asked = select(Mail.person_id).where(
        Mail.kind == Errand.ANCHOR.value, or_(Mail.made_at >= since, Mail.entry_id == entry_id)
    )
    return {person_id for person_id in db.session.execute(asked).scalars() if person_id is not None}


def list_summarised(which: Errand, since: dt.datetime) -> set[int]:
    """List to whom a summary was mailed since an instant."""
    asked = select(Mail.person_id).where(Mail.kind == which.value, Mail.made_at >= since)
    return {person_id for person_id in db.session.execute(asked).scalars() if person_id is not None}


def load_switches() -> Switches:
    """Load what the business chose for its mails, or the usual."""
    row = db.session.execute(
        select(MailSettings.switched_off, MailSettings.reminder_days, MailSettings.version)
    ).one_or_none()
    return Switches(frozenset(row[0]), row[1], row[2]) if row else Switches()


def find_text(kind: str, language: str) -> OwnText | None:
    """Find the text that the business wrote for a kind of mail in a language."""
    row = db.session.execute(
        select(MailText.subject, MailText.body, MailText.version).where(
            MailText.kind == kind, MailText.language == language
        )
    ).one_or_none()
    return OwnText(*row) if row else None


def list_own_texts() -> set[tuple[str, str]]:
    """List for which kinds and languages the business wrote a text."""
    return {
        (kind, language) for kind, language in db.session.execute(select(MailText.kind, MailText.language))
    }


def find_host() -> str | None:
    """Find a host name of the business's own."""
    asked = select(TenantHost.host).where(TenantHost.tenant_id == current().id).order_by(TenantHost.host)
    return db.session.execute(asked.limit(1)).scalar_one_or_none()
