"""What all charts have: a table, the sentence that says the finding, and which columns are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal

from app.language import gettext as _
from app.web.charts.axis import FIELD, HEIGHT, TOP, Axis, axis_of, exact
from app.web.charts.table import Column, Table, Value

Mark = Literal["past", "now", "future"]
ACROSS = 1000  # how wide the drawing of a line is before it is stretched to the room there is


@dataclass(frozen=True)
class Reference:
    """A line across a chart, with its words."""

    value: float | int | Decimal
    label: str


@dataclass(frozen=True)
class Legend:
    """A word of the legend, and how what it means is drawn."""

    cls: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing of a table's columns, named by their places: the first names what is compared.

    `links` holds an address a row, or nothing.
    """

    form: ClassVar[str] = ""

    table: Table
    finding: str
    value: int = 1
    compare: int | None = None
    links: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Tell whether the page has not all rows."""
        return False

    @property
    def page_table(self) -> Table:
        """Answer the table as the page shows it; files have all of it."""
        return self.table

    @property
    def column(self) -> Column:
        """Answer the column that is drawn."""
        return self.table.columns[self.value]

    @property
    def compared(self) -> Column | None:
        """Answer the column that is drawn beside it."""
        return None if self.compare is None else self.table.columns[self.compare]

    @cached_property
    def numbers(self) -> list[Decimal | None]:
        """Answer the values drawn."""
        return [exact(value) for value in self.table.values(self.value)]

    @cached_property
    def others(self) -> list[Decimal | None]:
        """Answer the values beside them; nothing when none are asked for."""
        return (
            []
            if self.compare is None
            else [exact(value) for value in self._fitting(self.table.values(self.compare))]
        )

    @cached_property
    def titles(self) -> list[str]:
        """Say each row in words."""
        names, values = self.table.shown_column(0), self.table.shown_column(self.value)
        said = [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
        if self.compare is None:
            return said
        others, name = self.table.shown_column(self.compare), self.table.columns[self.compare].name
        return [f"{one} · {name}: {other}" for one, other in zip(said, others, strict=True)]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(self.numbers) and not any(self.others)

    @property
    def emptiness(self) -> str:
        """Say why nothing is drawn."""
        if any(number is not None for number in self.numbers):
            return _("All figures are zero here.")
        return _("There are no figures here yet.")

    def link(self, place: int) -> str:
        """Answer the address of a row, or nothing."""
        return self.links[place] if place < len(self.links) else ""

    def _fitting(self, values: list[Value]) -> list[Value]:
        """Refuse to draw two kinds on one axis."""
        if self.compared is not None and self.compared.kind != self.column.kind:
            raise ValueError(f"{self.table.key}: {self.column.kind} and {self.compared.kind} share no axis")
        return values


@dataclass(frozen=True, kw_only=True)
class Plotted(Chart):
    """A chart with an axis, so high in pixels: what is above its field, the field itself, and all of it."""

    top: ClassVar[int] = TOP
    field: ClassVar[int] = FIELD
    height: ClassVar[int] = HEIGHT

    @cached_property
    def axis(self) -> Axis:
        """Answer the axis of all that is drawn."""
        return axis_of([*self.numbers, *self.others], self.column.kind)


def path_of(places: Sequence[float], falls: Sequence[float | None]) -> str:
    """Write a line through points; it breaks where a value is missing, and one that stands alone is a dot.

    Units:  places in percent of the width, falls in pixels of the field.
    """
    parts, is_drawn = [], False
    for number, (place, fall) in enumerate(zip(places, falls, strict=True)):
        if fall is not None:
            ends = number + 1 == len(falls) or falls[number + 1] is None
            parts.append(f"{'L' if is_drawn else 'M'}{place * ACROSS / 100:.1f} {fall:.1f}")
            parts += [] if is_drawn or not ends else ["h0"]
        is_drawn = fall is not None
    return "".join(parts)
