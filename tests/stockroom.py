"""Makers of pools, tours, kits and houses of rooms, each under a policy of its own kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.extensions import db
from app.models import Claim, Policy, PolicyVersion, Unit, UnitPart, UnitType
from tests.cast import House
from tests.make import july

TOUR: dict[str, Any] = {
    "kind": "slot",
    "slots": [{"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "time": "10:00", "duration_min": 120}],
    "pricing": {"base_minor": 4_000, "per_person": {"child_percent": "50", "infant_percent": "0"}},
}  # fmt: skip
HOURLY: dict[str, Any] = {
    "kind": "interval",
    "counts": "hour",
    "step_min": 30,
    "opening": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "09:00", "closes": "19:00"}
    ],
    "pricing": {"base_minor": 1_000},
}


def add_policy(house: House, ref: str, document: dict[str, Any]) -> int:
    """Add a policy in its first version."""
    policy = Policy(tenant_id=house.tenant.id, ref=ref, name=ref)
    db.session.add(policy)
    db.session.flush()
    db.session.add(
        PolicyVersion(
            tenant_id=house.tenant.id, policy_id=policy.id, number=1, kind=document["kind"],
            document=document, note="",
        )
    )  # fmt: skip
    db.session.commit()
    return policy.id


def add_unit(
    house: House,
    ref: str,
    stock: str = "single",
    *,
    quantity: int = 1,
    policy: dict[str, Any] | None = None,
    asset: str = "",
    parts: dict[str, int] | None = None,
    capacity: int = 20,
) -> int:
    """Add a unit of any stock; without a policy it follows that of the cabins."""
    policy_id = add_policy(house, f"{ref}-policy", policy) if policy else house.policy_id
    type_id = db.session.execute(select(UnitType.id)).scalars().first()
    row = Unit(
        tenant_id=house.tenant.id, ref=ref, name=ref.replace("-", " ").capitalize(), unit_type_id=type_id,
        policy_id=policy_id, capacity=capacity, stock=stock, exclusive=stock == "single", quantity=quantity,
        asset_id=house.units.get(asset),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    house.units[ref] = row.id
    db.session.add_all(
        UnitPart(tenant_id=house.tenant.id, composite_id=row.id, part_id=house.units[part], quantity=count)
        for part, count in (parts or {}).items()
    )
    db.session.commit()
    return row.id


def at(day: int, time: str) -> Period:
    """A slot of a day of July 2026."""
    return Period(july(day), july(day), dt.time.fromisoformat(time))


def between(first: int, begins: str, last: int, ends: str) -> Period:
    """An interval between two times of July 2026."""
    return Period(july(first), july(last), dt.time.fromisoformat(begins), dt.time.fromisoformat(ends))


def take(
    house: House, unit: str, period: Period, *, people: int = 1, client: str = "Ada", **wish: Any
) -> str:
    """Reserve something of any stock and answer the reference."""
    chosen = wish.pop("chosen", None) or ClientChoice(fields=ClientFields(name=client))
    party = wish.pop("party", None) or Party(people)
    role = wish.pop("role", "staff")
    return make(house.actor(role), Wish(unit_ref=unit, period=period, party=party, client=chosen, **wish))


def live(house: House, unit: str) -> list[tuple[str, int]]:
    """The source and quantity of a unit's live claims."""
    asked = select(Claim.source, Claim.quantity).where(Claim.unit_id == house.units[unit], Claim.live)
    return sorted((source, quantity) for source, quantity in db.session.execute(asked))
