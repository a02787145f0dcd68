"""A figure's table: what the drawing, the page, the files and the paper all read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from app.domain.money import exponent
from app.tenancy import current
from app.web import filters

Kind = Literal["text", "number", "money", "percent", "day", "month", "decimal"]
Value = str | int | float | Decimal | dt.date | None
NAMES = ("text", "day", "month")
MISSING = "–"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Units:  money is minor units of the tenant's currency, percent a ratio, a month its first day.
    """

    name: str
    kind: Kind = "number"

    @property
    def is_number(self) -> bool:
        """Tell whether its cells are reckoned with, and stand at the right."""
        return self.kind not in NAMES


@dataclass(frozen=True)
class Table:
    """A figure: its key in addresses and file names, its headline, and its rows of raw values.

    Shapes:  the first column names the rows; each row has a value a column, None where there is none.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"{self.key}: {len(row)} values for {len(self.columns)} columns: {row!r:.80}"
                )

    def values(self, place: int) -> list[Value]:
        """Answer what stands in a column."""
        return [row[place] for row in self.rows]

    def shown_column(self, place: int) -> list[str]:
        """Write a column as the page shows it: all its amounts with cents or none, all its days with a year or none."""
        if place not in self._written:
            kind, values = self.columns[place].kind, self.values(place)
            is_exact, has_years = _has_cents(kind, values), _has_years(kind, values)
            self._written[place] = [shown(value, kind, exact=is_exact, year=has_years) for value in values]
        return self._written[place]

    @cached_property
    def _written(self) -> dict[int, list[str]]:
        """Keep the columns that were written: drawing, titles and table read them, and formatting takes longest."""
        return {}

    @property
    def shown_rows(self) -> list[tuple[str, ...]]:
        """Write all rows as the page shows them."""
        return list(zip(*map(self.shown_column, range(len(self.columns))), strict=True))


def shown(value: Value, kind: Kind, *, exact: bool = False, year: bool = False) -> str:
    """Write a value as the page shows it; `exact` writes cents even where they are zero."""
    if value is None:
        return MISSING
    if isinstance(value, dt.date):
        return _date(value, kind, year=year)
    if not isinstance(value, int | float | Decimal):
        return str(value)
    if kind == "money":
        return filters.money(round(value), short=not exact)
    if kind == "percent":
        return filters.percent(share(float(value)))
    if kind == "decimal":
        return filters.number(round(Decimal(str(value)), 2))
    return filters.number(value)


def share(ratio: float) -> float:
    """Round a share as the calendar does: 0 % only when there is nothing, 100 % only when there is all."""
    return min(0.99, max(0.01, ratio)) if 0 < ratio < 1 else ratio


def _date(value: dt.date, kind: Kind, *, year: bool) -> str:
    if kind == "month":
        return filters.month(value)
    return f"{filters.weekday(value)} {filters.day_full(value)}" if year else filters.day_short(value)


def _has_cents(kind: Kind, values: Sequence[Value]) -> bool:
    if kind != "money":
        return False
    whole = 10 ** exponent(current().currency)
    return any(value % whole for value in values if isinstance(value, int))


def _has_years(kind: Kind, values: Sequence[Value]) -> bool:
    return kind == "day" and len({value.year for value in values if isinstance(value, dt.date)}) > 1
