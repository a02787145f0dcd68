"""Squares: a table whose cells are coloured by how much they hold, each with its number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from app.domain.heat import heat
from app.domain.money import to_major
from app.language import gettext as _
from app.tenancy import current
from app.web.charts.axis import axis_of, cut, exact, number_brief, width_of
from app.web.charts.base import Chart
from app.web.charts.table import MISSING, Column, share, shown
from app.web.charts.ticks import WIDE, shortened

HEAD, ROW, GAP = 24, 30, 3
WIDEST = 20.0
NARROW_CARD = 300  # pixels inside a card on a small telephone, the names of the rows included
SMALLER = 0.88  # the letters where the page is narrow
PARTS = 100_000
SHARES = ("0", "1–24", "25–44", "45–61", "62–79", "80–99")


@dataclass(frozen=True)
class Square:
    """A square: `step` is None where there is no value."""

    x: str
    width: str
    middle: str
    y: int
    step: int | None
    text: str
    title: str


@dataclass(frozen=True)
class Head:
    """The name of a column; left out where the page is too narrow for it, or everywhere."""

    x: str
    text: str
    is_wide_only: bool


@dataclass(frozen=True, kw_only=True)
class Squares(Chart):
    """Squares of all columns but the first, which names the rows; they are all of the same kind."""

    form: ClassVar[str] = "squares"

    short_names: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[Column, ...]:
        """Answer the columns that are drawn."""
        return self.table.columns[1:]

    @cached_property
    def numbers(self) -> list[Decimal | None]:
        """Answer all values, row by row."""
        return [exact(value) for row in self.table.rows for value in row[1:]]

    @property
    def height(self) -> int:
        """Answer how high the drawing is, in pixels."""
        return HEAD + ROW * len(self.table.rows)

    @property
    def names(self) -> list[tuple[str, str]]:
        """Answer the names of the rows: how far down, and the name."""
        shown_names = map(shortened, self.table.shown_column(0))
        return [(cut(HEAD + ROW * (place + 0.5) + 1), name) for place, name in enumerate(shown_names)]

    @property
    def names_width(self) -> int:
        """Answer the room that the names of the rows need, in pixels."""
        return round(max((width_of(name) for _place, name in self.names), default=0)) + 10

    @property
    def over(self) -> list[Head]:
        """Answer the names of the columns: as many as there is room for."""
        texts = list(self.short_names) or [shortened(str(column.name)) for column in self.heads]
        widest = max(map(width_of, texts), default=0) + 4
        wide, narrow = self._stride(WIDE, widest), self._stride(self._narrow, widest)
        return [
            Head(cut((place + 0.5) * self._slot), text, place % narrow > 0)
            for place, text in enumerate(texts)
            if place % wide == 0
        ]

    @cached_property
    def squares(self) -> list[Square]:
        """Answer the squares, placed."""
        said = [self.table.shown_column(place + 1) for place in range(len(self.heads))]
        names, found = self.table.shown_column(0), []
        for down, row in enumerate(self.table.rows):
            for across, value in enumerate(row[1:]):
                number = exact(value)
                title = f"{names[down]}, {self.heads[across].name}: {said[across][down]}"
                x = across * self._slot
                found.append(
                    Square(
                        cut(x), cut(self._slot), cut(x + self._slot / 2), HEAD + ROW * down,
                        self._step(number), self._short(number), title,
                    )
                )  # fmt: skip
        return found

    @cached_property
    def numbers_fit(self) -> str:
        """Answer where the numbers fit into the squares: `all`, `wide` pages, or `none`."""
        widest = max((width_of(square.text) for square in self.squares), default=0)
        if widest * SMALLER + GAP <= self._slot * self._narrow / 100:
            return "all"
        return "wide" if widest + GAP <= self._slot * WIDE / 100 else "none"

    @property
    def scale(self) -> list[str]:
        """Say the steps: shares one by one, of others the first and the last."""
        if self._is_share:
            return [*SHARES, _("Full")]
        most = max((one for one in self.numbers if one is not None), default=Decimal(0))
        return [shown(0, self.heads[0].kind), "", "", "", "", "", shown(self._raw(most), self.heads[0].kind)]

    @property
    def _slot(self) -> float:
        return min(100 / max(len(self.heads), 1), WIDEST)

    @cached_property
    def _is_share(self) -> bool:
        return self.heads[0].kind == "percent" and axis_of(self.numbers, "percent").high == 1

    @cached_property
    def _most(self) -> Decimal:
        known = max((one for one in self.numbers if one is not None), default=Decimal(0))
        return Decimal(1) if self._is_share else known

    @property
    def _narrow(self) -> int:
        return NARROW_CARD - self.names_width

    def _stride(self, room: int, needed: float) -> int:
        return max(1, -int(-needed // (self._slot * room / 100)))

    def _step(self, number: Decimal | None) -> int | None:
        if number is None:
            return None
        return heat(round(number / self._most * PARTS), PARTS) if self._most > 0 else 0

    def _short(self, number: Decimal | None) -> str:
        kind = self.heads[0].kind
        if number is None:
            return MISSING
        if kind == "percent":
            return str(round(100 * share(float(number))))
        amount = to_major(int(number), current().currency) if kind == "money" else number
        return number_brief(amount)

    def _raw(self, number: Decimal) -> int | Decimal:
        return int(number) if self.heads[0].kind == "money" else number
