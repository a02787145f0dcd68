"""What the price of each paid reservation earned, date by date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Select, and_, any_, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.domain.lines import Line, LineKind, revenue_by_night
from app.models import PriceLine
from app.queries.binds import CHOSEN
from app.queries.plain import rows_of


class Price:
    """A stored price: what it is in all, and what each of its dates earned."""

    __slots__ = ("_row",)

    def __init__(self, row: Any) -> None:
        self._row = row

    @property
    def total_minor(self) -> int:
        """Answer the sum of the lines that count."""
        return int(self._row.total or 0)

    def by_date(self) -> dict[dt.date, int]:
        """Split the price over its dates; where nothing is taken off, each earned its own line."""
        row = self._row
        if row.is_given:
            return {}
        if not row.discount and not row.tax and len(set(row.days or ())) == len(row.days or ()):
            return dict(zip(row.days or (), row.amounts or (), strict=True))
        lines: list[Line] = [
            Line(LineKind.NIGHT, "night", amount, on_date=day)
            for day, amount in zip(row.days or (), row.amounts or (), strict=True)
            if day is not None
        ]
        if row.discount:
            lines.append(Line(LineKind.DISCOUNT, "discount", int(row.discount)))
        if row.tax:
            facts: dict[str, object] = {"on_nights_minor": int(row.tax)}
            lines.append(Line(LineKind.TAX_INCLUDED, "tax", int(row.tax), facts=facts, counts=False))
        return revenue_by_night(lines)


def prices_of(reservation_ids: list[int]) -> dict[int, Price]:
    """Load the prices of some reservations; who has no lines is left out."""
    if not reservation_ids:
        return {}
    return {row.reservation_id: Price(row) for row in rows_of(_LINES, {"chosen": reservation_ids}).all()}


def _lines() -> Select[*tuple[Any, ...]]:
    """Ask for the lines of reservations, those of each in one row."""
    is_night = PriceLine.kind == LineKind.NIGHT.value
    is_discount = and_(PriceLine.kind == LineKind.DISCOUNT.value, PriceLine.counts)
    on_nights = cast(PriceLine.facts["on_nights_minor"].astext, BigInteger)
    in_order = PriceLine.position
    return (
        select(
            PriceLine.reservation_id,
            func.array_agg(aggregate_order_by(PriceLine.on_date, in_order)).filter(is_night).label("days"),
            func.array_agg(aggregate_order_by(PriceLine.amount_minor, in_order))
            .filter(is_night)
            .label("amounts"),
            func.sum(case((PriceLine.counts, PriceLine.amount_minor))).label("total"),
            func.sum(case((is_discount, PriceLine.amount_minor))).label("discount"),
            func.sum(case((PriceLine.kind == LineKind.TAX_INCLUDED.value, on_nights))).label("tax"),
            func.bool_or(PriceLine.kind == LineKind.COMPLIMENTARY.value).label("is_given"),
        )
        .where(PriceLine.reservation_id == any_(CHOSEN))
        .group_by(PriceLine.reservation_id)
    )


_LINES = _lines()
