"""Prices for several days at once."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations_with_replacement
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Party, Period
from app.domain.lines import LineKind, grouped
from app.domain.policies.base import kind_of
from app.domain.policies.interval import IntervalDocument
from app.domain.tiers import PriceTier, cost, cover
from tests.domain.make import amounts, dates, euros, quoted

RENTAL = {
    "tiers": [{"units": 1, "minor": 10_000}, {"units": 3, "minor": 25_000}, {"units": 7, "minor": 50_000}]
}
MIXED = RENTAL | {"tier_mode": "mixed"}


@pytest.mark.parametrize(
    ("days", "single", "mixed"),
    [
        (1, "100.00", "100.00"),
        (2, "200.00", "200.00"),  # two single days are cheaper than three together
        (3, "250.00", "250.00"),
        (4, "400.00", "350.00"),  # 3 + 1
        (6, "500.00", "500.00"),  # 7 days or 3 + 3: the same
        (8, "750.00", "600.00"),  # 3 x 3 days; 7 + 1
        (14, "1000.00", "1000.00"),
    ],
)
def test_M10_tiers_alone_or_mixed_as_the_policy_declares(days: int, single: str, mixed: str):
    assert euros(quoted(RENTAL, dates("2026-07-10", days)).total_minor) == single
    assert euros(quoted(MIXED, dates("2026-07-10", days)).total_minor) == mixed


def test_M10_each_date_has_its_part_and_says_of_which_tiers():
    quote = quoted(MIXED, dates("2026-07-06", 8))
    lines = [line for line in quote.lines if line.kind is LineKind.NIGHT]
    assert [line.amount_minor for line in lines] == [7_500] * 8
    assert [line.on_date.day for line in lines] == list(range(6, 14))
    assert lines[0].facts["tiers"] == [
        {"units": 7, "minor": 50_000, "times": 1},
        {"units": 1, "minor": 10_000, "times": 1},
    ]
    three = quoted(RENTAL, dates("2026-07-06", 3))
    assert amounts(three, LineKind.NIGHT) == ["83.34", "83.33", "83.33"]
    assert [(line.quantity, euros(line.amount_minor)) for line in grouped(three.lines)] == [(3, "250.00")]


@pytest.mark.parametrize(
    ("hours", "minutes", "days"),
    [
        (25, 0, 1),
        (25, 1, 2),
        (49, 0, 2),
        (49, 1, 3),
        (0, 30, 1),  # never nothing
        (24, 0, 1),
    ],
)
def test_M11_an_hour_of_grace_is_no_day(hours: int, minutes: int, days: int):
    doc = IntervalDocument(counts="day", grace_min=60, step_min=5, pricing={"base_minor": 100})
    assert len(started(doc, timedelta(hours=hours, minutes=minutes))) == days


def test_without_grace_every_hour_that_has_begun_counts():
    doc = IntervalDocument(counts="hour", step_min=5, pricing={"base_minor": 100})
    assert len(started(doc, timedelta(hours=3))) == 3
    assert len(started(doc, timedelta(hours=3, minutes=5))) == 4


def started(doc: IntervalDocument, length: timedelta) -> list[date]:
    """Answer the units of time that a rental of a length begins."""
    ends = datetime(2026, 7, 10, 8, tzinfo=UTC) + length
    period = Period(date(2026, 7, 10), ends.date(), time(8), ends.time())
    return kind_of(doc).units_of_time(doc, period, zone=ZoneInfo("Europe/Madrid"))


def test_seasons_and_weekdays_change_each_dates_part():
    pricing = RENTAL | {
        "seasons": [{"name": "High", "first_on": "2026-07-11", "last_on": "2026-07-12", "percent": 10}],
        "weekdays": [{"days": ["sat"], "percent": 20}, {"days": ["sun"], "minor": 500}],
    }
    quote = quoted(pricing, dates("2026-07-10", 3))  # Fri, Sat, Sun
    assert amounts(quote, LineKind.NIGHT) == ["83.34", "109.99", "96.66"]


def test_hours_share_the_tiers_by_their_number_and_two_cost_twice():
    hours = [*dates("2026-07-10", 1, each=2), *dates("2026-07-11", 1)]
    quote = quoted({"tiers": [{"units": 3, "minor": 10_000}]}, hours, quantity=2)
    assert amounts(quote, LineKind.NIGHT) == ["133.34", "66.66"]
    assert [line.quantity for line in quote.lines] == [4, 2]


def test_tiers_are_each_persons_where_the_price_is():
    pricing = RENTAL | {"per_person": {"child_percent": 50}}
    assert euros(quoted(pricing, dates("2026-07-10", 3), Party(2, children=1)).total_minor) == "625.01"


def test_a_tier_that_was_sold_stays_while_the_rental_is_no_shorter():
    week = quoted(RENTAL, dates("2026-07-06", 7))
    longer = quoted(RENTAL, dates("2026-07-06", 8), sold=week.lines)
    assert euros(longer.total_minor) == "593.75"  # the eighth day at an eighth of 750.00
    shorter = quoted(RENTAL, dates("2026-07-06", 2), sold=week.lines)
    assert euros(shorter.total_minor) == "200.00"


tiers = st.lists(
    st.builds(PriceTier, units=st.integers(1, 6), minor=st.integers(0, 500)),
    min_size=1, max_size=4, unique_by=lambda tier: tier.units,
)  # fmt: skip


@given(tiers, st.integers(1, 12))
def test_mixed_tiers_cost_what_trying_every_mix_finds(some: list[PriceTier], count: int):
    mixes = (mix for size in range(1, count + 1) for mix in combinations_with_replacement(some, size))
    cheapest = min(sum(t.minor for t in mix) for mix in mixes if sum(t.units for t in mix) >= count)
    found = cover(some, count, mode="mixed")
    assert cost(found) == cheapest
    assert sum(tier.units * times for tier, times in found) >= count
    assert cost(cover(some, count, mode="single")) >= cheapest


@given(tiers, st.integers(1, 60), st.sampled_from(["single", "mixed"]), st.integers(1, 3))
def test_the_parts_of_tiers_sum_to_their_price(some: list[PriceTier], count: int, mode, quantity: int):
    pricing = {"tiers": [tier.model_dump() for tier in some], "tier_mode": mode}
    quote = quoted(pricing, dates("2026-07-06", count), quantity=quantity)
    assert quote.total_minor == cost(cover(some, count, mode=mode)) * quantity


def test_the_longest_rental_by_the_hour_is_priced_in_no_time():
    many = [PriceTier(units=1 + 36 * place, minor=1_000 + 30_011 * place) for place in range(20)]
    assert sum(tier.units * times for tier, times in cover(many, 730 * 24, mode="mixed")) >= 730 * 24
