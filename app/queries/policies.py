"""Policies and their versions, parsed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app import clock
from app.domain.localtime import local_date
from app.domain.policies.base import Kind, PolicyDocument, kind_of
from app.extensions import db
from app.models import Person, Policy, PolicyVersion, Unit
from app.tenancy import current


@dataclass(frozen=True)
class Rules:
    """A version of a policy, ready to be asked."""

    version_id: int
    policy_id: int
    number: int
    kind: Kind[Any]
    doc: PolicyDocument


@dataclass(frozen=True)
class PolicyRow:
    """A policy in the list: the version that applies and how many units follow it."""

    id: int
    ref: str
    name: str
    kind: str
    number: int
    units: int
    changed_at: dt.datetime


@dataclass(frozen=True)
class VersionRow:
    """One edition of a policy, with who wrote it and why."""

    id: int
    number: int
    kind: str
    document: dict[str, Any]
    note: str
    author: str | None
    created_at: dt.datetime
    applies_from: dt.date | None
    withdrawn_at: dt.datetime | None

    def waits(self, today: dt.date) -> bool:
        """Tell whether its day is still to come, on a date of the tenant."""
        return self.withdrawn_at is None and self.applies_from is not None and today < self.applies_from

    def applies(self, today: dt.date) -> bool:
        """Tell whether it has come into force, whatever came after it; in SQL it is `applies_on`."""
        return self.withdrawn_at is None and (self.applies_from is None or self.applies_from <= today)


@lru_cache(maxsize=512)
def _remembered(_tenant_id: int, version_id: int) -> Rules:
    """Parse a version once a process: versions are never changed."""
    row = db.session.execute(
        select(PolicyVersion.policy_id, PolicyVersion.number, PolicyVersion.document).where(
            PolicyVersion.id == version_id
        )
    ).one()
    kind = kind_of(row.document)
    doc = kind.Document.model_validate(row.document)
    return Rules(version_id, row.policy_id, row.number, kind, doc)


def applies_on(today: Any) -> ColumnElement[bool]:
    """Say that a version has come into force by a local date; of those that have, the highest number counts.

    Versions come into force in the order of their numbers: `actions.policies` refuses others.
    """
    return and_(
        PolicyVersion.withdrawn_at.is_(None),
        or_(PolicyVersion.applies_from.is_(None), PolicyVersion.applies_from <= today),
    )


def rules(version_id: int) -> Rules:
    """Answer a version of a policy, parsed."""
    return _remembered(current().id, version_id)


def today() -> dt.date:
    """Answer the tenant's own date, by which the version that applies is chosen."""
    return local_date(clock.now(), current().zone)


def list_policies() -> list[PolicyRow]:
    """List the policies by name, each with the version that applies today."""
    newest = (
        select(
            PolicyVersion.policy_id,
            PolicyVersion.number,
            PolicyVersion.kind,
            PolicyVersion.created_at,
            func.row_number()
            .over(partition_by=PolicyVersion.policy_id, order_by=PolicyVersion.number.desc())
            .label("place"),
        ).where(applies_on(today()))
    ).subquery()
    units = select(Unit.policy_id, func.count().label("units")).group_by(Unit.policy_id).subquery()
    rows = db.session.execute(
        select(
            Policy.id,
            Policy.ref,
            Policy.name,
            newest.c.kind,
            newest.c.number,
            func.coalesce(units.c.units, 0),
            newest.c.created_at,
        )
        .join(newest, (newest.c.policy_id == Policy.id) & (newest.c.place == 1))
        .outerjoin(units, units.c.policy_id == Policy.id)
        .order_by(Policy.name)
    )
    return [PolicyRow(*row) for row in rows]


def find_policy(ref: str) -> Policy | None:
    """Find a policy by the name in its address."""
    return db.session.execute(select(Policy).where(Policy.ref == ref)).scalar_one_or_none()


def list_versions(policy_id: int) -> list[VersionRow]:
    """List the editions of a policy, newest first."""
    rows = db.session.execute(
        select(
            PolicyVersion.id,
            PolicyVersion.number,
            PolicyVersion.kind,
            PolicyVersion.document,
            PolicyVersion.note,
            Person.name,
            PolicyVersion.created_at,
            PolicyVersion.applies_from,
            PolicyVersion.withdrawn_at,
        )
        .outerjoin(Person, Person.id == PolicyVersion.author_id)
        .where(PolicyVersion.policy_id == policy_id)
        .order_by(PolicyVersion.number.desc())
    )
    return [VersionRow(*row) for row in rows]
