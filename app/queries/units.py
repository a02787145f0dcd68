"""Units, as pages and actions read them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Row, Text, bindparam, cast, select, true

from app.domain.asking import Period, UnitFacts
from app.domain.stock import Need, Stock
from app.domain.words import OPEN
from app.extensions import db
from app.models import Client, Policy, PolicyVersion, Reservation, Unit, UnitType
from app.queries.leaves import Leaf, load_leaves
from app.queries.periods import stored_period
from app.queries.plain import rows_of
from app.queries.policies import applies_on, today
from app.queries.states import effective_state


class UnitRow(NamedTuple):
    """A unit with its type and its policy; a tuple, since a page may read hundreds.

    Shapes:  `version_id` is the version of the policy that applies today; `version` is the unit's own.
    """

    id: int
    ref: str
    name: str
    type_id: int
    type_ref: str
    type_name: str
    policy_id: int
    policy_ref: str
    policy_name: str
    version_id: int
    capacity: int
    cots: int
    amenities: tuple[str, ...]
    description: str
    in_service_from: dt.date | None
    in_service_until: dt.date | None
    stock: Stock
    quantity: int
    asset_id: int | None
    version: int
    leaves: tuple[Leaf, ...]

    @property
    def lock_ids(self) -> set[int]:
        """Answer the keys of all units that a claim on this one touches."""
        return {self.id, *(leaf.unit_id for leaf in self.leaves)}

    @property
    def most(self) -> int:
        """Answer how many of it can be had when nobody has any."""
        needs = [leaf.need for leaf in self.leaves if not leaf.need.serves]
        return min((need.quantity // need.per for need in needs), default=1)

    @property
    def facts(self) -> UnitFacts:
        """Answer what rules may know of the unit."""
        return UnitFacts(
            ref=self.ref,
            name=self.name,
            capacity=self.capacity,
            cots=self.cots,
            tags=frozenset(self.amenities),
            in_service_from=self.in_service_from,
            in_service_until=self.in_service_until,
            stock=self.stock,
            quantity=self.quantity,
            needs=tuple(leaf.need for leaf in self.leaves),
            type=self.type_name,
        )

    def serves(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether the unit is in service on any day from `first` to before `last`."""
        begins, ends = self.in_service_from, self.in_service_until
        return (begins is None or begins < last) and (ends is None or first < ends)


_NEWEST = (
    select(PolicyVersion.id)
    .where(
        PolicyVersion.tenant_id == Policy.tenant_id,
        PolicyVersion.policy_id == Policy.id,
        applies_on(bindparam("today", type_=Date)),
    )
    .order_by(PolicyVersion.number.desc())
    .limit(1)
    .lateral("newest")
)
_ROWS = (
    select(
        Unit.id,
        Unit.ref,
        Unit.name,
        UnitType.id.label("type_id"),
        UnitType.ref.label("type_ref"),
        UnitType.name.label("type_name"),
        Policy.id.label("policy_id"),
        Policy.ref.label("policy_ref"),
        Policy.name.label("policy_name"),
        _NEWEST.c.id.label("version_id"),
        Unit.capacity,
        Unit.cots,
        cast(Unit.amenities, Text),
        Unit.description,
        Unit.in_service_from,
        Unit.in_service_until,
        Unit.stock,
        Unit.quantity,
        Unit.asset_id,
        Unit.version,
    )
    .join(UnitType, (UnitType.tenant_id == Unit.tenant_id) & (UnitType.id == Unit.unit_type_id))
    .join(Policy, (Policy.tenant_id == Unit.tenant_id) & (Policy.id == Unit.policy_id))
    .join(_NEWEST, true())
)
_BY_REF = _ROWS.where(Unit.ref == bindparam("ref"))
_BY_ID = _ROWS.where(Unit.id == bindparam("unit_id"))
_IN_ORDER = _ROWS.order_by(UnitType.position, UnitType.name, Unit.position, Unit.name)
STOCKS = {stock.value: stock for stock in Stock}
_ID = select(Unit.id).where(Unit.ref == bindparam("ref"))


_AMENITIES, _STOCK = UnitRow._fields.index("amenities"), UnitRow._fields.index("stock")


def _unit_rows(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[UnitRow]:
    found = [_made(tuple(row)) for row in rows]
    if all(unit.leaves for unit in found):
        return found
    made_of_others = load_leaves()
    return [unit if unit.leaves else unit._replace(leaves=made_of_others[unit.id]) for unit in found]


@lru_cache(8192)
def _made(row: tuple[Any, ...]) -> UnitRow:
    """Make a unit of what stands in its row, most of which is as it was; one that is made of others lacks its leaves."""
    facts: list[Any] = [*row, ()]
    facts[_AMENITIES], facts[_STOCK] = _read(facts[_AMENITIES]), STOCKS[facts[_STOCK]]
    unit = UnitRow._make(facts)
    if unit.stock is Stock.COMPOSITE or unit.asset_id is not None:
        return unit
    return unit._replace(leaves=(Leaf(unit.id, Need(unit.ref, 1, unit.quantity, unit.stock)),))


@lru_cache(4096)
def _read(amenities: str) -> tuple[str, ...]:
    """Read a list of amenities; many units have the same ones."""
    return tuple(json.loads(amenities))


def list_units() -> list[UnitRow]:
    """List the units in the order of the timeline: by type, then by place."""
    return _unit_rows(rows_of(_IN_ORDER, {"today": today()}).all())


def usual(units: Sequence[UnitRow]) -> UnitRow | None:
    """Answer the unit that a form begins with: the first in order on which no other runs, as tours do on a boat."""
    assets = {unit.asset_id for unit in units}
    return next((unit for unit in units if unit.id not in assets), next(iter(units), None))


_NAMES = (
    select(Unit.id, Unit.ref, Unit.name)
    .join(UnitType, (UnitType.tenant_id == Unit.tenant_id) & (UnitType.id == Unit.unit_type_id))
    .order_by(UnitType.position, UnitType.name, Unit.position, Unit.name)
)


def list_names() -> list[tuple[int, str, str]]:
    """List key, reference and name of every unit, in the order of the timeline."""
    return [(key, ref, name) for key, ref, name in map(tuple, rows_of(_NAMES).all())]


def find_unit(ref: str) -> UnitRow | None:
    """Find a unit by the name in its address."""
    return next(iter(_unit_rows(rows_of(_BY_REF, {"today": today(), "ref": ref}).all())), None)


def find_unit_by_id(unit_id: int) -> UnitRow | None:
    """Find a unit by its key."""
    return next(iter(_unit_rows(rows_of(_BY_ID, {"today": today(), "unit_id": unit_id}).all())), None)


def find_unit_id(ref: str) -> int | None:
    """Find a unit's key, and nothing that could change before it is locked."""
    found: int | None = rows_of(_ID, {"ref": ref}).scalar_one_or_none()
    return found


def list_types() -> list[UnitType]:
    """List the unit types in their order."""
    return list(db.session.execute(select(UnitType).order_by(UnitType.position, UnitType.name)).scalars())


@dataclass(frozen=True)
class Standing:
    """A reservation that stands in a unit, as a refusal or a unit's page names it."""

    ref: str
    client: str
    state: str
    period: Period


def list_standing(
    unit_id: int,
    now: dt.datetime,
    *,
    before: dt.date | None = None,
    after: dt.date | None = None,
    most: int | None = None,
) -> list[Standing]:
    """List a unit's reservations that wait, are confirmed or in house, earliest first.

    Shapes:  `before`: only those that begin before that date; `after`: only those that end after it.
    """
    state = effective_state(now)
    asked = (
        select(
            Reservation.ref,
            Client.name,
            state,
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period,
        )
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .where(Reservation.unit_id == unit_id, state.in_([each.value for each in OPEN]))
        .order_by(Reservation.arrives_on, Reservation.id)
        .limit(most)
    )
    if before is not None:
        asked = asked.where(Reservation.arrives_on < before)
    if after is not None:
        asked = asked.where(Reservation.departs_on > after)
    return [
        Standing(ref, client, held, stored_period(first_on, last_on, said))
        for ref, client, held, first_on, last_on, said in db.session.execute(asked)
    ]
