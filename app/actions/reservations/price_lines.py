"""The stored lines of a price: read, added, replaced."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.actions.transaction import Work
from app.domain.lines import Line
from app.models import PriceLine


def store_lines(work: Work, reservation_id: int, lines: Sequence[Line]) -> None:
    """Replace the stored lines of a price."""
    work.session.execute(delete(PriceLine).where(PriceLine.reservation_id == reservation_id))
    add_lines(work, reservation_id, lines)


def add_lines(work: Work, reservation_id: int, lines: Sequence[Line]) -> None:
    """Store the lines of a price, where there are none yet."""
    rows = [
        {
            "tenant_id": work.tenant.id,
            "reservation_id": reservation_id,
            "position": position,
            "kind": line.kind.value,
            "code": line.code,
            "facts": dict(line.facts),
            "on_date": line.on_date,
            "quantity": line.quantity,
            "amount_minor": line.amount_minor,
            "counts": line.counts,
        }
        for position, line in enumerate(lines)
    ]
    work.writer.add((PriceLine, rows))
