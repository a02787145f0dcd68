"""Closures, as pages read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.extensions import db
from app.models import Closure, Unit


@dataclass(frozen=True)
class ClosureRow:
    """A closure with its unit."""

    ref: str
    unit_ref: str
    unit_name: str
    starts_on: dt.date
    ends_on: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str
    note: str
    quantity: int | None
    created_at: dt.datetime
    lifted_at: dt.datetime | None

    def standing_at(self, now: dt.datetime) -> str:
        """Answer whether it is `lifted`, `over`, `running` or still `coming`."""
        if self.lifted_at is not None:
            return "lifted"
        if self.ends_at <= now:
            return "over"
        return "running" if self.starts_at <= now else "coming"


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Closure.ref,
        Unit.ref,
        Unit.name,
        Closure.starts_on,
        Closure.ends_on,
        Closure.starts_at,
        Closure.ends_at,
        Closure.reason,
        Closure.note,
        Closure.quantity,
        Closure.created_at,
        Closure.lifted_at,
    ).join(Unit, (Unit.tenant_id == Closure.tenant_id) & (Unit.id == Closure.unit_id))


def list_of_unit(unit_id: int, *, most: int = 20) -> list[ClosureRow]:
    """List the closures of a unit, the latest first, lifted ones left out."""
    asked = (
        _rows()
        .where(Closure.unit_id == unit_id, Closure.lifted_at.is_(None))
        .order_by(Closure.starts_on.desc())
        .limit(most)
    )
    return [ClosureRow(*row) for row in db.session.execute(asked)]


def units_closed_at(now: dt.datetime) -> set[str]:
    """Answer the references of the units that are closed at an instant."""
    asked = (
        select(Unit.ref)
        .join(Closure, (Closure.tenant_id == Unit.tenant_id) & (Closure.unit_id == Unit.id))
        .where(Closure.lifted_at.is_(None), Closure.starts_at <= now, Closure.ends_at > now)
    )
    return set(db.session.execute(asked).scalars())


def find_closure(ref: str) -> ClosureRow | None:
    """Find a closure by its reference."""
    row = db.session.execute(_rows().where(Closure.ref == ref)).one_or_none()
    return ClosureRow(*row) if row else None
