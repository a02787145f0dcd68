"""A demonstration business itself as rows: tenant, members, policies, types and units."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from app.actions.refs import ALPHABET, slug
from app.cli.batch import Batch
from app.cli.seed.business import Business, PolicyPlan, UnitPlan
from app.cli.seed.life import Rules
from app.cli.seed.stays import PAST_DAYS
from app.domain.policies.base import kind_of
from app.domain.policies.reading import read_document
from app.domain.span import Span
from app.domain.stock import Part, Stock, leaves
from app.domain.words import ActorKind, Role

BEFORE_FIRST_STAY = dt.timedelta(days=PAST_DAYS + 40)
EVERYWHERE = "ana@everywhere.example"


@dataclass(frozen=True)
class Version:
    """A policy version that was written, and since when it counts."""

    id: int
    since: dt.datetime
    rules: Rules


@dataclass
class House:
    """A business that is being written."""

    batch: Batch
    business: Business
    people: dict[str, int]
    now: dt.datetime
    tenant_id: int
    units: dict[str, int] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    policies: dict[str, int] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)
    occurrences: dict[tuple[str, dt.datetime], int] = field(default_factory=dict)
    sailing: set[tuple[str, dt.datetime]] = field(default_factory=set)
    pictures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Throw the same dice for the same business."""
        self.dice = random.Random(f"house {self.business.slug}")

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the business lives."""
        return ZoneInfo(self.business.timezone)

    @property
    def staff(self) -> list[int]:
        """Return the people who answer the phone."""
        return [self.people[f"staff@{self.business.slug}.example"], self.people[EVERYWHERE]]

    def ref(self) -> str:
        """Return a reference that this business has not used."""
        while True:
            letters = "".join(self.dice.choices(ALPHABET, k=8))
            if letters not in self.refs:
                self.refs.add(letters)
                return f"{letters[:4]}-{letters[4:]}"

    def record(
        self,
        entity: str,
        entity_id: int,
        entity_ref: str,
        *,
        action: str,
        at: dt.datetime,
        actor: ActorKind = ActorKind.CLI,
        person_id: int | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Write an audit entry."""
        source = {ActorKind.MEMBER: "reservations"}.get(actor, actor.value)
        self.batch.add(
            "audit_entries",
            tenant_id=self.tenant_id, happened_at=at, recorded_at=at, actor=actor.value, person_id=person_id,
            source=source, entity=entity, entity_id=entity_id, entity_ref=entity_ref, action=action,
            before=before or {}, after=after or {},
        )  # fmt: skip

    def claim(self, unit: UnitPlan, span: Span, blocked: Span, *, many: int = 1, **owner: Any) -> None:
        """Write a claim on each leaf unit; `owner` may change what is usual."""
        plans = {plan.name: plan for plan in self.business.units}
        parts = {name: [Part(*pair) for pair in plan.parts.items()] for name, plan in plans.items()}
        occurrence = self._occurrence(unit, span, blocked, **owner) if unit.stock is Stock.SEATS else None
        for name, each in leaves(unit.name, parts).items():
            self._claim(plans[name], span, blocked, quantity=each * many, occurrence_id=occurrence, **owner)

    def _occurrence(self, unit: UnitPlan, span: Span, blocked: Span, **owner: Any) -> int:
        """Write a slot's departure with its first seat, and its boat's claim with the first that is sold."""
        key = (unit.name, span.starts_at)
        if key not in self.occurrences:
            self.occurrences[key] = self.batch.add(
                "slot_occurrences",
                tenant_id=self.tenant_id, ref=self.ref(), unit_id=self.units[unit.name],
                starts_at=span.starts_at, ends_at=span.ends_at, seats=unit.quantity,
            )  # fmt: skip
        if unit.asset and owner.get("live", True) and key not in self.sailing:
            self.sailing.add(key)
            plan = next(each for each in self.business.units if each.name == unit.asset)
            self._claim(plan, span, blocked, source="slot", occurrence_id=self.occurrences[key])
        return self.occurrences[key]

    def _claim(self, unit: UnitPlan, span: Span, blocked: Span, **owner: Any) -> None:
        self.batch.add(
            "claims",
            **{
                "tenant_id": self.tenant_id,
                "unit_id": self.units[unit.name],
                "exclusive": unit.stock is Stock.SINGLE,
                "quantity": 1,
                "occurrence_id": None,
                "live": True,
                "source": "closure" if owner.get("closure_id") else "reservation",
                "reservation_id": None,
                "closure_id": None,
                "starts_at": span.starts_at,
                "ends_at": span.ends_at,
                "blocks_from": blocked.starts_at,
                "blocks_to": blocked.ends_at,
                "due_at": None,
                "due_ends_at": None,
                **owner,
            },
        )


def build(batch: Batch, business: Business, *, people: dict[str, int], now: dt.datetime) -> House:
    """Write a business, without what happens in it."""
    begun = now - BEFORE_FIRST_STAY
    tenant_id = batch.add(
        "tenants",
        slug=business.slug, name=business.name, tagline=business.tagline, timezone=business.timezone,
        currency=business.currency, locale=business.locale, is_demo=True, phone=business.phone,
        email=f"hello@{business.slug}.example", address=business.address, created_at=begun,
    )  # fmt: skip
    house = House(batch, business, people, now, tenant_id)
    house.record("tenant", tenant_id, business.slug, action="added", at=begun, after={"slug": business.slug})
    for email, role in roles(business.slug).items():
        batch.add_plain(
            "memberships",
            tenant_id=tenant_id, person_id=people[email], ref=house.ref(), role=role.value, created_at=begun,
            seen_at=now - dt.timedelta(days=1),
        )  # fmt: skip
    for policy in business.policies(range(begun.year - 1, begun.year + 4)):
        _policy(house, policy)
    _units(house, begun)
    return house


def roles(tenant_slug: str) -> dict[str, Role]:
    """Return who is what in a business, by mail address."""
    everywhere = Role.MANAGER if tenant_slug == "cabins" else Role.STAFF
    return {f"{role.value}@{tenant_slug}.example": role for role in Role} | {EVERYWHERE: everywhere}


def _policy(house: House, policy: PolicyPlan) -> None:
    ref, owner = slug(policy.name), house.people[f"owner@{house.business.slug}.example"]
    policy_id = house.batch.add(
        "policies",
        tenant_id=house.tenant_id,
        ref=ref,
        name=policy.name,
        created_at=house.now - BEFORE_FIRST_STAY,
    )
    house.policies[policy.name] = policy_id
    for number, (days, note, data) in enumerate(policy.versions, 1):
        doc = read_document(dict(data))
        since = house.now - dt.timedelta(days=days, hours=3)
        version_id = house.batch.add(
            "policy_versions",
            tenant_id=house.tenant_id, policy_id=policy_id, number=number, kind=doc.kind,
            document=doc.model_dump(mode="json"), note=note, author_id=owner, created_at=since,
        )  # fmt: skip
        rules = Rules(kind_of(doc), doc, house.zone)
        house.versions.setdefault(policy.name, []).append(Version(version_id, since, rules))
        house.record(
            "policy", policy_id, ref, action="added" if number == 1 else "changed", at=since,
            actor=ActorKind.MEMBER, person_id=owner,
            before={"number": number - 1} if number > 1 else {}, after={"number": number},
        )  # fmt: skip


def _units(house: House, begun: dt.datetime) -> None:
    types: dict[str, int] = {}
    for position, unit in enumerate(house.business.units):
        if unit.type_name not in types:
            types[unit.type_name] = house.batch.add(
                "unit_types",
                tenant_id=house.tenant_id, ref=slug(unit.type_name), name=unit.type_name, position=len(types),
            )  # fmt: skip
        house.units[unit.name] = house.batch.add(
            "units",
            stock=unit.stock.value, exclusive=unit.stock is Stock.SINGLE, quantity=unit.quantity,
            asset_id=house.units.get(unit.asset),
            tenant_id=house.tenant_id, ref=slug(unit.name), name=unit.name, unit_type_id=types[unit.type_name],
            policy_id=house.policies[unit.policy], capacity=unit.capacity, cots=unit.cots,
            amenities=list(unit.amenities), description=unit.description, position=position, created_at=begun,
        )  # fmt: skip
        for part, count in unit.parts.items():
            house.batch.add(
                "unit_parts",
                tenant_id=house.tenant_id,
                composite_id=house.units[unit.name],
                part_id=house.units[part],
                quantity=count,
            )
