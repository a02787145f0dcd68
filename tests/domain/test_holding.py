"""How much one client may hold: in a row, and in a week, a month, a year or ever."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Ask, Period
from app.domain.holding import Quota, holding_checks
from app.domain.refusal import Refusal
from app.domain.rules import Stay
from tests.domain.make import NIGHTLY, ask, codes, july, policy, stay

WEEK = policy(restrictions={"client_max_contiguous": 7})


def quota(**parts: object):
    return policy(restrictions={"client_quota": [parts]})


def refusal(doc, asked: Ask) -> Refusal:
    [found] = NIGHTLY.restrictions(doc, asked)
    return found


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (None, []),  # who asks is not known yet: their own 4 nights
        ((), []),
        ((july(7, 10),), []),  # 3 + 4
        ((july(6, 10),), ["client_in_a_row"]),  # 4 + 4
        ((july(14, 18),), ["client_in_a_row"]),  # after it
        ((july(8, 10), july(14, 16)), ["client_in_a_row"]),  # on both sides
        ((july(5, 9), july(15, 20)), []),  # a night between
        ((july(4, 7), july(7, 10)), ["client_in_a_row"]),  # through each other
        ((july(10, 14),), []),  # another unit the same nights: they count once
        ((july(8, 12),), []),  # 8 to 14, two nights shared
        ((july(6, 12),), ["client_in_a_row"]),  # 6 to 14
        ((july(1, 5), july(20, 27)), []),
    ],
)
def test_what_touches_is_held_in_a_row(others: tuple[Period, ...] | None, expected: list[str]):
    assert codes(WEEK, ask(july(10, 14), client_periods=others)) == expected


def test_the_refusal_says_the_row_and_until_when_it_would_pass():
    found = refusal(WEEK, ask(july(10, 14), client_periods=(july(5, 10),)))
    assert (found.code, found.field) == ("client_in_a_row", "departs_on")
    assert found.facts == {
        "maximum": 7,
        "count": 9,
        "noun": "night",
        "read_on": "2026-07-05",
        "last_on": "2026-07-14",
        "ends_on": "2026-07-12",
    }
    full = refusal(WEEK, ask(july(10, 14), client_periods=(july(3, 10),)))
    assert full.facts["ends_on"] is None


nights = st.tuples(st.integers(1, 25), st.integers(1, 5)).map(lambda pair: july(pair[0], pair[0] + pair[1]))


@given(st.integers(1, 12), nights, st.lists(nights, max_size=4))
def test_a_row_is_what_the_dates_say_and_a_named_end_passes(
    maximum: int, period: Period, others: list[Period]
):
    doc = policy(restrictions={"client_max_contiguous": maximum})
    held = {date(2026, 7, 1).toordinal() + day for other in [period, *others] for day in _days(other)}
    first = last = period.starts_on.toordinal()
    while first - 1 in held:
        first -= 1
    while last in held:
        last += 1
    asked = ask(period, client_periods=tuple(others))
    found = NIGHTLY.restrictions(doc, asked)
    assert bool(found) == (last - first > maximum)
    for each in found:
        assert each.facts["count"] == last - first
        if each.facts["ends_on"]:
            shorter = stay(period.starts_on.isoformat(), str(each.facts["ends_on"]))
            assert codes(doc, ask(shorter, client_periods=tuple(others))) == []


def _days(period: Period) -> range:
    return range(period.starts_on.day - 1, (period.ends_on - date(2026, 7, 1)).days)


@pytest.mark.parametrize(
    ("per", "others", "expected"),
    [
        ("week", [july(6, 7)], []),  # Monday of the same week: the second
        ("week", [july(6, 7), july(8, 9)], ["client_quota"]),  # the third
        ("week", [july(3, 5), july(5, 6)], []),  # the week before
        ("month", [july(1, 2), july(30, 31)], ["client_quota"]),
        ("month", [stay("2026-06-28", "2026-07-02"), july(1, 2)], []),  # one began in June
        ("year", [stay("2026-01-01", "2026-01-02"), stay("2026-12-31", "2027-01-02")], ["client_quota"]),
        ("year", [stay("2025-12-31", "2026-01-02"), july(1, 2)], []),
        ("ever", [stay("2020-01-01", "2020-01-02"), stay("2031-01-01", "2031-01-02")], ["client_quota"]),
    ],
)
def test_a_quota_counts_reservations_where_they_begin(per: str, others: list[Period], expected: list[str]):
    doc = quota(maximum=2, per=per)
    assert codes(doc, ask(july(10, 12), client_periods=tuple(others))) == expected


def test_a_quota_of_reservations_says_how_many_and_from_when_there_is_room():
    doc = quota(maximum=2, per="week")
    others = (july(6, 7), july(8, 9), july(13, 14), july(15, 16))
    found = refusal(doc, ask(july(10, 12), client_periods=others))
    assert (found.code, found.field) == ("client_quota", "arrives_on")
    assert found.facts == {
        "maximum": 2,
        "per": "week",
        "counts": "reservations",
        "noun": "night",
        "count": 3,
        "held": 2,
        "read_on": "2026-07-10",
        "ends_on": None,
        "next_on": "2026-07-20",  # the next week is full as well
    }
    assert (
        refusal(quota(maximum=1, per="ever"), ask(july(10, 12), client_periods=(july(1, 2),))).facts[
            "next_on"
        ]
        is None
    )


def test_a_quota_of_units_counts_each_night_where_it_lies():
    doc = quota(maximum=5, per="month", counts="units")
    period = stay("2026-07-29", "2026-08-04")  # 3 nights of July, 3 of August
    assert codes(doc, ask(period, client_periods=(july(1, 3),))) == []
    found = refusal(doc, ask(period, client_periods=(stay("2026-08-20", "2026-08-24"),)))
    assert found.field == "departs_on"
    assert (found.facts["held"], found.facts["count"]) == (4, 7)
    assert (found.facts["read_on"], found.facts["ends_on"]) == ("2026-08-01", "2026-08-02")
    assert (
        codes(doc, ask(stay("2026-07-29", "2026-08-02"), client_periods=(stay("2026-08-20", "2026-08-24"),)))
        == []
    )


def test_several_quotas_are_all_answered():
    doc = policy(
        restrictions={
            "client_quota": [{"maximum": 1, "per": "week"}, {"maximum": 3, "per": "year", "counts": "units"}]
        }
    )
    assert codes(doc, ask(july(10, 12), client_periods=(july(6, 8),))) == ["client_quota", "client_quota"]


def test_a_change_of_people_asks_nothing_of_what_a_client_holds():
    asked = ask(july(10, 14), is_new=False, held=july(10, 14), client_periods=(july(3, 10),))
    assert codes(WEEK, asked) == []


def at(first: int, last: int) -> Period:
    return Period(date(2026, 7, 10), date(2026, 7, 10), time(first), time(last))


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ((at(9, 10), at(11, 12)), 3),  # one before, one after
        ((at(8, 9), at(12, 13)), 1),  # neither touches
        ((at(9, 10), at(8, 9)), 3),
        ((july(9, 10),), 1),  # a stay of the night before ends by its date, not by a time
    ],
)
def test_slots_of_a_day_touch_by_their_times(others: tuple[Period, ...], count: int):
    period = at(10, 11)
    own = Stay(
        period.starts_on,
        period.ends_on,
        (period.starts_on,),
        "slot",
        "starts",
        "ends",
        time(10),
        is_one_unit=True,
    )
    [check] = holding_checks(1, (), stay=own, ask=ask(period, client_periods=others))
    assert check.facts["count"] == count
    [check] = holding_checks(
        None,
        (Quota(maximum=2, per="week", counts="units"),),
        stay=own,
        ask=ask(period, client_periods=others),
    )
    assert check.facts["count"] == 1 + len(others)
