"""Members and invitations, as the team's page reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Invitation, Membership, Person
from app.queries.plain import rows_of
from app.tenancy import current


@dataclass(frozen=True)
class MemberRow:
    """A person with a role in the business."""

    ref: str
    person_id: int
    name: str
    email: str
    role: str
    since: dt.datetime

    @property
    def initials(self) -> str:
        """Answer at most two letters that stand for the person."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that waits for its person."""

    ref: str
    email: str
    role: str
    created_at: dt.datetime
    expires_at: dt.datetime
    invited_by: str | None
    accepted_at: dt.datetime | None
    withdrawn_at: dt.datetime | None

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


def list_members() -> list[MemberRow]:
    """List the members of the entered business by name."""
    asked = (
        select(Membership.ref, Person.id, Person.name, Person.email, Membership.role, Membership.created_at)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == current().id)
        .order_by(Person.name, Person.id)
    )
    return [MemberRow(*tuple(row)) for row in rows_of(asked).all()]


def list_invitations() -> list[InvitationRow]:
    """List the invitations nobody has accepted or withdrawn, the latest first."""
    asked = _invitations().where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return [InvitationRow(*row) for row in db.session.execute(asked.order_by(Invitation.id.desc()))]


def find_invitation(digest: bytes) -> InvitationRow | None:
    """Find the invitation of a link."""
    row = db.session.execute(_invitations().where(Invitation.digest == digest)).one_or_none()
    return InvitationRow(*row) if row else None


def _invitations() -> Select[*tuple[Any, ...]]:
    inviter = aliased(Person)
    return select(
        Invitation.ref,
        Invitation.email,
        Invitation.role,
        Invitation.created_at,
        Invitation.expires_at,
        inviter.name,
        Invitation.accepted_at,
        Invitation.withdrawn_at,
    ).outerjoin(inviter, inviter.id == Invitation.invited_by)
