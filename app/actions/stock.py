"""How many there are of a unit: what may be kept of it, and whether what is taken still fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, exists, insert, select

from app.actions.occurrences import give_seats
from app.actions.transaction import Work
from app.domain.refusal import Refusal
from app.domain.stock import Circle, Part, Stock, leaves
from app.extensions import db
from app.models import Claim, Reservation, Unit, UnitPart
from app.queries.leaves import load_parts
from app.queries.quantities import list_following, list_not_fitting, list_upcoming
from app.queries.units import find_unit

MOST_OF_A_UNIT, MOST_OF_A_PART = 10_000, 1_000
HAS_QUANTITY = frozenset({Stock.POOL, Stock.SEATS})


@dataclass(frozen=True)
class StockFields:
    """How many there are: `quantity` of pools and seats, `asset_ref` of seats, `parts` of composite units."""

    stock: str = Stock.SINGLE.value
    quantity: int | None = 1
    asset_ref: str = ""
    parts: tuple[tuple[str, int | None], ...] = ()

    @property
    def count(self) -> int:
        """Answer how many are kept."""
        return self.quantity or 1 if self.stock in HAS_QUANTITY else 1


ONE = StockFields()


def refs_of(fields: StockFields) -> list[str]:
    """Answer the other units that are concerned."""
    return [ref for ref in (fields.asset_ref, *(ref for ref, _count in fields.parts)) if ref]


def plain_refusals(fields: StockFields, own: Unit | None) -> list[Refusal]:
    """Answer what can't be, whatever is reserved.

    Refuses: unit_needs_stock, quantity_bounds, asset_not_single, composite_needs_parts, no_such_part,
             part_has_seats, part_quantity_bounds, composite_in_circle, stock_is_used.
    """
    if fields.stock not in set(Stock):
        return [Refusal("unit_needs_stock", "stock", {})]
    refusals = []
    if fields.stock in HAS_QUANTITY and not 1 <= (fields.quantity or 0) <= MOST_OF_A_UNIT:
        refusals.append(Refusal("quantity_bounds", "quantity", {"most": MOST_OF_A_UNIT}))
    units = {row.ref: row for row in _rows(refs_of(fields))}
    if fields.stock == Stock.SEATS and fields.asset_ref:
        asset = units.get(fields.asset_ref)
        if asset is None or asset.stock != Stock.SINGLE or (own is not None and asset.id == own.id):
            refusals.append(Refusal("asset_not_single", "asset", {}))
    if fields.stock == Stock.COMPOSITE:
        refusals += _part_refusals(fields, own, units)
    return refusals + _used_refusals(fields, own)


def _rows(refs: Iterable[str]) -> list[Unit]:
    asked = select(Unit).where(Unit.ref.in_(list(refs))).execution_options(populate_existing=True)
    return list(db.session.execute(asked).scalars())


def _part_refusals(fields: StockFields, own: Unit | None, units: Mapping[str, Unit]) -> list[Refusal]:
    if not fields.parts:
        return [Refusal("composite_needs_parts", "parts", {})]
    refusals = []
    for ref, count in fields.parts:
        part = units.get(ref)
        if part is None:
            refusals.append(Refusal("no_such_part", "parts", {}))
        elif part.stock == Stock.SEATS:
            refusals.append(Refusal("part_has_seats", "parts", {"name": part.name}))
        if not 1 <= (count or 0) <= MOST_OF_A_PART:
            refusals.append(Refusal("part_quantity_bounds", "parts", {"most": MOST_OF_A_PART}))
    if refusals or own is None:
        return refusals
    inside = {**load_parts(), own.ref: [Part(ref, count or 1) for ref, count in fields.parts]}
    try:
        leaves(own.ref, inside)
    except Circle:
        names = [units[ref].name for ref, _count in fields.parts if own.ref in _below(ref, inside)]
        refusals.append(Refusal("composite_in_circle", "parts", {"name": own.name, "parts": names}))
    return refusals


def _below(ref: str, inside: Mapping[str, list[Part]]) -> set[str]:
    found, waiting = set[str](), [ref]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [part.unit for part in inside.get(each, ())]
    return found


def _used_refusals(fields: StockFields, own: Unit | None) -> list[Refusal]:
    """Answer which other units need this one as it is.

    Refuses: stock_is_used.
    """
    if own is None or fields.stock == own.stock:
        return []
    served = select(Unit.name).where(Unit.asset_id == own.id)
    within = (
        select(Unit.name)
        .join(UnitPart, (UnitPart.tenant_id == Unit.tenant_id) & (UnitPart.composite_id == Unit.id))
        .where(UnitPart.part_id == own.id)
    )
    names = list(db.session.execute(served).scalars())
    if fields.stock == Stock.SEATS:
        names += db.session.execute(within).scalars()
    return [Refusal("stock_is_used", "stock", {"names": names}, status=409)] if names else []


def standing_refusals(work: Work, own: Unit, fields: StockFields) -> list[Refusal]:
    """Answer which reservations a change of the stock leaves without what they have.

    Refuses: stock_has_reservations, quantity_below_use (both 409, naming them).
    Source:  semantics.md 7, P9.
    """
    opens = own.stock == Stock.SINGLE and fields.stock == Stock.POOL
    is_other = fields.stock != own.stock or (own.stock == Stock.COMPOSITE and _other_parts(own, fields))
    is_other = is_other or (own.stock == Stock.SEATS and _asset_id(fields) != own.asset_id)
    if is_other and not opens and _is_claimed(work, own):
        facts: dict[str, object] = {"name": own.name, "rivals": list_upcoming(own.id, work.now)}
        return [Refusal("stock_has_reservations", "stock", facts, status=409)]
    unit = find_unit(own.ref) if fields.stock == own.stock and fields.count < own.quantity else None
    if unit is not None:
        left_out, peak = list_not_fitting(unit, fields.count, now=work.now)
        if left_out:
            more: dict[str, object] = {"rivals": left_out, "quantity": fields.count, "peak": peak}
            return [Refusal("quantity_below_use", "quantity", more, status=409)]
    return []


def _is_claimed(work: Work, own: Unit) -> bool:
    """Tell whether anybody has claimed it: the claims of a composite stand on its parts."""
    live = select(Claim.id).where(Claim.live, Claim.unit_id == own.id)
    if own.stock == Stock.COMPOSITE:
        of_unit = exists().where(Reservation.id == Claim.reservation_id, Reservation.unit_id == own.id)
        live = select(Claim.id).where(Claim.live, Claim.ends_at > work.now, of_unit)
    return work.session.execute(live.limit(1)).first() is not None


def _other_parts(own: Unit, fields: StockFields) -> bool:
    kept = sorted((part.unit, part.quantity) for part in load_parts().get(own.ref, ()))
    return kept != sorted((ref, count or 1) for ref, count in fields.parts)


def _asset_id(fields: StockFields) -> int | None:
    if fields.stock != Stock.SEATS or not fields.asset_ref:
        return None
    return next((row.id for row in _rows([fields.asset_ref])), None)


def fill(row: Unit, fields: StockFields) -> None:
    """Write the stock on a unit."""
    row.stock, row.quantity = fields.stock, fields.count
    row.exclusive = fields.stock == Stock.SINGLE
    row.asset_id = _asset_id(fields)


def drop_parts(work: Work, row: Unit) -> None:
    """Take a unit apart before it is written anew."""
    work.session.execute(delete(UnitPart).where(UnitPart.composite_id == row.id))


def snapshot(row: Unit) -> dict[str, object]:
    """Answer what the record keeps of the stock."""
    asset = db.session.execute(select(Unit.ref).where(Unit.id == row.asset_id)).scalar_one_or_none()
    parts = [f"{part.quantity} {part.unit}" for part in load_parts().get(row.ref, ())]
    return {"stock": row.stock, "quantity": row.quantity, "asset": asset, "parts": parts}


def store(work: Work, row: Unit, fields: StockFields, *, was: int) -> None:
    """Write what stands beside the unit: its parts, and the seats of its departures that follow the unit's."""
    if row.stock == Stock.COMPOSITE:
        ids = {each.ref: each.id for each in _rows(refs_of(fields))}
        parts = [
            {"tenant_id": work.tenant.id, "composite_id": row.id, "part_id": ids[ref], "quantity": count}
            for ref, count in fields.parts
        ]
        work.session.execute(insert(UnitPart), parts)
    unit = find_unit(row.ref) if row.stock == Stock.SEATS and was != row.quantity else None
    if unit is not None:
        give_seats(work, list_following(unit, work.now), row.quantity)
