"""Columns: a value a category, past, now and to come told apart, with a dashed line to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from app.language import gettext as _
from app.web.charts.axis import TOP, Axis, axis_of, cut, width_of
from app.web.charts.base import Legend, Mark, Plotted, Reference, path_of
from app.web.charts.table import Value
from app.web.charts.ticks import NARROW, Tick, ticks_of

FILLED, FINE_FILLED, WIDEST = 0.72, 0.84, 9.0
FINE_FROM = 62  # so many columns are too thin for round corners, edges, and a place of their own to point at


@dataclass(frozen=True)
class Drawn:
    """A column as it is drawn; `height` is None where there is no value."""

    x: str
    width: str
    slot_x: str
    slot_width: str
    y: str
    height: str | None
    mark: Mark
    title: str


@dataclass(frozen=True)
class Label:
    """Words in a drawing."""

    x: str
    y: str
    text: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Columns(Plotted):
    """Columns over an axis; `marks` says of each row whether it is past, now or to come: without, all are past."""

    form: ClassVar[str] = "columns"

    marks: tuple[Mark, ...] = ()
    reference: Reference | None = None
    labels: tuple[str, ...] = ()
    now_name: str = ""
    future_name: str = ""

    @cached_property
    def axis(self) -> Axis:
        """Answer the axis of all that is drawn, the line across included."""
        across: list[Value] = [self.reference.value] if self.reference else []
        return axis_of([*self.numbers, *self.others, *across], self.column.kind)

    @property
    def is_fine(self) -> bool:
        """Tell whether the columns are thin ones."""
        return len(self.numbers) > FINE_FROM

    @cached_property
    def places(self) -> list[float]:
        """Answer the middle of each column, in percent of the width."""
        return [(place + 0.5) * 100 / len(self.numbers) for place in range(len(self.numbers))]

    @cached_property
    def drawn(self) -> list[Drawn]:
        """Answer the columns, placed."""
        slot = 100 / len(self.numbers)
        width = min(slot * (FINE_FILLED if self.is_fine else FILLED), WIDEST)
        zero = self.axis.fall(Decimal(0))
        found = []
        for place, (middle, number) in enumerate(zip(self.places, self.numbers, strict=True)):
            fall = zero if number is None else self.axis.fall(number)
            found.append(
                Drawn(
                    x=cut(middle - width / 2), width=cut(width), slot_x=cut(middle - slot / 2), slot_width=cut(slot),
                    y=cut(min(fall, zero)), height=None if number is None else cut(abs(zero - fall)),
                    mark=self._mark(place), title=self.titles[place],
                )
            )  # fmt: skip
        return found

    @cached_property
    def line(self) -> str:
        """Answer the dashed line through what is compared with."""
        return path_of(self.places, [None if one is None else self.axis.fall(one) for one in self.others])

    @cached_property
    def best(self) -> Label | None:
        """Answer the words above the highest column, the first when there are several."""
        known = [(number, -place) for place, number in enumerate(self.numbers) if number]
        if not known or max(known)[0] < 0:
            return None
        number, place = max(known)
        text = self.table.shown_column(self.value)[-place]
        at = self.places[-place]
        return Label(cut(at), cut(TOP + self.axis.fall(number) - 6), text, kept_inside(at, text))

    @property
    def across(self) -> Label | None:
        """Answer the words of the line across, at the side where the highest column is not."""
        if self.reference is None:
            return None
        is_right = self.best is None or float(self.best.x) < 50
        y = TOP + self.axis.fall(Decimal(str(self.reference.value)))
        return Label("100" if is_right else "0", cut(y), self.reference.label, "end" if is_right else "start")

    @property
    def now_x(self) -> str | None:
        """Answer where today is when its column is too thin to be seen."""
        return cut(self.places[self.marks.index("now")]) if self.is_fine and "now" in self.marks else None

    @property
    def ticks(self) -> list[Tick]:
        """Answer the names below."""
        now = self.marks.index("now") if "now" in self.marks else None
        return ticks_of(
            self.table.values(0), self.table.columns[0].kind, self.places,
            labels=self.labels, now=now, now_name=self.now_name or _("Today"),
        )  # fmt: skip

    @property
    def legend(self) -> list[Legend]:
        """Answer what each way of drawing means; nothing where there is one only."""
        named = {
            "past": self.column.name,
            "now": self.now_name or _("Today"),
            "future": self.future_name or _("To come"),
        }
        found = [Legend(mark, text) for mark, text in named.items() if mark in (self.marks or ("past",))]
        if self.compared is not None:
            found.append(Legend("before", self.compared.name))
        return found if len(found) > 1 else []

    def _mark(self, place: int) -> Mark:
        return self.marks[place] if place < len(self.marks) else "past"

    @property
    def has_flat_feet(self) -> bool:
        """Tell whether all columns stand on the lowest line, where their feet are cut flat."""
        return self.axis.low == 0 and not self.is_fine


def kept_inside(place: float, text: str) -> str:
    """Answer how words are anchored so that they stay inside the drawing."""
    half = width_of(text) / 2
    if place * NARROW / 100 < half:
        return "start"
    return "end" if (100 - place) * NARROW / 100 < half else "middle"
