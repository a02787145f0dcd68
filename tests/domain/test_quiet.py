"""Quiet hours end when the clock on the wall says so, also where it jumps."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.domain.quiet import quiet_ends

MADRID = ZoneInfo("Europe/Madrid")


def at(text, zone=MADRID):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def time(text):
    return dt.time.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("now", "quiet_from", "quiet_until", "ends"),
    [
        ("2026-07-10T21:59", "22:00", "07:00", None),
        ("2026-07-10T22:00", "22:00", "07:00", "2026-07-11T07:00"),  # half-open
        ("2026-07-11T06:59", "22:00", "07:00", "2026-07-11T07:00"),  # begun the day before
        ("2026-07-11T07:00", "22:00", "07:00", None),
        ("2026-07-11T13:30", "13:00", "15:00", "2026-07-11T15:00"),
        ("2026-07-11T15:30", "13:00", "15:00", None),
        ("2026-07-11T00:00", "00:00", "06:00", "2026-07-11T06:00"),
        ("2026-03-29T01:30", "22:00", "02:30", "2026-03-29T03:00"),  # 02:30 does not exist on that night
        ("2026-10-25T02:10", "22:00", "07:00", "2026-10-25T07:00"),  # the night has an hour more
        ("2026-07-11T03:00", "22:00", "22:00", None),
        ("2026-07-11T03:00", None, None, None),
    ],
)
def test_quiet_hours(now, quiet_from, quiet_until, ends):
    found = quiet_ends(at(now), quiet_from=time(quiet_from), quiet_until=time(quiet_until), zone=MADRID)
    assert found == (at(ends) if ends else None)


def test_the_hour_that_comes_twice_is_quiet_to_its_first_end():
    second = at("2026-10-25T02:30").astimezone(dt.UTC) + dt.timedelta(hours=1)
    found = quiet_ends(second, quiet_from=time("22:00"), quiet_until=time("02:45"), zone=MADRID)
    assert found is None
