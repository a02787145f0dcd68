"""Two lines over the same days: this year's, solid up to today, and last year's, dashed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from app.language import gettext as _
from app.web.charts.axis import TOP, cut
from app.web.charts.base import Legend, Plotted, path_of
from app.web.charts.columns import FINE_FROM, Label, kept_inside
from app.web.charts.ticks import Tick, ticks_of


@dataclass(frozen=True, kw_only=True)
class Line(Plotted):
    """Lines over an axis; `now` is the row of today, which is marked and says its value."""

    form: ClassVar[str] = "line"

    now: int | None = None
    labels: tuple[str, ...] = ()
    now_name: str = ""

    @cached_property
    def places(self) -> list[float]:
        """Answer where each row stands, in percent of the width."""
        last = len(self.numbers) - 1
        return [place * 100 / last if last else 50.0 for place in range(len(self.numbers))]

    @property
    def line(self) -> str:
        """Answer the solid line."""
        return path_of(self.places, [None if one is None else self.axis.fall(one) for one in self.numbers])

    @property
    def before(self) -> str:
        """Answer the dashed line."""
        return path_of(self.places, [None if one is None else self.axis.fall(one) for one in self.others])

    @property
    def point(self) -> Label | None:
        """Answer the point of today with its value, where it has one."""
        number = None if self.now is None else self.numbers[self.now]
        if self.now is None or number is None:
            return None
        at, text = self.places[self.now], self.table.shown_column(self.value)[self.now]
        return Label(cut(at), cut(TOP + self.axis.fall(number)), text, kept_inside(at, text))

    @property
    def slots(self) -> list[Label]:
        """Answer places to point at, each with its words; none where they would be too thin."""
        if len(self.places) > FINE_FROM or len(self.places) < 2:
            return []
        step = self.places[1]
        return [
            Label(cut(place - step / 2), cut(step), title, "")
            for place, title in zip(self.places, self.titles, strict=True)
        ]

    @property
    def ticks(self) -> list[Tick]:
        """Answer the names below."""
        return ticks_of(
            self.table.values(0), self.table.columns[0].kind, self.places,
            labels=self.labels, now=self.now, now_name=self.now_name or _("Today"),
        )  # fmt: skip

    @property
    def legend(self) -> list[Legend]:
        """Answer what each line means."""
        found = [Legend("solid", self.column.name)]
        return [*found, Legend("before", self.compared.name)] if self.compared else []
