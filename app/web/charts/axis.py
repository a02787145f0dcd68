"""Where a value stands on its axis, and the round numbers beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property, lru_cache

from babel.numbers import format_compact_currency, format_compact_decimal

from app.domain.money import to_major
from app.language import spoken
from app.tenancy import current
from app.web import filters
from app.web.charts.table import Kind, Value

TOP, FIELD, FOOT = 22, 200, 28  # pixels: room for a label above, the field of values, the names below
HEIGHT = TOP + FIELD + FOOT
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
FEWEST, MOST = 3, 6  # spaces between the lines of a grid
COMPACT_FROM, BRIEF_FROM, WHOLE_FROM = 10_000, 1_000, 10
BROAD_LETTERS, BROAD, USUAL = "%mwMW@€", 10.0, 6.4
QUARTER = Decimal("0.25")


@dataclass(frozen=True)
class Grid:
    """A line of the grid: how far from the top of the drawing, and the number beside it."""

    y: str
    text: str
    is_zero: bool


@dataclass(frozen=True)
class Axis:
    """An axis from its lowest to its highest round number."""

    kind: Kind
    low: Decimal
    high: Decimal
    step: Decimal

    def fall(self, value: Decimal) -> float:
        """Answer how far a value is below the top of the field, in pixels."""
        return float((self.high - value) / (self.high - self.low) * FIELD)

    @property
    def count(self) -> int:
        """Answer how many spaces are between its lines."""
        return int((self.high - self.low) / self.step)

    @cached_property
    def grid(self) -> list[Grid]:
        """Answer the lines of the grid, highest first."""
        marks = [self.high - self.step * place for place in range(self.count + 1)]
        return [Grid(cut(TOP + self.fall(mark)), self._said(mark), not mark) for mark in marks]

    @cached_property
    def width(self) -> int:
        """Answer the room that its numbers need, in pixels."""
        return round(max(width_of(line.text) for line in self.grid)) + 10

    def _said(self, mark: Decimal) -> str:
        if self.kind == "percent":
            return filters.percent(mark, digits=0 if mark % Decimal("0.01") == 0 else 1)
        if self.kind == "money":
            return money_short(int(mark), int(self.high))
        return number_short(mark, self.high)


def axis_of(values: Iterable[Value], kind: Kind) -> Axis:
    """Answer the axis on which all these values stand: shares of a whole from 0 to 100 %, others up to a round number."""
    known = [one for one in map(exact, values) if one is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    if kind == "percent" and low >= 0 and high <= 1:
        return Axis(kind, Decimal(0), Decimal(1), QUARTER)
    if low == high:
        return Axis(kind, low, low + 1, Decimal(1))
    steps = _round_steps(high - low, is_whole=kind in {"number", "money"})
    found = [_around(low, high, step, kind) for step in steps]
    fitting = [axis for axis in found if FEWEST <= axis.count <= MOST] or found[:1]
    return min(fitting, key=lambda axis: (axis.high - axis.low, axis.count))


def _around(low: Decimal, high: Decimal, step: Decimal, kind: Kind) -> Axis:
    return Axis(
        kind,
        (low / step).to_integral_value(ROUND_FLOOR) * step,
        (high / step).to_integral_value(ROUND_CEILING) * step,
        step,
    )


def _round_steps(span: Decimal, *, is_whole: bool) -> list[Decimal]:
    """List the round steps that are about as long as an axis needs; of what is counted only whole ones."""
    powers = [Decimal(10) ** (span.adjusted() + shift) for shift in (-1, 0)]
    steps = [step * power for power in powers for step in STEPS]
    return [step for step in steps if step == step.to_integral_value()] if is_whole else steps


def exact(value: Value) -> Decimal | None:
    """Answer a number to reckon with; None of a name and of nothing."""
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(str(value)) if isinstance(value, float | Decimal) else None


def money_short(minor: int, most: int) -> str:
    """Write an amount as briefly as an axis needs it, as `€12.5K` beside large ones."""
    code = current().currency
    amount, largest = to_major(minor, code), to_major(most, code)
    if largest < COMPACT_FROM:
        return filters.money(minor, short=True)
    return _compact(amount, spoken().name, 2, code)


def number_short(value: Decimal | int | float, most: Decimal | int | float) -> str:
    """Write a number as briefly as an axis needs it."""
    if most < COMPACT_FROM:
        return filters.number(value)
    return _compact(value, spoken().name, 2)


def number_brief(value: Decimal) -> str:
    """Write a number as briefly as a square needs it: large ones with a tenth of thousands or millions."""
    if abs(value) < BRIEF_FROM:
        return filters.number(round(value) if abs(value) >= WHOLE_FROM else round(value, 1))
    return _compact(value, spoken().name, 1)


@lru_cache(1024)
def _compact(value: Decimal | int | float, locale: str, digits: int, currency: str = "") -> str:
    if currency:
        return format_compact_currency(value, currency, locale=locale, fraction_digits=digits)
    return format_compact_decimal(value, locale=locale, fraction_digits=digits)


def width_of(text: str) -> float:
    """Guess how wide a small text will be, in pixels; never too narrow by much."""
    return sum(
        BROAD if letter in BROAD_LETTERS or unicodedata.east_asian_width(letter) in "WF" else USUAL
        for letter in text
    )


def cut(number: float) -> str:
    """Write a place in a drawing with no more digits than the eye needs."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
