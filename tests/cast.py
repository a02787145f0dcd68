"""The cast: a cabin business whose data each test may use, and another that holds much the same.

Every test finds the other tenant's rows beside its own, so that a query which forgets the wall shows it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app import tenancy
from app.actions.actor import Actor
from app.domain.words import ActorKind, Role
from app.extensions import db
from app.models import Membership, Policy, PolicyVersion, Unit, UnitType
from app.tenancy import Tenant

MADRID = ZoneInfo("Europe/Madrid")


def document(**changes: Any) -> dict[str, Any]:
    """A nightly policy without restrictions, 100.00 a night; change what the test is about."""
    pricing = {"base_minor": 10_000, **changes.pop("pricing", {})}
    return {"kind": "nightly", "pricing": pricing, **changes}


@dataclass(frozen=True)
class House:
    """A tenant with its units, its policy and its people."""

    tenant: Tenant
    policy_id: int
    version_id: int
    units: dict[str, int]
    people: dict[str, int]

    def actor(self, role: str = "staff") -> Actor:
        """Somebody of this house."""
        return Actor(
            kind=ActorKind.MEMBER, source="test", person_id=self.people[role], role=Role(role), ip="127.0.0.9"
        )


def local(year: int, month: int, day: int, hour: int = 12, minute: int = 0, second: int = 0) -> dt.datetime:
    """An instant, said in Madrid's time."""
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=MADRID).astimezone(dt.UTC)


def add_house(
    owner: Any,
    slug: str,
    *,
    policy: dict[str, Any] | None = None,
    units: int = 3,
    timezone: str = "Europe/Madrid",
    currency: str = "EUR",
) -> House:
    """Add a tenant as the owner of the tables, then its units and policy as the app."""
    tenant_id = owner.execute(
        text(
            "INSERT INTO tenants (slug, name, timezone, currency, locale)"
            " VALUES (:slug, :name, :zone, :currency, 'en') RETURNING id"
        ),
        {"slug": slug, "name": slug.title(), "zone": timezone, "currency": currency},
    ).scalar_one()
    people = {}
    for role in Role:
        people[role.value] = owner.execute(
            text("INSERT INTO people (email, name) VALUES (:email, :name) RETURNING id"),
            {"email": f"{role.value}@{slug}.test", "name": f"{role.value.title()} of {slug}"},
        ).scalar_one()
    owner.commit()
    tenant = tenancy.find_by_id(tenant_id)
    assert tenant is not None
    with tenancy.entered(tenant):
        return _furnish(tenant, people, policy or document(), units)


def _furnish(tenant: Tenant, people: dict[str, int], policy: dict[str, Any], units: int) -> House:
    session = db.session
    for role, person_id in people.items():
        session.add(Membership(tenant_id=tenant.id, person_id=person_id, ref=f"{role}-ref", role=role))
    kind = UnitType(tenant_id=tenant.id, ref="cabins", name="Cabins")
    rules = Policy(tenant_id=tenant.id, ref="cabins", name="Cabins")
    session.add_all([kind, rules])
    session.flush()
    version = PolicyVersion(
        tenant_id=tenant.id, policy_id=rules.id, number=1, kind=policy["kind"], document=policy, note=""
    )
    session.add(version)
    rows = [
        Unit(
            tenant_id=tenant.id, ref=f"cabin-{n}", name=f"Cabin {n}", unit_type_id=kind.id, policy_id=rules.id,
            capacity=4, cots=1, position=n,
        )
        for n in range(1, units + 1)
    ]  # fmt: skip
    session.add_all(rows)
    session.commit()
    return House(tenant, rules.id, version.id, {row.ref: row.id for row in rows}, people)


def new_version(house: House, policy: dict[str, Any]) -> int:
    """Write a newer version of the house's policy; the tenant is entered."""
    number = db.session.query(PolicyVersion).filter_by(policy_id=house.policy_id).count() + 1
    row = PolicyVersion(
        tenant_id=house.tenant.id, policy_id=house.policy_id, number=number, kind=policy["kind"],
        document=policy, note="newer",
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id
