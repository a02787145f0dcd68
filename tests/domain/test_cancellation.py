"""Cancelling: tiers by whole days between local dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import cancellation
from app.domain.cancellation import CancellationFee, Tier
from app.domain.lines import Line, LineKind
from tests.domain.make import LONG_BEFORE, MADRID, NIGHTLY, ask, euros, july, local, policy

TIERS = [
    {"days_before": 0, "charge_percent": 100},
    {"days_before": 7, "charge_percent": 50},
    {"days_before": 30, "charge_percent": 0},
]


def cancelled(doc, at: datetime, paid_minor: int = 0) -> CancellationFee:
    lines = NIGHTLY.quote(doc, ask(july(10, 14)), currency="EUR").lines
    return NIGHTLY.cancellation(doc, july(10, 14), zone=MADRID, at=at, lines=lines, paid_minor=paid_minor)


@pytest.mark.parametrize(
    ("at", "fee"),
    [
        (local("2026-06-10T23:59"), "0.00"),  # 30 days before
        (datetime(2026, 6, 10, 22, 30, tzinfo=UTC), "200.00"),  # 11 June, 00:30 local: 29 days
        (local("2026-07-03T23:59"), "200.00"),  # 7 days
        (local("2026-07-04T00:00"), "400.00"),  # 6 days
        (local("2026-07-11T00:00"), "400.00"),  # after the arrival
    ],
)
def test_C1_tiers_count_whole_days_between_local_dates(at: datetime, fee: str):
    assert euros(cancelled(policy(cancellation=TIERS), at).fee_minor) == fee


def test_C1_the_tier_that_counts_is_said():
    assert cancelled(policy(cancellation=TIERS), local("2026-06-11T00:30")).tier == {
        "from_days": 7,
        "until_days": 29,
        "charge_percent": "50",
        "first_unit": False,
        "days_before": 29,
    }
    assert cancelled(policy(), LONG_BEFORE) == CancellationFee({}, 0, 0, 0)


def test_C2_an_older_version_keeps_its_numbers_and_its_text():
    then, now = policy(cancellation=TIERS), policy(cancellation=[{"days_before": 0, "charge_percent": 100}])
    at = local("2026-06-01T12:00")
    assert (cancelled(then, at).fee_minor, cancelled(now, at).fee_minor) == (0, 40_000)
    assert [facts["from_days"] for facts in cancellation.tier_facts(then.cancellation)] == [30, 7, 0]


def test_C3_the_first_night_costs_what_it_was_sold_for():
    nights = {10: 15_000, 11: 10_000, 12: 10_000}
    lines = [
        Line(LineKind.NIGHT, "night", minor, on_date=july(day, day + 1).starts_on)
        for day, minor in nights.items()
    ]
    doc = policy(cancellation=[{"days_before": 0, "first_unit": True}])
    found = NIGHTLY.cancellation(doc, july(10, 13), zone=MADRID, at=local("2026-07-09T12:00"), lines=lines)
    assert euros(found.fee_minor) == "150.00"


@pytest.mark.parametrize(
    ("percent", "refund", "owed"),
    [
        (50, "0.00", "80.00"),
        (0, "120.00", "0.00"),
        (25, "20.00", "0.00"),
    ],
)
def test_C4_the_fee_first_uses_what_was_paid(percent: int, refund: str, owed: str):
    doc = policy(cancellation=[{"days_before": 0, "charge_percent": percent}])
    found = cancelled(doc, local("2026-07-09T12:00"), paid_minor=12_000)
    assert (euros(found.refund_minor), euros(found.owed_minor)) == (refund, owed)


@pytest.mark.parametrize(
    ("charges", "fee"),
    [
        ("nothing", "0.00"),
        ("first_unit", "100.00"),  # the first of three nights
        ("all", "300.00"),
    ],
)
def test_S5_an_absence_costs_what_the_policy_says(charges: str, fee: str):
    doc = policy(absence={"charges": charges, "frees": "after_first_unit"})
    lines = NIGHTLY.quote(doc, ask(july(10, 13)), currency="EUR").lines
    assert euros(NIGHTLY.absence_fee(doc, lines)) == fee


@given(
    st.lists(
        st.builds(Tier, days_before=st.integers(0, 60), charge_percent=st.integers(0, 1000)), max_size=5
    ),
    st.integers(-10, 90),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)
def test_no_fee_is_above_the_total_and_nothing_gets_lost(tiers: list[Tier], days: int, total: int, paid: int):
    found = cancellation.fee(tiers, days, total_minor=total, first_unit_minor=total, paid_minor=paid)
    assert 0 <= found.fee_minor <= total
    assert paid + found.owed_minor - found.refund_minor == found.fee_minor
    assert not (found.owed_minor and found.refund_minor)
