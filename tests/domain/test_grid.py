"""The minutes by which a hand drags over a board: those of the wall clock, whatever the clock does at night."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.domain.board import Grid

MADRID = ZoneInfo("Europe/Madrid")
GRID = Grid(dt.date(2026, 10, 24), 7, 4, MADRID)


@pytest.mark.parametrize(
    ("day", "hour", "minute"),
    [
        (24, 0, 0),
        (24, 10, 600),
        (25, 12, 1440 + 720),  # an hour was there twice that night
        (23, 22, -120),  # before what is shown
        (31, 0, 7 * 1440),  # the end of what is shown
    ],
)
def test_minutes_count_by_the_wall_clock(day, hour, minute):
    at = dt.datetime(2026, 10, day, hour, tzinfo=MADRID)
    assert GRID.minute(at.astimezone(dt.UTC)) == minute
    assert GRID.wall(at.date(), at.time()) == minute
