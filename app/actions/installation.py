"""What only the command line does: names and addresses of businesses, people's passwords and roles."""

from __future__ import annotations

import re

from sqlalchemy import delete, select, update

from app import clock, tenancy
from app.actions.actor import Actor
from app.actions.audit import Subject, changed
from app.actions.members import LONGEST_NAME, change_role
from app.actions.people import HASHER, password_refusals
from app.actions.refs import new_ref
from app.actions.transaction import Attempt, Work, run
from app.domain.refusal import Refusal, Refused
from app.domain.words import Role
from app.extensions import db, look_up
from app.models import Credential, Membership, Person, SignedIn, TenantHost, TenantRecord
from app.models.tenant import RESERVED_SLUGS

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def slug_refusals(slug: str) -> list[Refusal]:
    """Answer why a text can't be the name in a business's address.

    Refuses: slug_is_bad, slug_is_reserved.
    """
    if not SLUG.fullmatch(slug):
        return [Refusal("slug_is_bad", "slug", {"slug": slug})]
    if slug in RESERVED_SLUGS:
        return [Refusal("slug_is_reserved", "slug", {"slug": slug})]
    return []


def rename(actor: Actor, *, name: str, slug: str) -> None:
    """Give the entered business another name or another address; an empty text leaves it.

    Refuses: slug_is_bad, slug_is_reserved, tenant_needs_name, exists_already (409).
    """

    def body(work: Work) -> None:
        row = work.session.execute(
            select(TenantRecord).where(TenantRecord.id == work.tenant.id).with_for_update()
        ).scalar_one()
        refusals = slug_refusals(slug) if slug else []
        if not (name or row.name).strip() or len(name) > LONGEST_NAME:
            refusals.append(Refusal("tenant_needs_name", "name", {}))
        if refusals:
            raise Refused(refusals)
        before = {"name": row.name, "slug": row.slug}
        row.name, row.slug = name.strip() or row.name, slug or row.slug
        row.version += 1
        work.session.flush()
        old, new = changed(before, {"name": row.name, "slug": row.slug})
        work.record("tenant", entity_id=row.id, entity_ref=row.slug, action="renamed", before=old, after=new)

    run(actor, Attempt("tenant", "renamed"), body)


def set_host(actor: Actor, host: str, *, is_wanted: bool) -> None:
    """Let the entered business answer at a host name of its own, or no more.

    Refuses: host_is_bad, host_is_taken (409), host_is_not_its_own.
    """

    def body(work: Work) -> None:
        if not HOST.fullmatch(host):
            raise Refused([Refusal("host_is_bad", "host", {"host": host})])
        owns = work.session.execute(
            select(TenantHost.host).where(TenantHost.host == host)
        ).scalar_one_or_none()
        if is_wanted and owns is None:
            if look_up("SELECT * FROM tenant_by_address(:host, '')", host=host):
                raise Refused([Refusal("host_is_taken", "host", {"host": host}, status=409)])
            work.session.add(TenantHost(host=host, tenant_id=work.tenant.id))
        elif not is_wanted:
            if owns is None:
                raise Refused([Refusal("host_is_not_its_own", "host", {"host": host})])
            work.session.execute(delete(TenantHost).where(TenantHost.host == host))
        action = "host_added" if is_wanted else "host_removed"
        work.record(
            "tenant",
            entity_id=work.tenant.id,
            entity_ref=work.tenant.slug,
            action=action,
            after={"host": host},
        )

    run(actor, Attempt("tenant", "host_added" if is_wanted else "host_removed"), body)


def set_role(actor: Actor, person_id: int, role: Role) -> None:
    """Make a person a member of the entered business, or give the member another role.

    Refuses: last_owner (409).
    """
    ref = db.session.execute(
        select(Membership.ref).where(
            Membership.tenant_id == tenancy.current().id, Membership.person_id == person_id
        )
    ).scalar_one_or_none()
    db.session.rollback()
    if ref is not None:
        change_role(actor, ref, role=role.value)
        return

    def body(work: Work) -> None:
        row = Membership(tenant_id=work.tenant.id, person_id=person_id, ref=new_ref(), role=role.value)
        work.session.add(row)
        work.session.flush()
        email = work.session.execute(select(Person.email).where(Person.id == person_id)).scalar_one()
        work.record(
            "member",
            entity_id=person_id,
            entity_ref=row.ref,
            action="role_changed",
            after={"email": email, "role": role.value},
            subject=Subject(person_id=person_id),
        )

    run(actor, Attempt("member", "role_changed"), body)


def set_password(
    actor: Actor, person_id: int, *, known: list[str], password: str, is_production: bool
) -> None:
    """Give a person another password, end all their sessions, and record it in each of their businesses.

    Refuses: what `password_refusals` says.
    """
    refusals = password_refusals(password, known=known, is_production=is_production)
    if refusals:
        raise Refused(refusals)
    now = clock.now()
    with tenancy.entered(None, person=person_id):
        db.session.execute(
            update(Credential)
            .where(Credential.person_id == person_id)
            .values(password_hash=HASHER.hash(password), changed_at=now)
        )
        db.session.execute(
            update(SignedIn)
            .where(SignedIn.person_id == person_id, SignedIn.ended_at.is_(None))
            .values(ended_at=now)
        )
        db.session.commit()
    for row in look_up("SELECT * FROM memberships_of(:person)", person=person_id):
        tenant = tenancy.find_by_slug(row.slug)
        with tenancy.entered(tenant):
            run(actor, Attempt("person", "changed_password"), lambda work: _record_password(work, person_id))


def _record_password(work: Work, person_id: int) -> None:
    work.record(
        "person", entity_id=person_id, action="changed_password", subject=Subject(person_id=person_id)
    )
