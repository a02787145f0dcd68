"""The stored lines of prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import any_, select

from app.domain.lines import Line, LineKind
from app.models import PriceLine
from app.queries.binds import CHOSEN
from app.queries.plain import rows_of

_LINES = (
    select(
        PriceLine.reservation_id,
        PriceLine.kind,
        PriceLine.code,
        PriceLine.amount_minor,
        PriceLine.quantity,
        PriceLine.on_date,
        PriceLine.facts,
        PriceLine.counts,
    )
    .where(PriceLine.reservation_id == any_(CHOSEN))
    .order_by(PriceLine.reservation_id, PriceLine.position)
)


def list_lines(reservation_id: int) -> list[Line]:
    """List the lines of a price, in their order."""
    return lines_of_each([reservation_id]).get(reservation_id, [])


def lines_of_each(reservation_ids: Sequence[int]) -> dict[int, list[Line]]:
    """List the lines of several prices, by the reservation's key; who has none is left out."""
    found: dict[int, list[Line]] = defaultdict(list)
    for row in rows_of(_LINES, {"chosen": list(reservation_ids)}).all():
        found[row.reservation_id].append(
            Line(
                LineKind(row.kind),
                row.code,
                row.amount_minor,
                row.quantity,
                row.on_date,
                row.facts,
                row.counts,
            )
        )
    return found
