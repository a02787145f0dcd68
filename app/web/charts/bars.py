"""Bars: a table whose cells are drawn, with a tick for what is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from app.language import ngettext
from app.web.charts.axis import cut, exact
from app.web.charts.base import Chart, Legend
from app.web.charts.table import Table

SHOWN, MOST_ON_PAGE, FEW_ON_PAGE = 12, 60, 24


def on_page(count: int) -> int:
    """Answer how many of some rows the page has: all, or the first few where there are more than anybody reads."""
    return count if count <= MOST_ON_PAGE else FEW_ON_PAGE


@dataclass(frozen=True)
class Bar:
    """A row: its name and address, how long its bar is, where the tick stands, and both in words."""

    name: str
    link: str
    width: str | None
    tick: str | None
    text: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Bars of a table's rows, in the order given; more than `most` are folded behind what `rest` says of their number.

    `whole` is what the full width means; without it that is the longest.
    """

    form: ClassVar[str] = "bars"

    whole: float | int | Decimal | None = None
    most: int = SHOWN
    rest: Callable[[int], str] | None = None

    @cached_property
    def page_table(self) -> Table:
        """Answer the first rows: who wants hundreds of them takes a file."""
        return replace(self.table, rows=self.table.rows[: on_page(len(self.table.rows))])

    @cached_property
    def rows(self) -> list[Bar]:
        """Answer the rows of the page, measured."""
        shown = self.page_table
        names, texts = shown.shown_column(0), shown.shown_column(self.value)
        others = ["" for _ in names] if self.compare is None else shown.shown_column(self.compare)
        before = self.others[: len(names)] or [None] * len(names)
        return [
            Bar(name, self.link(place), self._part(number), self._part(then), text, other)
            for place, (name, number, then, text, other) in enumerate(
                zip(names, self.numbers[: len(names)], before, texts, others, strict=True)
            )
        ]

    @property
    def first(self) -> list[Bar]:
        """Answer the rows that are seen at once: all of them when only one would be folded."""
        return self.rows[: self.most] if len(self.rows) > self.most + 1 else self.rows

    @property
    def folded(self) -> list[Bar]:
        """Answer the rows that are folded away."""
        return self.rows[len(self.first) :]

    @property
    def folded_words(self) -> str:
        """Say how many are folded away."""
        count = len(self.table.rows) - len(self.first)
        return self.rest(count) if self.rest else ngettext("The other %(num)s", "The other %(num)s", count)

    @property
    def is_cut(self) -> bool:
        """Tell whether the page has not all rows."""
        return len(self.table.rows) > MOST_ON_PAGE

    @property
    def says_more(self) -> bool:
        """Tell whether the table has columns that are not drawn."""
        return len(self.table.columns) > 2 + (self.compare is not None)

    @property
    def legend(self) -> list[Legend]:
        """Answer what bar and tick mean, where there are both."""
        if self.compared is None:
            return []
        return [Legend("past", self.column.name), Legend("tick", self.compared.name)]

    @cached_property
    def _whole(self) -> Decimal:
        longest = max((one for one in [*self.numbers, *self.others] if one is not None), default=Decimal(0))
        return max(exact(self.whole) or Decimal(0), longest)

    def _part(self, number: Decimal | None) -> str | None:
        if number is None:
            return None
        return cut(float(max(number, Decimal(0)) / self._whole * 100)) if self._whole else "0"
