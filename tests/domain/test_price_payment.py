"""How a price is to be paid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.payment import deposit, payments
from tests.domain.make import dates, euros, quoted, tariff

THREE = {
    "schedule": [
        {"percent": "33.334", "days_before": 30},
        {"percent": "33.333", "days_before": 60},
        {"percent": "33.333", "days_before": 0},
    ]
}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"deposit_percent": 30}, ("145.95", "340.55")),
        ({"deposit_minor": 10_000}, ("100.00", "386.50")),
        ({"deposit_minor": 50_000}, ("486.50", "0.00")),  # never more than the total
        ({"deposit_percent": 10, "deposit_least_minor": 6_000}, ("60.00", "426.50")),
        ({"deposit_percent": 90, "deposit_most_minor": 20_000}, ("200.00", "286.50")),
        ({"deposit_percent": 10, "deposit_least_minor": 90_000}, ("486.50", "0.00")),
        ({}, ("0.00", "486.50")),
    ],
)
def test_M8_a_deposit_is_a_share_or_an_amount_within_its_bounds(rule: dict, expected: tuple[str, str]):
    found = quoted({"base_minor": 48_650} | rule, dates("2026-07-10", 1))
    assert (euros(found.deposit_minor), euros(found.deposit_rest_minor)) == expected


def test_M9_a_schedule_says_how_much_is_due_when():
    found = quoted(THREE, dates("2026-07-10", 1))
    assert [euros(part) for part in found.instalments] == ["33.33", "33.34", "33.33"]
    assert found.due_on == [date(2026, 5, 11), date(2026, 6, 10), date(2026, 7, 10)]


def test_without_a_schedule_no_date_is_said():
    assert quoted({"instalments": 3}, dates("2026-07-10", 1)).due_on == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"deposit_percent": 1, "deposit_minor": 1}, "one deposit"),
        ({"deposit_least_minor": 2, "deposit_most_minor": 1}, "deposit out of order"),
        ({"schedule": [{"percent": 99, "days_before": 1}]}, "schedule not whole"),
        ({"schedule": [{"percent": 100, "days_before": 1}], "instalments": 2}, "payments twice"),
        (
            {"schedule": [{"percent": 0, "days_before": 1}, {"percent": 100, "days_before": 1}]},
            "greater than 0",
        ),
    ],
)
def test_what_can_not_be_paid_is_refused(rule: dict, message: str):
    with pytest.raises(ValueError, match=message):
        tariff(rule)


@given(
    st.integers(0, 10**14),
    st.none() | st.decimals(0, 100, places=3),
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(0, 10**12),
)
def test_a_deposit_and_its_rest_are_the_total(whole: int, percent: Decimal | None, least, most):
    if least is not None and most is not None and most < least:
        least, most = most, least
    rule = tariff({"deposit_percent": percent, "deposit_least_minor": least, "deposit_most_minor": most})
    now, later = deposit(rule, whole)
    assert now + later == whole
    assert now >= 0 <= later


@given(st.integers(0, 10**14), st.lists(st.integers(1, 1000), min_size=1, max_size=23))
def test_the_payments_of_a_schedule_sum_to_the_total(whole: int, cuts: list[int]):
    steps = sorted({*(cut * 100 for cut in cuts if cut < 1000), 100_000})
    shares = [Decimal(b - a) / 1000 for a, b in zip([0, *steps], steps, strict=False)]
    rule = tariff({"schedule": [{"percent": share, "days_before": n} for n, share in enumerate(shares)]})
    parts, due_on = payments(rule, whole, starts_on=date(2026, 7, 10))
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    assert due_on == sorted(due_on)
    assert len(due_on) == len(parts)
