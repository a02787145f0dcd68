"""Who is asking: the signed-in person, and their role in the entered tenant."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from flask import Request, g, request
from flask_login import UserMixin, current_user

from app import clock
from app.actions.actor import Actor
from app.domain.permissions import Permission, may
from app.domain.words import ActorKind, Role
from app.extensions import login, look_up
from app.sentences.shown import initials
from app.tenancy import current_or_none

LONGEST_IDLE = dt.timedelta(days=30)
SEEN_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Member(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """A signed-in person; `role` is None where they are no member."""

    token: str
    session_id: int
    session_ref: str
    last_seen_at: dt.datetime
    person_id: int
    email: str
    name: str
    locale: str | None
    role: Role | None
    member_ref: str | None

    def get_id(self) -> str:
        """Answer what the cookie keeps."""
        return self.token

    @property
    def initials(self) -> str:
        """Answer at most two letters that stand for the person."""
        return initials(self.name)

    @property
    def is_unseen(self) -> bool:
        """Tell whether the session's row should hear that it is in use."""
        return clock.now() - self.last_seen_at > SEEN_EVERY

    def may(self, permission: Permission) -> bool:
        """Tell whether the role in this tenant allows something."""
        return self.role is not None and may(self.role, permission)


def digest_of(token: str) -> bytes:
    """Answer what the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).digest()


@login.user_loader  # type: ignore[untyped-decorator]  # flask-login ships no types
def load_member(token: str) -> Member | None:
    """Find the person of a session's token, and their role in the entered tenant.

    Nobody is asked for while the database is away, and where a monitor asks; the session stays as it is.
    """
    if g.get("is_nobodys"):
        return None
    tenant = current_or_none()
    rows = look_up(
        "SELECT * FROM session_by_digest(:digest, :tenant)",
        digest=digest_of(token),
        tenant=tenant.id if tenant else None,
    )
    if not rows or clock.now() - rows[0].last_seen_at > LONGEST_IDLE:
        return None
    facts = dict(rows[0]._mapping)
    facts["role"] = Role(facts["role"]) if facts["role"] else None
    return Member(token=token, **facts)


def me() -> Member | None:
    """Answer the signed-in person, or None."""
    member = current_user._get_current_object()  # the proxy would find it anew for each attribute
    return member if isinstance(member, Member) else None


def actor(source: str = "page", asked: Request = request) -> Actor:
    """Answer who acts in this request, for actions and their audit entries."""
    member = me()
    return Actor(
        kind=ActorKind.MEMBER if member else ActorKind.CLIENT,
        person_id=member.person_id if member else None,
        role=member.role if member else None,
        source=source,
        ip=asked.remote_addr or "",
        request_id=g.get("request_id", ""),
    )
