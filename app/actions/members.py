"""Members: invited by a one-time link, given a role, removed. A business always keeps an owner."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.mails import links
from app.actions.mails.desk import address_of, put
from app.actions.mails.errands import errand
from app.actions.people import HASHER, LONGEST_EMAIL, password_refusals
from app.actions.refs import new_ref
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.mails import Errand
from app.domain.permissions import Permission, may
from app.domain.refusal import Refusal, Refused
from app.domain.words import ActorKind, Role
from app.extensions import look_up
from app.models import Invitation, Membership, Person
from app.tenancy import current

GOOD_FOR = dt.timedelta(days=7)
LONGEST_NAME = 120


@dataclass(frozen=True)
class Invited:
    """An invitation just made; its token stands in no row."""

    ref: str
    token: str
    is_mailed: bool


def digest_of(token: str) -> bytes:
    """Answer what the database keeps of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


def invite(actor: Actor, *, email: str, role: str) -> Invited:
    """Make a one-time link by which somebody becomes a member; an older one for them is withdrawn.

    Refuses: bad_email, role_needed, member_already.
    """
    address, ref = email.strip().lower(), new_ref()
    token = links.secret(links.INVITATION, current(), ref)
    is_mailed = links.settings().mail_server is not None

    def body(work: Work) -> str:
        refusals = []
        if address_of(address) is None or len(address) > LONGEST_EMAIL:
            refusals.append(Refusal("bad_email", "email", {}))
        if role not in set(Role):
            refusals.append(Refusal("role_needed", "role", {}))
        if _is_member(work, address):
            refusals.append(Refusal("member_already", "email", {}))
        if refusals:
            raise Refused(refusals)
        for older in _open(work, Invitation.email == address):
            older.withdrawn_at = work.now
        row = Invitation(
            tenant_id=work.tenant.id,
            ref=ref,
            email=address,
            role=role,
            digest=digest_of(token),
            invited_by=work.actor.person_id,
            expires_at=work.now + GOOD_FOR,
            created_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        _record(work, row, "made")
        if is_mailed:
            put(work, errand(work, Errand.INVITATION, address, None, f"{links.INVITATION}:{ref}"))
        return ref

    run(actor, Attempt("invitation", "made", request={"role": role}), body)
    return Invited(ref, token, is_mailed)


def withdraw(actor: Actor, ref: str) -> None:
    """Withdraw an invitation that nobody has accepted."""

    def body(work: Work) -> None:
        row = work.session.execute(
            select(Invitation).where(Invitation.ref == ref).with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("invitation")
        if row.accepted_at is not None:
            raise Refused([Refusal("invitation_is_over", None, {}, status=409)])
        if row.withdrawn_at is None:
            row.withdrawn_at = work.now
            _record(work, row, "withdrawn")

    run(actor, Attempt("invitation", "withdrawn", entity_ref=ref), body)


def accept(actor: Actor, token: str, *, person_id: int, email: str) -> None:
    """Become a member by a link that was made for this address.

    Refuses: invitation_is_over (409), invitation_for_another.
    """

    def body(work: Work) -> None:
        row = work.session.execute(
            select(Invitation).where(Invitation.digest == digest_of(token)).with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("invitation")
        is_over = row.accepted_at or row.withdrawn_at or row.expires_at <= work.now
        if is_over or not _may_still_invite(work, row.invited_by):
            raise Refused([Refusal("invitation_is_over", None, {}, status=409)])
        if row.email != email:
            raise Refused([Refusal("invitation_for_another", None, {})])
        work.actor = replace(actor, kind=ActorKind.MEMBER, person_id=person_id)
        row.accepted_at = work.now
        known = work.session.execute(
            select(Membership).where(
                Membership.tenant_id == work.tenant.id, Membership.person_id == person_id
            )
        ).scalar_one_or_none()
        if known is None:
            member = Membership(tenant_id=work.tenant.id, person_id=person_id, ref=new_ref(), role=row.role)
            member.seen_at = work.now  # what was before is not their news
            work.session.add(member)
            work.session.flush()
        _record(work, row, "accepted")

    run(actor, Attempt("invitation", "accepted"), body)


def register(*, email: str, name: str, password: str, is_production: bool) -> int | None:
    """Make an account for a new person and answer its key; None when the address can't have one.

    Refuses: name_needed, name_too_long and what `password_refusals` says.
    """
    refusals = []
    if not name.strip():
        refusals.append(Refusal("name_needed", "name", {}))
    elif len(name) > LONGEST_NAME:
        refusals.append(Refusal("name_too_long", "name", {"most": LONGEST_NAME}))
    refusals += password_refusals(password, known=[email, name], is_production=is_production)
    if refusals:
        raise Refused(refusals)
    rows = look_up(
        "SELECT register_person(:email, :name, :hash) AS id",
        email=email,
        name=name.strip(),
        hash=HASHER.hash(password),
    )
    made: int | None = rows[0].id
    return made


def change_role(actor: Actor, ref: str, *, role: str) -> None:
    """Give a member another role; who may invite no more leaves no open invitation behind.

    Refuses: role_needed, last_owner (409).
    """

    def body(work: Work) -> None:
        row = _held(work, ref)
        if role not in set(Role):
            raise Refused([Refusal("role_needed", "role", {})])
        if row.role == role:
            return
        _refuse_last_owner(work, row)
        before, row.role = row.role, role
        _record_member(work, row, "role_changed", before={"role": before}, after={"role": role})
        if not may(Role(role), Permission.MANAGE_TEAM):
            _withdraw_those_of(work, row.person_id)

    run(actor, Attempt("member", "role_changed", entity_ref=ref, request={"role": role}), body)


def remove(actor: Actor, ref: str) -> None:
    """Take a member out of the business, and their open invitations; what they did stays in the record.

    Refuses: last_owner (409).
    """

    def body(work: Work) -> None:
        row = _held(work, ref)
        _refuse_last_owner(work, row)
        _record_member(work, row, "removed", before={"role": row.role}, after={})
        _withdraw_those_of(work, row.person_id)
        work.session.delete(row)
        work.session.flush()

    run(actor, Attempt("member", "removed", entity_ref=ref), body)


def _held(work: Work, ref: str) -> Membership:
    """Lock every member in one order, so that two owners can't remove each other, and answer one."""
    rows = work.session.execute(
        select(Membership)
        .where(Membership.tenant_id == work.tenant.id)
        .order_by(Membership.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalars()
    found = next((row for row in rows.all() if row.ref == ref), None)
    if found is None:
        raise NotFound("member")
    return found


def _refuse_last_owner(work: Work, row: Membership) -> None:
    if row.role != Role.OWNER.value:
        return
    others = work.session.execute(
        select(Membership.person_id).where(
            Membership.tenant_id == work.tenant.id,
            Membership.role == Role.OWNER.value,
            Membership.person_id != row.person_id,
        )
    ).first()
    if others is None:
        raise Refused([Refusal("last_owner", "role", {}, status=409)])


def _is_member(work: Work, email: str) -> bool:
    asked = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.email == email, Membership.tenant_id == work.tenant.id)
    )
    return work.session.execute(asked).first() is not None


def _open(work: Work, which: ColumnElement[bool]) -> list[Invitation]:
    asked = select(Invitation).where(
        which, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return list(work.session.execute(asked.order_by(Invitation.id).with_for_update()).scalars())


def _withdraw_those_of(work: Work, person_id: int) -> None:
    """Withdraw what somebody may invite to no more: by a link of their own they would come back."""
    for row in _open(work, Invitation.invited_by == person_id):
        row.withdrawn_at = work.now
        _record(work, row, "withdrawn")


def _may_still_invite(work: Work, person_id: int | None) -> bool:
    """Tell whether an inviter still may; one was perhaps being made while its maker was removed."""
    if person_id is None:
        return True
    role = work.session.execute(
        select(Membership.role).where(
            Membership.tenant_id == work.tenant.id, Membership.person_id == person_id
        )
    ).scalar_one_or_none()
    return role is not None and may(Role(role), Permission.MANAGE_TEAM)


def _record(work: Work, row: Invitation, action: str) -> None:
    work.record(
        "invitation",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        after={"email": row.email, "role": row.role},
    )


def _record_member(
    work: Work, row: Membership, action: str, *, before: dict[str, str], after: dict[str, str]
) -> None:
    email = work.session.execute(select(Person.email).where(Person.id == row.person_id)).scalar_one()
    work.record(
        "member",
        entity_id=row.person_id,
        entity_ref=row.ref,
        action=action,
        before={"email": email, **before},
        after={"email": email, **after} if after else {},
        subject=Subject(person_id=row.person_id),
    )
