"""Amounts as people type them: never a thousand times less than what was meant."""

from __future__ import annotations

import pytest

from app.domain.amounts import read_amount


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("0", "EUR", 0),
        ("1200", "EUR", 120_000),
        ("12.5", "EUR", 1_250),
        ("12,50", "EUR", 1_250),
        (" 12,50 ", "EUR", 1_250),
        (",5", "EUR", 50),
        ("12.", "EUR", 1_200),
        ("-12.50", "EUR", -1_250),
        # grouped, and no way to read it as anything else
        ("1,200.50", "EUR", 120_050),
        ("1.200,50", "EUR", 120_050),
        ("1 200,50", "EUR", 120_050),
        ("1\u00a0200", "EUR", 120_000),
        ("1\u202f200", "EUR", 120_000),
        ("1.200.000", "EUR", 120_000_000),
        ("1,200,000.5", "EUR", 120_000_050),
        ("1,200,000", "JPY", 1_200_000),
        ("1 200", "JPY", 1_200),
        # as the field itself shows three decimals
        ("1.200", "KWD", 1_200),
        ("0,250", "KWD", 250),
        ("1.200,250", "KWD", 1_200_250),
        # one thousand two hundred to some, a little more than one to others
        ("1.200", "EUR", None),
        ("1,200", "EUR", None),
        ("1.200", "JPY", None),
        ("1,200", "JPY", None),
        ("1,200", "KWD", None),
        # more decimals than the currency has, even of nothing
        ("12.345", "EUR", None),
        ("105.000", "EUR", None),
        ("1 200.505", "EUR", None),
        ("1200.0", "JPY", None),
        ("1.2345", "KWD", None),
        # no amounts
        ("", "EUR", None),
        (".", "EUR", None),
        ("-", "EUR", None),
        ("abc", "EUR", None),
        ("1e3", "EUR", None),
        ("NaN", "EUR", None),
        ("12 50", "EUR", None),
        ("1,20,50", "EUR", None),
        ("1.200.50", "EUR", None),
        ("1,200 000", "EUR", None),
        ("9" * 5_000, "EUR", None),
    ],
)
def test_an_amount_is_read_as_it_was_meant_or_not_at_all(typed, currency, minor):
    assert read_amount(typed, currency) == minor
