"""What a script has to know to drag over a board: the steps of a row, and the minutes of what stands there.

Minutes count by the wall clock from the first midnight shown; a night runs from midday to midday.
"""

from __future__ import annotations

import datetime as dt

from app.domain.board import Grid
from app.domain.stock import Stock
from app.queries.board import CELLS_OF_DEPARTURES, BoardRow, Left
from app.queries.held import Held
from app.queries.policies import Rules

MIDDAY = dt.time(12)
FIXED = 0


def step_of(rules: Rules) -> int | None:
    """Answer how many minutes lie between two times that may be said; None of days, 0 of departures."""
    kind = rules.kind
    if kind.start_field == kind.end_field:
        return FIXED
    return kind.step_min(rules.doc) if kind.by_the_hour else None


def rest_of(rules: Rules) -> int:
    """Answer how many minutes have to lie between two who come after one another; of days that is left to the form."""
    return rules.doc.before_min + rules.doc.after_min if step_of(rules) else 0


def of_held(grid: Grid, row: BoardRow, held: Held) -> str:
    """Answer from which minute to which it is held."""
    starts_at, ends_at = held.own_starts_at or held.starts_at, held.own_ends_at or held.ends_at
    zone = grid.zone
    first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
    if step_of(row.kind) is None and first != last:
        return _written(grid.wall(first, MIDDAY), grid.wall(last, MIDDAY))
    return _written(grid.minute(starts_at), grid.minute(ends_at))


def of_left(grid: Grid, row: BoardRow, left: Left) -> str:
    """Answer the minutes of what is left; of several departures that are shown as one their day alone.

    Of a day whose hours are shown as one it is not known when it is full: then there are none.
    """
    period = left.period
    if left.departures:
        return _written(grid.wall(left.day, dt.time()))
    if period.starts_time is None:
        return _written(grid.wall(period.starts_on, MIDDAY), grid.wall(period.ends_on, MIDDAY))
    if not left.left and row.unit.stock is Stock.POOL and grid.per_day <= CELLS_OF_DEPARTURES:
        return ""
    ends_time = period.ends_time or period.starts_time
    return _written(grid.wall(period.starts_on, period.starts_time), grid.wall(period.ends_on, ends_time))


def _written(*minutes: int) -> str:
    return ",".join(map(str, minutes))
