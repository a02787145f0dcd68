"""Every zone there is, around every change of its clocks from 2020 to 2035."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from app.domain.asking import Ask, Party, Period
from app.domain.lines import revenue_by_night
from app.domain.localtime import NonexistentTime, instant, local_date, nights
from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document
from tests.domain.make import CABIN, LONG_BEFORE, NIGHTLY, policy

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)


def changes(zone: ZoneInfo) -> list[datetime]:
    """The instants, to the minute, from which a zone has another offset."""
    found, at = [], FIRST
    offset = at.astimezone(zone).utcoffset()
    while at < LAST:
        later = at + WEEK
        if later.astimezone(zone).utcoffset() != offset:
            before, after = at, later
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) // 2
                before, after = (
                    (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
                )
            found.append(after.replace(second=0, microsecond=0))
            offset = later.astimezone(zone).utcoffset()
        at = later
    return found


@lru_cache(maxsize=1)
def around_changes() -> dict[tuple, str]:
    """One zone for each set of changes: those that share theirs are the same zone under another name."""
    distinct: dict[tuple, str] = {}
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        found = tuple((at, at.astimezone(zone).utcoffset()) for at in changes(zone))
        distinct.setdefault(((FIRST, FIRST.astimezone(zone).utcoffset()), *found), name)
    return distinct


def test_there_are_zones_of_every_sort():
    names = set(around_changes().values())
    assert len(names) > 80
    assert sum(len(found) - 1 for found in around_changes()) > 800


def test_every_night_of_every_zone_is_counted_once_and_costs_the_same():
    doc = policy()
    for found, name in around_changes().items():
        zone = ZoneInfo(name)
        for at, _ in found[1:] or [(datetime(2024, 2, 28, tzinfo=UTC), None)]:
            first = local_date(at, zone) - timedelta(days=3)
            period = Period(first, first + timedelta(days=6))
            cells = NIGHTLY.unit_spans(doc, period, zone=zone)
            own = NIGHTLY.span(doc, period, zone)
            expected = nights(period.starts_on, period.ends_on)
            assert [day for day, _ in cells] == NIGHTLY.units_of_time(doc, period, zone=zone) == expected
            assert all(left.ends_at == right.starts_at for (_, left), (_, right) in pairwise(cells)), name
            assert (cells[0][1].starts_at, cells[-1][1].ends_at) == (own.starts_at, own.ends_at)
            quote = NIGHTLY.quote(doc, Ask(period, Party(2), CABIN, LONG_BEFORE, zone), currency="EUR")
            assert revenue_by_night(quote.lines) == dict.fromkeys(expected, 10_000), name
            one = [NIGHTLY.span(doc, Period(day, day + timedelta(days=1)), zone) for day in expected]
            assert all(left.ends_at < right.starts_at for left, right in pairwise(one)), name


def slots(*times: time):
    return [{"weekdays": EVERY_DAY, "time": f"{at:%H:%M}", "duration_min": 20} for at in times]


@pytest.mark.parametrize("of_zone", [slice(0, None, 2), slice(1, None, 2)])
def test_a_slot_that_the_clocks_jump_over_is_not_offered_and_one_that_comes_twice_is_offered_once(
    of_zone: slice,
):
    kind, times = KINDS["slot"], [time(*divmod(minutes, 60)) for minutes in range(0, 1440, 30)]
    doc = read_document({"kind": "slot", "slots": slots(*times), "pricing": {"base_minor": 1_000}})
    for found, name in list(around_changes().items())[of_zone]:
        zone = ZoneInfo(name)
        for at, _ in found[1:][-2:]:
            day = local_date(at, zone)
            offered = [each.starts_time for each in kind.offers(doc, day, zone=zone)]
            walls = [(datetime.combine(day, wall) - timedelta(days=1)).replace(tzinfo=UTC) for wall in times]
            shown = {(w + m * timedelta(minutes=15)).astimezone(zone).replace(tzinfo=None, fold=0) for w in walls[:1] for m in range(-96, 384)}  # fmt: skip
            assert offered == [wall for wall in times if datetime.combine(day, wall) in shown], (name, day)
            for wall in set(times) - set(offered):
                [refusal] = kind.shape(doc, Period(day, day, wall), zone=zone)
                assert refusal.code == "slot_not_offered"
                with pytest.raises(NonexistentTime):
                    instant(day, wall, zone)


def test_hours_are_those_that_elapse_in_every_zone():
    kind = KINDS["interval"]
    doc = read_document({"kind": "interval", "pricing": {"base_minor": 1_000}})
    for found, name in around_changes().items():
        zone = ZoneInfo(name)
        for at, _ in found[1:][-4:]:
            day = local_date(at, zone)
            period = Period(day - timedelta(days=1), day + timedelta(days=1), time(12), time(12))
            own = kind.span(doc, period, zone)
            count = len(kind.units_of_time(doc, period, zone=zone))
            assert count == -(-own.length // HOUR), name
            cells = [cell for _, cell in kind.unit_spans(doc, period, zone=zone)]
            assert (cells[0].starts_at, cells[-1].ends_at) == (own.starts_at, own.ends_at)
            assert all(left.ends_at == right.starts_at for left, right in pairwise(cells)), name
