"""What was measured, beside what was wanted."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report; `is_met` None: there is no goal for it."""

    goal: str
    name: str
    measured: str
    wanted: str = ""
    is_met: bool | None = None


def at_most(goal: str, name: str, value: float, bound: float, *, unit: str = "", note: str = "") -> Figure:
    return Figure(
        goal, name, _said(value, unit) + note, f"at most {_said(bound, unit)}", is_met=value <= bound
    )


def at_least(goal: str, name: str, value: float, bound: float, *, unit: str = "", note: str = "") -> Figure:
    return Figure(
        goal, name, _said(value, unit) + note, f"at least {_said(bound, unit)}", is_met=value >= bound
    )


def shown(goal: str, name: str, value: float, *, unit: str = "", note: str = "") -> Figure:
    return Figure(goal, name, _said(value, unit) + note)


def _said(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.2f}"
    return f"{text} {unit}".strip() if unit != "x" else f"{text}x"


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def quantile(values: Sequence[float], share: float) -> float:
    """Answer the value that a share of the values does not pass."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(figures: Sequence[Figure]) -> str:
    """Write the figures as aligned lines."""
    rows = [("goal", "figure", "measured", "wanted", "")]
    for each in figures:
        word = {True: "met", False: "MISSED", None: ""}[each.is_met]
        rows.append((each.goal, each.name, each.measured, each.wanted, word))
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
