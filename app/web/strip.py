"""The line that sums up a day: who comes, who goes, who is there, what is free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.tape import Taken
from app.domain.words import State
from app.queries.nights import Night


@dataclass(frozen=True)
class Strip:
    """A day in numbers."""

    day: dt.date
    arriving: int
    leaving: int
    left: int
    in_house: int
    absent: int
    night: Night


def of_taken(taken: Iterable[Taken], day: dt.date, night: Night, *, in_house: int) -> Strip:
    """Count a day's arrivals, departures and stays.

    Shapes:  arriving counts who is still to come, leaving who is still to go; `left` have gone already.
    """
    stays = list(taken)
    ends_today = [item.state for item in stays if item.ends_on == day]
    return Strip(
        day=day,
        arriving=[item.state for item in stays if item.starts_on == day].count(State.CONFIRMED),
        leaving=ends_today.count(State.CONFIRMED) + ends_today.count(State.CHECKED_IN),
        left=ends_today.count(State.FINISHED),
        in_house=in_house,
        absent=sum(_is_fresh(item, day) for item in stays if item.state == State.ABSENT),
        night=night,
    )


def _is_fresh(item: Taken, day: dt.date) -> bool:
    """Tell whether somebody should have come today or yesterday: their absence waits for a decision."""
    return day - dt.timedelta(days=1) <= item.starts_on <= day
