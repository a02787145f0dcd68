"""The statements that sum what is kept of the facts: each is written, and compiled, once a process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from app.domain.stats import Facts
from app.models import StatsRoll, TypeDay, UnitDay
from app.models.stats import MEASURES
from app.queries.binds import FIRST_ON, LAST_ON
from app.queries.plain import rows_of
from app.queries.tally import Key
from app.queries.units import UnitRow
from app.tenancy import current

SUPPLY = frozenset({"available", "maintenance", "taken"})
_BEGINS: Any = bindparam("begins_on", type_=Date)
_ENDS: Any = bindparam("ends_on", type_=Date)
STAMP = select(literal_column("stats_rolls::text", Text)).select_from(StatsRoll).scalar_subquery()
REMEMBERED = 128  # sums: of 500 units at most 100 kB each


@dataclass(frozen=True)
class Choice:
    """Whose facts are wanted: of a unit, of a type, of a channel; None: of all.

    Of a channel, what is available is that of all: a night that another channel sold was available too.
    """

    unit_id: int | None = None
    type_id: int | None = None
    channel: str | None = None

    def holds(self, unit: UnitRow) -> bool:
        """Tell whether a unit is among the chosen ones."""
        return unit.id == self.unit_id if self.unit_id is not None else self.type_id in (None, unit.type_id)


ALL = Choice()


@dataclass(frozen=True)
class Asked:
    """The measures of a table from `first` to before `last`, summed by kind and by one of its columns.

    Shapes:  with `but`, the dates around it: before its first and from its second on. With `alike`, dates of one month
             and weekday are one row, under the first of them; the very first date stands alone. What is not among
             `measures` is 0.
    """

    table: Any
    name: str
    first: dt.date
    last: dt.date
    but: tuple[dt.date, dt.date] | None = None
    alike: bool = False
    measures: tuple[str, ...] = MEASURES

    def rows(self, choice: Choice) -> list[tuple[Any, ...]]:
        """Answer kind, key and measures of each, and the stamp of the roll that left them; without rows, of no roll."""
        begins, ends = self.but or (self.first, self.last)
        values = {
            "first_on": self.first, "last_on": self.last, "begins_on": begins, "ends_on": ends,
            "unit": choice.unit_id, "type": choice.type_id, "channel": choice.channel,
        }  # fmt: skip
        return [tuple(row) for row in rows_of(_summed(self._shape(choice)), values).all()]

    def _shape(self, choice: Choice) -> _Shape:
        return _Shape(
            self.table, self.name, choice.unit_id is not None, choice.type_id is not None,
            choice.channel is not None, self.but is not None, self.alike, self.measures,
        )  # fmt: skip


class _Shape(NamedTuple):
    """What a statement is made of; all else is given to it."""

    table: Any
    name: str
    by_unit: bool
    by_type: bool
    by_channel: bool
    is_around: bool
    alike: bool
    measures: tuple[str, ...]


@lru_cache
def _summed(shape: _Shape) -> Select[*tuple[Any, ...]]:
    table = shape.table
    day = table.day if hasattr(table, "day") else table.month
    where = [_between(day, FIRST_ON, LAST_ON)]
    if shape.is_around:
        where.append(or_(day < _BEGINS, day >= _ENDS))
    if shape.by_unit:
        where.append(table.unit_id == bindparam("unit"))
    elif shape.by_type and table is TypeDay:
        where.append(table.unit_type_id == bindparam("type"))
    column = getattr(table, shape.name)
    sorts = [column]
    if shape.alike:
        sorts = [func.date_trunc("month", day), func.extract("isodow", day), day == FIRST_ON]
        column = func.min(day)
    measures = [
        _measure(table, measure, by_channel=shape.by_channel)
        if measure in shape.measures
        else literal_column("0")
        for measure in MEASURES
    ]
    return select(table.kind, column, *measures, STAMP).where(*where).group_by(table.kind, *sorts)


def _measure(table: Any, name: str, *, by_channel: bool) -> ColumnElement[int]:
    """Sum as whole numbers: a sum of large ones is a decimal, which is slow to read."""
    column: Any = getattr(table, name)
    if by_channel and name not in SUPPLY:
        column = case((table.channel == bindparam("channel"), column), else_=0)
    return cast(func.sum(column), BigInteger)


class Rolled(Exception):
    """A roll came in between: what is kept is no longer as the one asked about left it.

    Shapes:  `found` is what is kept now.
    """

    def __init__(self, found: Collection[Any] = ()) -> None:
        super().__init__()
        self.found = found


@lru_cache(maxsize=REMEMBERED)
def as_left(tenant_id: int, stamp: str, asked: Asked, choice: Choice) -> tuple[tuple[str, Any, Facts], ...]:
    """Answer what was asked, by kind and key, as a roll of the entered tenant left it: that changes no more.

    Raises:  Rolled when another one has come since.
    """
    if tenant_id != current().id:
        raise LookupError("sums are read of the entered tenant only")
    rows = asked.rows(choice)
    found = rows[0][-1] if rows else rows_of(select(STAMP)).scalar_one()
    if found != stamp:
        raise Rolled
    return tuple((kind, key, Facts(*measures)) for kind, key, *measures, _stamp in rows)


def kept(unit_ids: Collection[int] | None, first: dt.date, last: dt.date) -> dict[Key, Facts]:
    """Answer the facts that are kept of the dates from `first` to before `last`, of some units or of all."""
    measures = (getattr(UnitDay, name) for name in MEASURES)
    asked = select(UnitDay.unit_id, UnitDay.day, UnitDay.channel, *measures).where(
        _between(UnitDay.day, first, last)
    )
    if unit_ids is not None:
        asked = asked.where(UnitDay.unit_id.in_(unit_ids))
    rows = (tuple[Any, ...](row) for row in rows_of(asked).all())
    return {(unit_id, day, channel): Facts(*counts) for unit_id, day, channel, *counts in rows}


def _between(column: Any, first: Any, last: Any) -> ColumnElement[bool]:
    return and_(column >= first, column < last)
