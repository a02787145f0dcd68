"""The names below a chart: as many as there is room for, and fewer where the page is narrow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.web import filters
from app.web.charts.axis import cut, width_of
from app.web.charts.table import Kind, Value, shown

# Pixels that a drawing has at least: in a card of 600, and on the smallest telephone.
WIDE, NARROW = 510, 235
APART = 10
EACH_DAY_UP_TO, DAYS_UP_TO, EACH_NUMBER_UP_TO = 10, 62, 14
LONGEST = 13
ROUND_NUMBERS = 14
STRIDES = (1, 2, 3, 4, 5, 6, 7, 10, 12, 14, 15, 20, 30, 50, 60, 90, 100, 180, 365)


@dataclass(frozen=True)
class Tick:
    """A name below a chart."""

    x: str
    text: str
    anchor: str
    is_now: bool
    is_wide_only: bool


def ticks_of(
    values: Sequence[Value],
    kind: Kind,
    places: Sequence[float],
    *,
    labels: Sequence[str] = (),
    now: int | None = None,
    now_name: str = "",
) -> list[Tick]:
    """Name the places of a chart.

    Units:  places in percent of the width.
    """
    if labels:
        texts = dict(enumerate(labels))
    elif kind == "day":
        texts = _days(values)
    elif kind == "month":
        texts = _months(values)
    elif kind == "number" and len(values) > EACH_NUMBER_UP_TO:
        texts = _numbers(values)
    else:
        texts = {place: shortened(shown(value, kind)) for place, value in enumerate(values)}
    if now is not None:
        texts[now] = texts.get(now, "") if kind == "month" or not now_name else now_name
    wide = _fitting(texts, places, WIDE, now)
    narrow = set(_fitting({at: texts[at] for at in wide}, places, NARROW, now))
    return [
        Tick(cut(places[at]), texts[at], _anchor(places[at], texts[at]), at == now, at not in narrow)
        for at in wide
    ]


def shortened(text: str) -> str:
    """Shorten a name to what fits below a chart."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _days(values: Sequence[Value]) -> dict[int, str]:
    days = {place: value for place, value in enumerate(values) if isinstance(value, dt.date)}
    if len(days) <= EACH_DAY_UP_TO:
        return {place: filters.day(value) for place, value in days.items()}
    if len(days) > DAYS_UP_TO:
        return {place: filters.month_short(value) for place, value in days.items() if value.day == 1}
    has_months = len({value.month for value in days.values()}) > 1
    return {
        place: filters.day(value) if has_months and value.day == 1 else str(value.day)
        for place, value in days.items()
        if value.day == 1 or value.day % 5 == 0
    }


def _numbers(values: Sequence[Value]) -> dict[int, str]:
    """Name round numbers only."""
    round_by = next(by for by in (5, 10, 50, 100, 1000) if len(values) / by <= ROUND_NUMBERS or by == 1000)
    return {
        place: shown(value, "number")
        for place, value in enumerate(values)
        if isinstance(value, int) and value % round_by == 0
    }


def _months(values: Sequence[Value]) -> dict[int, str]:
    months = {place: value for place, value in enumerate(values) if isinstance(value, dt.date)}
    has_years = len(months) > 12
    return {
        place: str(value.year) if has_years and value.month == 1 else filters.month_short(value)
        for place, value in months.items()
    }


def _fitting(texts: dict[int, str], places: Sequence[float], room: int, now: int | None) -> list[int]:
    """Choose every so many, so that none touches the next; the one of now always stays."""
    named = [at for at in texts if at != now and texts[at]]
    for stride in STRIDES:
        chosen = sorted({*named[::stride], *([] if now is None else [now])})
        if now is not None:
            chosen = [at for at in chosen if at == now or _are_apart(at, now, texts, places, room)]
        if all(_are_apart(a, b, texts, places, room) for a, b in pairwise(chosen)):
            return chosen
    return [] if now is None else [now]


def _are_apart(a: int, b: int, texts: dict[int, str], places: Sequence[float], room: int) -> bool:
    needed = (width_of(texts[a]) + width_of(texts[b])) / 2 + APART
    return abs(places[a] - places[b]) * room / 100 >= needed


def _anchor(place: float, text: str) -> str:
    """Keep a name inside the drawing."""
    half = width_of(text) / 2
    if place * NARROW / 100 < half - APART:
        return "start"
    return "end" if (100 - place) * NARROW / 100 < half - APART / 2 else "middle"
