"""People: their passwords, and the sessions in which they are signed in."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import select, update

from app import clock, tenancy
from app.actions import audit
from app.actions.actor import Actor
from app.actions.refs import new_ref
from app.actions.transaction import NotFound
from app.actions.writer import Writer
from app.domain.refusal import Refusal, Refused
from app.domain.words import ActorKind
from app.extensions import db, look_up
from app.models import Credential, Person, SignedIn

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS_HASH = HASHER.hash(secrets.token_hex(16))
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
LONGEST_EMAIL = 200
DEMO_PASSWORD = "demo-demo-demo"  # noqa: S105 - known to everybody; production refuses it


@dataclass(frozen=True)
class Device:
    """From where somebody signs in."""

    name: str
    ip: str


def password_refusals(password: str, *, known: list[str], is_production: bool) -> list[Refusal]:
    """Answer why a password would be a bad one.

    Refuses: password_short, password_long, password_weak, password_demo.
    """
    from zxcvbn import zxcvbn

    if len(password) < SHORTEST_PASSWORD:
        return [Refusal("password_short", "password", {"least": SHORTEST_PASSWORD})]
    if len(password) > LONGEST_PASSWORD:
        return [Refusal("password_long", "password", {"most": LONGEST_PASSWORD})]
    if is_production and password == DEMO_PASSWORD:
        return [Refusal("password_demo", "password", {})]
    if zxcvbn(password[:72], user_inputs=known)["score"] < 2:
        return [Refusal("password_weak", "password", {})]
    return []


def verify(email: str, password: str) -> int | None:
    """Answer the person that an address and a password belong to, in the same time for every wrong pair."""
    rows = look_up("SELECT * FROM person_for_sign_in(:email)", email=email.strip().lower())
    stored = rows[0].password_hash if rows else NOBODYS_HASH
    is_right = False
    with contextlib.suppress(Argon2Error, InvalidHashError):
        is_right = HASHER.verify(stored, password[:LONGEST_PASSWORD])
    return rows[0].id if rows and is_right else None


def is_member(person_id: int, slug: str) -> bool:
    """Tell whether a person is a member of a tenant."""
    rows = look_up("SELECT * FROM memberships_of(:person)", person=person_id)
    return any(row.slug == slug for row in rows)


def begin_session(actor: Actor, digest: bytes, device: Device, *, email: str) -> None:
    """Keep a row for a new session of the actor, and record the sign-in."""
    db.session.add(
        SignedIn(
            ref=new_ref(),
            person_id=actor.person_id,
            digest=digest,
            device=device.name[:200],
            ip=device.ip,
            last_seen_at=clock.now(),
        )
    )
    record_sign_in(actor, email, done=True)


def end_session(actor: Actor, ref: str) -> None:
    """End one of the actor's own sessions.

    Raises:  NotFound when it is none of theirs, or over.
    """
    ended = db.session.execute(
        update(SignedIn)
        .where(SignedIn.ref == ref, SignedIn.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignedIn.id)
    ).scalar_one_or_none()
    if ended is None:
        db.session.rollback()
        raise NotFound("session")
    if tenancy.current_or_none() is not None and actor.role is not None:
        audit.write(
            Writer(db.session), actor, clock.now(), entity="session", entity_ref=ref, action="signed_out"
        )
    db.session.commit()


def touch_session(session_id: int) -> None:
    """Note that a session is in use."""
    db.session.execute(update(SignedIn).where(SignedIn.id == session_id).values(last_seen_at=clock.now()))
    db.session.commit()


def record_sign_in(actor: Actor, email: str, *, done: bool) -> None:
    """Write a sign-in, or a refused one, into the tenant's record."""
    audit.write(
        Writer(db.session),
        actor,
        clock.now(),
        entity="session",
        action="signed_in",
        outcome="done" if done else "refused",
        request={"email": email.strip().lower()[:LONGEST_EMAIL]},
        subject=audit.Subject(person_id=actor.person_id),
    )
    db.session.commit()


def change_own(actor: Actor, *, name: str, locale: str | None) -> None:
    """Change the actor's own name and language.

    Refuses: name_needed.
    """
    if not name.strip():
        raise Refused([Refusal("name_needed", "name", {})])
    person = db.session.execute(select(Person).where(Person.id == actor.person_id)).scalar_one()
    before = {"name": person.name, "locale": person.locale}
    person.name, person.locale = name.strip(), locale
    _record_own(actor, "changed", before, {"name": person.name, "locale": person.locale})
    db.session.commit()


def change_password(
    actor: Actor, *, email: str, old: str, new: str, is_production: bool, keep_session_id: int
) -> None:
    """Change the actor's own password and end their sessions, all but the one in use.

    Refuses: password_wrong, and what `password_refusals` says.
    """
    if verify(email, old) != actor.person_id:
        raise Refused([Refusal("password_wrong", "old_password", {})])
    refusals = password_refusals(new, known=[email], is_production=is_production)
    if refusals:
        raise Refused(refusals)
    db.session.execute(
        update(Credential)
        .where(Credential.person_id == actor.person_id)
        .values(password_hash=HASHER.hash(new), changed_at=clock.now())
    )
    db.session.execute(
        update(SignedIn)
        .where(
            SignedIn.person_id == actor.person_id,
            SignedIn.id != keep_session_id,
            SignedIn.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
    )
    _record_own(actor, "changed_password", {}, {})
    db.session.commit()


def _record_own(actor: Actor, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = audit.changed(before, after)
    audit.write(
        Writer(db.session),
        actor,
        clock.now(),
        entity="person",
        entity_id=actor.person_id,
        action=action,
        before=old,
        after=new,
        subject=audit.Subject(person_id=actor.person_id),
    )


def of_member(person_id: int, *, source: str, ip: str) -> Actor:
    """Answer a member as actor before their role is known, as at sign-in."""
    return Actor(kind=ActorKind.MEMBER, source=source, person_id=person_id, ip=ip)
