"""Zones: nights are dates, instants are UTC, and the clocks change in between."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Period
from app.domain.localtime import NonexistentTime, day_start, elapsed, instant, local_date, local_time, nights
from tests.domain.make import MADRID, NIGHTLY, policy, stay

SANTIAGO = ZoneInfo("America/Santiago")
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Lagos", "America/Asuncion", "America/Caracas", "America/Godthab",
    "America/Havana", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Amman", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Dublin", "Europe/London", "Europe/Madrid", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "UTC",
)  # fmt: skip


def hours_of(period: Period) -> float:
    return NIGHTLY.span(policy(), period, MADRID).length / timedelta(hours=1)


def test_Z1_a_night_in_which_the_clocks_go_forward_is_one_night_of_19_hours():
    period = stay("2026-03-28", "2026-03-29")
    assert len(NIGHTLY.units_of_time(policy(), period, zone=MADRID)) == 1
    assert hours_of(period) == 19


def test_Z2_a_night_in_which_they_go_back_is_one_night_of_21_hours():
    period = stay("2026-10-24", "2026-10-25")
    assert len(NIGHTLY.units_of_time(policy(), period, zone=MADRID)) == 1
    assert hours_of(period) == 21


def hours_from_one_to_four(day: date) -> float:
    first, last = instant(day, time(1), MADRID), instant(day, time(4), MADRID)
    return elapsed(first.astimezone(MADRID), last.astimezone(MADRID)) / timedelta(hours=1)


def test_Z3_an_hour_that_is_missing_does_not_pass():
    assert hours_from_one_to_four(date(2026, 3, 29)) == 2


def test_Z4_an_hour_that_comes_twice_passes_twice():
    assert hours_from_one_to_four(date(2026, 10, 25)) == 4


def test_Z5_a_time_that_does_not_exist_is_refused_or_moves_forward_when_told():
    with pytest.raises(NonexistentTime):
        instant(date(2026, 3, 29), time(2, 30), MADRID)
    moved = instant(date(2026, 3, 29), time(2, 30), MADRID, lenient=True)
    assert moved == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert local_time(moved, MADRID) == time(3)


def test_an_ambiguous_time_is_the_first_of_the_two():
    assert instant(date(2026, 10, 25), time(2, 30), MADRID) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_Z6_a_date_without_midnight_appears_exactly_once():
    day = date(2026, 9, 6)
    with pytest.raises(NonexistentTime):
        instant(day, time(0), SANTIAGO)
    starts_at = day_start(day, SANTIAGO)
    assert starts_at == datetime(2026, 9, 6, 4, tzinfo=UTC)
    assert local_date(starts_at, SANTIAGO) == day
    assert local_date(starts_at - timedelta(seconds=1), SANTIAGO) == date(2026, 9, 5)
    assert nights(date(2026, 9, 5), date(2026, 9, 8)) == [date(2026, 9, 5), day, date(2026, 9, 7)]
    assert elapsed(starts_at, day_start(date(2026, 9, 7), SANTIAGO)) == timedelta(hours=23)


def test_Z7_a_date_is_the_date_of_the_tenants_zone():
    own = NIGHTLY.span(policy(), Period(date(2026, 7, 10), date(2026, 7, 12)), MADRID)
    assert own.starts_at == datetime(2026, 7, 10, 13, tzinfo=UTC)
    assert local_date(own.starts_at, ZoneInfo("Pacific/Auckland")) == date(2026, 7, 11)
    assert local_date(own.starts_at, MADRID) == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2026, 3, 22), 9),  # the week before the change
        (date(2026, 3, 29), 8),  # the day of it
    ],
)
def test_Z8_a_wall_time_stays_across_the_change(day: date, hour: int):
    assert instant(day, time(10), MADRID) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_dates_in_the_wrong_order_have_no_night():
    assert nights(date(2026, 7, 11), date(2026, 7, 11)) == []
    assert nights(date(2026, 7, 12), date(2026, 7, 11)) == []


@pytest.mark.parametrize("name", ZONES)
def test_every_date_of_every_zone_begins_once(name: str):
    zone = ZoneInfo(name)
    starts = [day_start(day, zone) for day in nights(date(2020, 1, 1), date(2036, 1, 1))]
    assert [local_date(at, zone) for at in starts] == nights(date(2020, 1, 1), date(2036, 1, 1))
    lengths = {(last - first) / timedelta(hours=1) for first, last in pairwise(starts)}
    assert 24 in lengths
    assert all(22.5 <= length <= 25.5 for length in lengths)


@given(
    st.sampled_from(ZONES),
    st.dates(date(2020, 1, 1), date(2035, 11, 1)),
    st.integers(1, 40),
    st.times(max_value=time(23, 59)),
    st.times(max_value=time(23, 59)),
)
def test_nights_are_counted_once_and_cut_a_stay_without_a_gap(
    name: str, first: date, count: int, check_in: time, check_out: time
):
    zone = ZoneInfo(name)
    doc = policy(check_in_time=f"{check_in:%H:%M}", check_out_time=f"{check_out:%H:%M}")
    period = Period(first, first + timedelta(days=count))
    own = NIGHTLY.span(doc, period, zone)
    cells = NIGHTLY.unit_spans(doc, period, zone=zone)
    assert [day for day, _ in cells] == NIGHTLY.units_of_time(doc, period, zone=MADRID)
    assert len(cells) == count
    assert (cells[0][1].starts_at, cells[-1][1].ends_at) == (own.starts_at, own.ends_at)
    assert all(left[1].ends_at == right[1].starts_at for left, right in pairwise(cells))
    ends = [at for _, at in NIGHTLY.unit_ends(doc, period, zone=zone)]
    assert ends == sorted(ends)
    assert ends[-1] == own.ends_at


@given(st.sampled_from(ZONES), st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)))  # noqa: DTZ001
def test_a_wall_time_is_itself_or_the_first_after_a_gap(name: str, wall: datetime):
    zone = ZoneInfo(name)
    wall = wall.replace(microsecond=0, fold=0)
    try:
        assert instant(wall.date(), wall.time(), zone).astimezone(zone).replace(tzinfo=None, fold=0) == wall
    except NonexistentTime:
        moved = instant(wall.date(), wall.time(), zone, lenient=True)
        assert moved.astimezone(zone).replace(tzinfo=None) > wall
        assert (moved - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall
