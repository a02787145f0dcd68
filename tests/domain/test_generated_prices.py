"""Prices for any tariff, party and length: lines, splits and taxes always add up."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain import money
from app.domain.asking import Party, Period
from app.domain.lines import Line, LineKind, Quote, revenue_by_night, total
from tests.domain.make import NIGHTLY, price

FROM_JULY = {
    "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-08-31", "base_minor": 15_000}]
}
WEEKEND = {"weekdays": [{"days": ["fri", "sat"], "percent": 20}]}
WEEK = {"stay_discounts": [{"nights": 3, "percent": 2}, {"nights": 7, "percent": 10}]}


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_a_split_sums_exactly_and_is_fair(amount: int, weights: list[int]):
    parts = money.split_largest_remainder(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    if whole:
        assert all(
            abs(part - Decimal(amount) * w / whole) < 1 for part, w in zip(parts, weights, strict=True)
        )


@given(st.integers(0, 10**12), st.decimals(0, 100, places=3))
def test_net_and_tax_are_the_gross(gross: int, percent: Decimal):
    tax = money.included_tax(gross, percent)
    net = gross - tax
    assert 0 <= tax <= gross
    assert abs(net + net * percent / 100 - gross) <= 1 + percent / 100


@given(st.integers(0, 10**12), st.decimals(0, 100, places=3), st.integers(1, 24))
def test_deposits_and_instalments_sum_to_the_total(amount: int, percent: Decimal, count: int):
    assert sum(money.deposit_split(amount, percent)) == amount
    parts = money.instalments(amount, count)
    assert (sum(parts), len(parts)) == (amount, count)
    assert max(parts) - min(parts) <= 1


def percents(limit: int):
    return st.decimals(0, limit, places=1).map(str)


def some(entries):
    return st.lists(entries, max_size=3)


def named(entries):
    return st.lists(entries, max_size=3, unique_by=lambda entry: entry["code"])


bases = st.lists(st.sampled_from(["nights", "extras", "fees"]), min_size=1, max_size=3, unique=True)
tariffs = st.fixed_dictionaries(
    {
        "base_minor": st.integers(0, 10**7),
        "weekdays": some(st.fixed_dictionaries({"days": st.just(["fri", "sat"]), "percent": percents(100)})),
        "included_people": st.none() | st.integers(1, 4),
        "extra_adult_minor": st.integers(0, 10**5),
        "extra_child_minor": st.integers(0, 10**5),
        "stay_discounts": some(
            st.fixed_dictionaries({"nights": st.integers(1, 9), "percent": percents(100)})
        ),
        "discounts": named(
            st.fixed_dictionaries(
                {"code": st.sampled_from("ab"), "name": st.just("n"), "percent": percents(100)}
            )
        ),
        "fees": some(
            st.fixed_dictionaries(
                {
                    "name": st.just("f"),
                    "minor": st.integers(0, 10**5),
                    "per": st.sampled_from(["stay", "night", "person"]),
                }
            )
        ),
        "taxes": some(
            st.fixed_dictionaries(
                {"name": st.just("t"), "percent": percents(50), "included": st.booleans(), "on": bases}
            )
        ),
        "city_tax": st.none() | st.just({"name": "c", "minor": 250, "max_nights": 7}),
        "deposit_percent": st.none() | percents(100),
        "instalments": st.integers(1, 5),
    }
)
parties = st.builds(Party, st.integers(1, 6), st.integers(0, 4), st.integers(0, 2))


@given(tariffs, parties, st.integers(1, 12), st.integers(0, 14), st.integers(0, 14))
def test_the_lines_of_any_price_add_up(pricing: dict, party: Party, count: int, longer: int, shift: int):
    period = Period(date(2026, 7, 6), date(2026, 7, 6) + timedelta(days=count))
    quote = price(pricing, period, party)
    check_sums(quote, count)
    other = NIGHTLY.extended(NIGHTLY.shifted(period, shift), longer)
    check_sums(price(pricing, other, party, sold=quote.lines), count + longer)


def check_sums(quote: Quote, count: int) -> None:
    assert quote.total_minor == sum(line.amount_minor for line in quote.lines if line.counts) >= 0
    assert quote.deposit_minor + quote.deposit_rest_minor == quote.total_minor == sum(quote.instalments)
    nights = revenue_by_night(quote.lines)
    assert (len(nights), sum(nights.values())) == (count, quote.net_nights_minor)
    assert all(minor >= 0 for minor in nights.values())
    for line in quote.lines:
        if line.kind is LineKind.TAX_INCLUDED:
            parts = [line.facts[f"on_{base}_minor"] for base in ("nights", "extras", "fees")]
            assert sum(map(int, parts)) == line.amount_minor


@given(tariffs, parties, st.integers(1, 12))
def test_a_price_asked_for_again_with_its_own_lines_is_the_same(pricing: dict, party: Party, count: int):
    period = Period(date(2026, 7, 6), date(2026, 7, 6) + timedelta(days=count))
    first = price(pricing, period, party)
    assert price(pricing, period, party, sold=first.lines) == first


def test_a_line_for_information_does_not_count():
    lines = [Line(LineKind.NIGHT, "night", 100), Line(LineKind.TAX_INCLUDED, "tax_included", 9, counts=False)]
    assert total(lines) == 100
