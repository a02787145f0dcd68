"""Restrictions: which rule, which datum it read, what would pass; all at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Party, Period, UnitFacts
from app.domain.stock import Stock
from tests.domain.make import MADRID, NIGHTLY, ask, codes, july, local, policy, stay

ELEVENTH = {"first_on": "2026-07-11", "last_on": "2026-07-11"}
SUNDAY_TWELFTH = {"first_on": "2026-07-12", "last_on": "2026-07-12"}
SATURDAYS = {"changeover": [{"first_on": "2026-06-01", "last_on": "2026-08-31", "weekdays": ["sat"]}]}
WEEKENDS = {"weekday_min": [{"weekdays": ["fri", "sat"], "minimum": 2}]}


def broken(restrictions: dict, period: Period) -> list[str]:
    return codes(policy(restrictions=restrictions), ask(period))


def refusal(doc, asked):
    [found] = NIGHTLY.restrictions(doc, asked)
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("min_stay_through", ["min_through"]),  # the night of the 11th demands it
        ("min_stay_arrival", []),  # nobody arrives on the 11th
    ],
)
def test_R1_a_minimum_reads_the_arrival_or_every_night(rule: str, expected: list[str]):
    restrictions = {rule: [ELEVENTH | {"minimum": 3}]}
    assert broken(restrictions, july(10, 12)) == expected
    assert broken(restrictions, july(10, 13)) == []


def test_R1_the_refusal_says_what_it_read_and_what_would_pass():
    found = refusal(policy(restrictions={"min_stay_through": [ELEVENTH | {"minimum": 3}]}), ask(july(10, 12)))
    assert (found.code, found.field, found.status) == ("min_through", "departs_on", 422)
    assert found.facts == {
        "minimum": 3,
        "count": 2,
        "noun": "night",
        "read_on": "2026-07-11",
        "ends_on": "2026-07-13",
    }


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (july(12, 14), ["closed_to_arrival"]),
        (july(11, 13), []),  # the 12th is a night of it, and nobody arrives then
        (july(10, 12), []),  # leaving then is something else
    ],
)
def test_R2_closed_to_arrival(period: Period, expected: list[str]):
    assert broken({"closed_to_arrival": [SUNDAY_TWELFTH]}, period) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (july(10, 12), ["closed_to_departure"]),  # although the 12th is no night of it
        (july(10, 13), []),
        (july(12, 14), []),  # arriving then is something else
    ],
)
def test_R3_closed_to_departure(period: Period, expected: list[str]):
    assert broken({"closed_to_departure": [SUNDAY_TWELFTH]}, period) == expected


def test_R3_the_nearest_open_dates_are_named():
    every_sunday = {"closed_to_departure": [{"weekdays": ["sun", "mon"]}]}
    found = refusal(policy(restrictions=every_sunday), ask(july(10, 12)))
    assert found.facts == {"read_on": "2026-07-12", "next_on": "2026-07-14", "previous_on": "2026-07-11"}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (stay("2026-08-29", "2026-09-02"), []),  # R4: begins on a Saturday, ends in the low season
        (stay("2026-08-29", "2026-08-31"), ["changeover_departure"]),  # a Monday, still high season
        (stay("2026-08-30", "2026-09-02"), ["changeover_arrival"]),  # a Sunday
        (stay("2026-09-02", "2026-09-04"), []),  # low season is free
        (stay("2026-07-11", "2026-07-18"), []),  # Saturday to Saturday
    ],
)
def test_R4_days_of_changing_over_hold_in_their_season(period: Period, expected: list[str]):
    assert broken(SATURDAYS, period) == expected


@pytest.mark.parametrize(
    ("now", "arrives", "expected"),
    [
        ("2026-07-09T17:59:59", 10, []),
        ("2026-07-09T18:00:00", 10, ["lead_time"]),
        ("2026-07-09T18:00:00", 11, []),
        ("2026-07-09T12:00:00", 9, ["lead_time"]),  # today is never a day ahead
    ],
)
def test_R5_the_cut_off_counts_as_the_end_of_the_day(now: str, arrives: int, expected: list[str]):
    doc = policy(lead_days=1, same_day_cutoff="18:00")
    assert codes(doc, ask(july(arrives, 12), now=local(now))) == expected


def test_R5_a_past_arrival_and_one_too_far_are_refused_and_today_is_read_in_the_tenants_zone():
    doc = policy(horizon_days=30)
    after_midnight = datetime(2026, 7, 9, 22, 30, tzinfo=UTC)
    assert codes(doc, ask(july(10, 12), now=after_midnight)) == []
    assert codes(doc, ask(july(9, 12), now=after_midnight)) == ["in_the_past"]
    assert codes(doc, ask(stay("2026-08-09", "2026-09-20"), now=after_midnight)) == []
    assert codes(doc, ask(stay("2026-08-10", "2026-08-12"), now=after_midnight)) == ["beyond_horizon"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (july(9, 10), []),  # Thursday only
        (july(10, 11), ["weekday_min"]),  # Friday only
        (july(9, 11), []),  # Thursday and Friday
        (july(11, 12), ["weekday_min"]),  # Saturday only
        (july(12, 13), []),  # Sunday only
    ],
)
def test_R6_any_weekend_night_needs_two(period: Period, expected: list[str]):
    assert broken(WEEKENDS, period) == expected


@pytest.mark.parametrize(
    ("infants_count", "cots_left", "expected"),
    [
        (False, None, []),  # four are counted, the cot is there
        (True, None, ["over_capacity"]),  # five are
        (False, 0, ["no_cots_left"]),  # the last cot is taken
        (True, 0, ["over_capacity", "no_cots_left"]),
    ],
)
def test_R7_people_and_cots(infants_count: bool, cots_left: int | None, expected: list[str]):
    doc = policy(infants_count=infants_count)
    party = Party(3, children=1, infants=1, cots=1)
    assert codes(doc, ask(july(10, 12), party, cots_left=cots_left)) == expected


def test_somebody_has_to_come():
    assert codes(policy(), ask(july(10, 12), Party(0, infants=1))) == ["nobody"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (july(9, 12), ["not_yet_in_service"]),  # it opens on the 10th
        (july(10, 20), []),
        (july(10, 21), ["no_longer_in_service"]),  # the night of the 20th is none of its
    ],
)
def test_a_unit_is_reserved_only_while_it_is_in_service(period: Period, expected: list[str]):
    unit = UnitFacts("u", "Cabin", 4, in_service_from=date(2026, 7, 10), in_service_until=date(2026, 7, 20))
    assert codes(policy(), ask(period, unit=unit)) == expected


def test_all_broken_rules_are_answered_at_once_with_their_fields():
    doc = policy(
        min_nights=4,
        lead_days=10,
        restrictions=WEEKENDS
        | {
            "closed_to_arrival": [{"weekdays": ["fri"]}],
            "closed_to_departure": [{"weekdays": ["sat"]}],
            "max_stay": [{"maximum": 9}],
        },
    )
    asked = ask(july(10, 11), Party(6), now=local("2026-07-09T12:00"))
    found = {refusal.code: refusal.field for refusal in NIGHTLY.restrictions(doc, asked)}
    assert found == {
        "lead_time": "arrives_on",
        "too_short": "departs_on",
        "closed_to_arrival": "arrives_on",
        "closed_to_departure": "departs_on",
        "weekday_min": "departs_on",
        "over_capacity": "adults",
    }
    kept = [check.code for check in NIGHTLY.checks(doc, asked) if check.ok]
    assert kept == ["in_the_past", "max_on_arrival", "nobody"]


def test_X3_shortening_below_the_minimum_is_refused_and_a_change_of_people_is_not():
    doc = policy(min_nights=3)
    held = july(10, 13)
    shorter = ask(july(10, 12), is_new=False, held=held)
    assert codes(doc, shorter) == ["too_short"]
    assert codes(doc, ask(held, Party(3), is_new=False, held=held)) == []
    assert codes(doc, ask(held, Party(5), is_new=False, held=held)) == ["over_capacity"]


def test_a_change_answers_for_the_booking_window_only_when_the_arrival_moves():
    doc = policy(lead_days=7)
    now = local("2026-07-11T12:00")
    assert codes(doc, ask(july(10, 15), is_new=False, held=july(10, 13), now=now)) == []
    assert codes(doc, ask(july(12, 15), is_new=False, held=july(10, 13), now=now)) == ["lead_time"]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (july(12, 10).starts_on, july(12, 10).ends_on, "at_least_one_night"),  # the wrong way round
        (date(2026, 1, 1), date(2029, 1, 1), "too_many_nights"),
        (date.min, date(2026, 1, 1), "implausible_date"),
        (date(2026, 1, 1), date.max, "implausible_date"),
    ],
)
def test_dates_that_are_no_stay_never_get_further(first: date, last: date, code: str):
    assert [refusal.code for refusal in NIGHTLY.shape(policy(), Period(first, last), zone=MADRID)] == [code]


windows = st.tuples(st.integers(1, 28), st.integers(0, 10)).map(
    lambda pair: {
        "first_on": f"2026-07-{pair[0]:02}",
        "last_on": (date(2026, 7, pair[0]) + timedelta(days=pair[1])).isoformat(),
    }
)


@given(windows, st.integers(1, 5), st.integers(1, 25), st.integers(1, 6))
def test_a_through_minimum_is_never_weaker_than_one_on_arrival(
    window: dict, minimum: int, first: int, count: int
):
    period = july(first, first + count)
    entry = [window | {"minimum": minimum}]
    on_arrival = broken({"min_stay_arrival": entry}, period)
    through = broken({"min_stay_through": entry}, period)
    assert bool(through) >= bool(on_arrival)
    if through:
        found = refusal(policy(restrictions={"min_stay_through": entry}), ask(period))
        assert (
            broken({"min_stay_through": entry}, stay(f"2026-07-{first:02}", str(found.facts["ends_on"])))
            == []
        )


@pytest.mark.parametrize(
    ("stock", "quantity", "people", "expected"),
    [
        (Stock.POOL, 5, 6, []),  # six people in five kayaks for two
        (Stock.POOL, 3, 6, []),
        (Stock.POOL, 2, 6, ["over_capacity"]),
        (Stock.POOL, 1, 2, []),
        (Stock.SINGLE, 1, 3, ["over_capacity"]),
        (Stock.SEATS, 3, 3, ["over_capacity"]),  # a place is no vessel of its own
    ],
)
def test_as_many_people_may_come_as_all_wanted_pieces_of_a_pool_take(stock, quantity, people, expected):
    unit = UnitFacts("kayaks", "Kayaks", 2, stock=stock, quantity=10)
    wanted = ask(july(10, 12), Party(people), unit=unit, quantity=quantity)
    assert codes(policy(), wanted) == expected
    told = [refusal.facts["capacity"] for refusal in NIGHTLY.restrictions(policy(), wanted)]
    assert told == [2 * quantity if stock is Stock.POOL else 2] * len(expected)
