"""Which leaf units a unit takes: its own, its parts', or the asset that its slots run with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, text

from app.domain.stock import Need, Part, Stock, leaves
from app.extensions import db
from app.models import Unit, UnitPart
from app.queries.plain import rows_of

# Whatever a claim on units, by their references, may touch; the rows `id` of `leaf`. The list as `binds.each_given`.
TOUCHED = """
    WITH RECURSIVE touched AS (
      SELECT id, asset_id FROM units WHERE ref = ANY (ARRAY(SELECT unnest(CAST(:refs AS text[]))))
      UNION SELECT u.id, u.asset_id FROM touched t JOIN unit_parts p ON p.composite_id = t.id
      JOIN units u ON u.tenant_id = p.tenant_id AND u.id = p.part_id
    ), leaf AS (SELECT id FROM touched UNION SELECT asset_id FROM touched WHERE asset_id IS NOT NULL)
"""
_TOUCHED = text(f"{TOUCHED} SELECT id FROM leaf")  # noqa: S608 - of nothing but the words above


class Leaf(NamedTuple):
    """A leaf unit's key, and how many of it are needed."""

    unit_id: int
    need: Need


def find_lock_ids(refs: Iterable[str]) -> set[int]:
    """Find the keys of some units and of all that a claim on them would touch."""
    return set(rows_of(_TOUCHED, {"refs": sorted(set(refs))}).scalars())


def load_parts() -> dict[str, list[Part]]:
    """Load what every composite unit is made of, by references."""
    composite, part = Unit.__table__.alias("composite"), Unit.__table__.alias("part")
    asked = (
        select(composite.c.ref, part.c.ref, UnitPart.quantity)
        .join(
            composite,
            (composite.c.tenant_id == UnitPart.tenant_id) & (composite.c.id == UnitPart.composite_id),
        )
        .join(part, (part.c.tenant_id == UnitPart.tenant_id) & (part.c.id == UnitPart.part_id))
        .order_by(UnitPart.id)
    )
    found: dict[str, list[Part]] = {}
    for ref, inside, quantity in db.session.execute(asked):
        found.setdefault(ref, []).append(Part(inside, quantity))
    return found


def load_leaves() -> dict[int, tuple[Leaf, ...]]:
    """Load the leaf units of every unit, by its key."""
    rows = db.session.execute(select(Unit.id, Unit.ref, Unit.stock, Unit.quantity, Unit.asset_id)).all()
    units = {row.ref: row for row in rows}
    refs = {row.id: row.ref for row in rows}
    parts = load_parts()
    found: dict[int, tuple[Leaf, ...]] = {}
    for row in rows:
        takes = [
            Leaf(units[ref].id, Need(ref, count, units[ref].quantity, Stock(units[ref].stock)))
            for ref, count in leaves(row.ref, parts).items()
        ]
        if row.asset_id is not None:
            takes.append(Leaf(row.asset_id, Need(refs[row.asset_id], serves=row.ref)))
        found[row.id] = tuple(takes)
    return found
