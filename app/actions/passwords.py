"""A forgotten password: a link by mail to a member's own address, good for an hour, once.

Nothing here tells whether an address belongs to anybody.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, select, update

from app import clock, tenancy
from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.mails import links
from app.actions.mails.desk import put
from app.actions.mails.errands import errand
from app.actions.members import digest_of
from app.actions.people import HASHER, LONGEST_EMAIL, password_refusals
from app.actions.refs import new_ref
from app.actions.transaction import Attempt, Work, run
from app.domain.mails import Errand
from app.domain.refusal import Refusal, Refused
from app.extensions import db
from app.models import Credential, Membership, PasswordReset, Person, SignedIn

SEND_LINK = "reset_link"
NOBODY = 0  # no person has this key
GOOD_FOR = dt.timedelta(hours=1)


def ask(actor: Actor, email: str) -> None:
    """Have a member sent a link by which they choose a new password; to anybody else nothing is sent, and nothing said.

    The same is done for everybody, so that not even the time it takes tells whether there is such a member: a job makes
    the link, and for a stranger it finds nobody.
    """
    address = email.strip().lower()[:LONGEST_EMAIL]

    def body(work: Work) -> None:
        person_id = work.session.execute(_members().where(Person.email == address)).scalar_one_or_none()
        work.later(SEND_LINK, person=person_id or NOBODY)
        work.record(
            "person",
            entity_id=person_id,
            action="asked_password",
            outcome="done" if person_id else "refused",
            request={"email": address},
            subject=Subject(person_id=person_id),
        )
        work.writer.told.append(("person", ""))  # a refusal alone would not be told, and so be quicker

    run(actor, Attempt("person", "asked_password"), body)


def _members() -> Select[int]:
    return (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.tenant_id == tenancy.current().id)
    )


def send_link(work: Work, person_id: int) -> None:
    """Write the mail to somebody who is still a member; the links that were sent before are over."""
    person = work.session.execute(
        select(Person).where(Person.id.in_(_members().where(Person.id == person_id)))
    ).scalar_one_or_none()
    if person is None:
        return
    work.session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
        .values(used_at=work.now)
    )
    ref = new_ref()
    row = PasswordReset(
        tenant_id=work.tenant.id,
        ref=ref,
        person_id=person.id,
        digest=digest_of(links.secret(links.RESET, work.tenant, ref)),
        made_at=work.now,
        expires_at=work.now + GOOD_FOR,
    )
    work.session.add(row)
    work.session.flush()
    put(
        work,
        errand(work, Errand.RESET, person.email, person.locale, f"{links.RESET}:{ref}", person_id=person.id),
    )


def find_person(token: str) -> tuple[int, str] | None:
    """Answer whose link a token is and their address; None where it is over, used or never was."""
    row = db.session.execute(
        select(PasswordReset.person_id, Person.email)
        .join(Person, Person.id == PasswordReset.person_id)
        .where(
            PasswordReset.digest == digest_of(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > clock.now(),
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def choose(actor: Actor, token: str, *, new: str, is_production: bool) -> None:
    """Choose a new password by a link: it is used up, and every session of the person ends.

    The request is entered for the person: only they may touch their credential.

    Refuses: reset_is_over (409), and what `password_refusals` says.
    """

    def body(work: Work) -> None:
        row = work.session.execute(
            select(PasswordReset).where(PasswordReset.digest == digest_of(token)).with_for_update()
        ).scalar_one_or_none()
        if (
            row is None
            or row.used_at is not None
            or row.expires_at <= work.now
            or row.person_id != tenancy.person_id()
            or _has_changed_since(work, row)
        ):
            raise Refused([Refusal("reset_is_over", None, {}, status=409)])
        email = work.session.execute(select(Person.email).where(Person.id == row.person_id)).scalar_one()
        refusals = password_refusals(new, known=[email], is_production=is_production)
        if refusals:
            raise Refused(refusals)
        row.used_at = work.now
        work.session.execute(
            update(Credential)
            .where(Credential.person_id == row.person_id)
            .values(password_hash=HASHER.hash(new), changed_at=work.now)
        )
        work.session.execute(
            update(SignedIn)
            .where(SignedIn.person_id == row.person_id, SignedIn.ended_at.is_(None))
            .values(ended_at=work.now)
        )
        work.record(
            "person",
            entity_id=row.person_id,
            action="reset_password",
            subject=Subject(person_id=row.person_id),
        )

    run(actor, Attempt("person", "reset_password"), body)


def _has_changed_since(work: Work, row: PasswordReset) -> bool:
    """Tell whether the password was changed after a link was sent: by another business's link, or without any."""
    changed_at = work.session.execute(
        select(Credential.changed_at).where(Credential.person_id == row.person_id).with_for_update()
    ).scalar_one_or_none()
    return changed_at is not None and changed_at > row.made_at
