"""Makers of units of every kind and stock: tours with seats, pools of kayaks, beds, houses made of rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.extensions import db
from app.models import Policy, PolicyVersion, Unit, UnitPart, UnitType
from tests.cast import House, document
from tests.make import july

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def departures(*times: str, seats: int | None = None, minutes: int = 120, **changes: Any) -> dict[str, Any]:
    """A policy of slots every day at some times."""
    slots = [{"weekdays": EVERY_DAY, "time": time, "duration_min": minutes} for time in times]
    if seats is not None:
        slots = [slot | {"seats": seats} for slot in slots]
    return {"kind": "slot", "slots": slots, "pricing": {"base_minor": 2_000}, **changes}


def rental(opens: str = "09:00", closes: str = "18:00", **changes: Any) -> dict[str, Any]:
    """A policy of things handed out by the hour."""
    opening = [{"weekdays": EVERY_DAY, "opens": opens, "closes": closes}]
    return {"kind": "interval", "opening": opening, "pricing": {"base_minor": 1_000}, **changes}


def add(
    house: House,
    ref: str,
    *,
    policy: dict[str, Any] | None = None,
    stock: str = "single",
    quantity: int = 1,
    parts: dict[str, int] | None = None,
    **unit: Any,
) -> int:
    """Add a unit of its own type under its own policy; `parts` names what it is made of."""
    tenant_id, rules = house.tenant.id, policy or document()
    kind = UnitType(
        tenant_id=tenant_id, ref=f"{ref}-type", name=f"{ref.title()} type", position=len(house.units)
    )
    owner = Policy(tenant_id=tenant_id, ref=f"{ref}-policy", name=f"{ref} policy")
    db.session.add_all([kind, owner])
    db.session.flush()
    version = PolicyVersion(
        tenant_id=tenant_id, policy_id=owner.id, number=1, kind=rules["kind"], document=rules, note=""
    )
    made = Unit(
        tenant_id=tenant_id, ref=ref, name=ref.title(), unit_type_id=kind.id, policy_id=owner.id, stock=stock,
        exclusive=stock == "single", quantity=quantity, **{"capacity": 12} | unit,
    )  # fmt: skip
    db.session.add_all([version, made])
    db.session.flush()
    for part, count in (parts or {}).items():
        row = UnitPart(tenant_id=tenant_id, composite_id=made.id, part_id=house.units[part], quantity=count)
        db.session.add(row)
    db.session.commit()
    house.units[ref] = made.id
    return made.id


def add_tour(house: House, ref: str = "tour", *times: str, seats: int = 12, **policy: Any) -> int:
    """Add a tour with seats."""
    return add(
        house, ref, policy=departures(*(times or ("10:00", "16:00")), **policy), stock="seats", quantity=seats
    )


def add_pool(house: House, ref: str = "kayaks", *, count: int = 10, **policy: Any) -> int:
    """Add things handed out by the hour, of which there are many."""
    return add(house, ref, policy=rental(**policy), stock="pool", quantity=count)


def at(hours: float) -> dt.time:
    """A wall time, by its hours."""
    return dt.time(*divmod(round(hours * 60), 60))


def sell(
    house: House,
    unit: str,
    day: int,
    hour: float,
    until: float | None = None,
    *,
    until_day: int | None = None,
    adults: int = 1,
    client: str = "Ada Okonkwo",
    **wish: Any,
) -> str:
    """Reserve a slot, or a unit from one hour to another, in July 2026."""
    ends = None if until is None else at(until)
    asked = Wish(
        unit_ref=unit,
        period=Period(july(day), july(until_day or day), at(hour), ends),
        party=Party(adults=adults),
        client=ClientChoice(fields=ClientFields(name=client)),
        **wish,
    )
    return make(house.actor("staff"), asked)
