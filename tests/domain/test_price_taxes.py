"""Taxes inside and on top, on one another, and those of a place."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain import money
from app.domain.asking import Party
from app.domain.lines import Line, LineKind, total
from app.domain.tariff import CityTax, Tax
from app.domain.taxes import BASES, taxes_included, taxes_on_top
from tests.domain.make import amounts, dates, euros, quoted, tariff

NIGHT = dates("2026-07-10", 1)
WEEK = dates("2026-07-06", 7)


def on_top(name: str, percent: str, **more) -> dict:
    return {"name": name, "percent": percent, "included": False, **more}


def test_taxes_on_top_are_parallel_unless_they_say_otherwise():
    parallel = {"taxes": [on_top("GST", "10"), on_top("PST", "10")]}
    assert amounts(quoted(parallel, NIGHT), LineKind.TAX) == ["10.00", "10.00"]
    compound = {"taxes": [on_top("GST", "10"), on_top("PST", "10", compound=True)]}
    found = quoted(compound, NIGHT)
    assert amounts(found, LineKind.TAX) == ["10.00", "11.00"]
    assert found.lines[-1].facts == {"name": "PST", "percent": "10", "base_minor": 11_000, "compound": True}


def test_a_compound_tax_is_on_what_others_took_of_its_own_parts_only():
    pricing = {
        "fees": [{"name": "Cleaning", "minor": 5_000}],
        "taxes": [
            on_top("On both", "10"),  # 10.00 of the night, 5.00 of the cleaning
            on_top("On nights", "10", on=["nights"], compound=True),  # of 110.00
            on_top("On fees", "10", on=["fees"], compound=True),  # of 55.00
        ],
    }
    assert amounts(quoted(pricing, NIGHT), LineKind.TAX) == ["15.00", "11.00", "5.50"]


def test_a_tax_on_top_is_of_the_price_without_those_inside():
    pricing = {"base_minor": 11_000, "taxes": [{"name": "VAT", "percent": 10}, on_top("Levy", "5")]}
    found = quoted(pricing, NIGHT)
    assert amounts(found, LineKind.TAX_INCLUDED, LineKind.TAX) == ["10.00", "5.00"]


@pytest.mark.parametrize(
    ("tax", "expected"),
    [
        ({"minor": 250}, "35.00"),  # 2 adults, 7 nights
        ({"minor": 250, "children": True}, "52.50"),
        ({"minor": 250, "max_nights": 3}, "15.00"),
        ({"minor": 250, "most_minor": 1_200}, "12.00"),
        ({"minor": 250, "first_on": "2026-07-08", "last_on": "2026-07-09"}, "10.00"),
        ({"minor": 250, "first_on": "2026-07-08", "max_nights": 1}, "5.00"),
        ({"minor": 250, "first_on": "2027-01-01"}, None),
    ],
)
def test_the_tax_of_a_place_counts_people_and_nights(tax: dict, expected: str | None):
    found = quoted({"city_tax": {"name": "City", **tax}}, WEEK, Party(2, children=1, infants=1))
    assert amounts(found, LineKind.CITY_TAX) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("tax", "party", "expected"),
    [
        ({"percent": 7}, Party(1), "12.72"),  # 7 % of 90.91 is 6.36, twice
        ({"percent": 7}, Party(2), "12.72"),  # 3.18 each and night
        ({"percent": 7}, Party(2, children=2), "6.36"),  # 1.59 each, two adults
        ({"percent": 7, "children": True}, Party(2, children=2), "12.72"),
        ({"percent": 7, "each_most_minor": 300}, Party(2), "12.00"),
        ({"percent": 7, "max_nights": 1}, Party(1), "6.36"),
    ],
)
def test_a_percentage_is_of_each_ones_share_of_the_net_price(tax: dict, party: Party, expected: str):
    pricing = {"taxes": [{"name": "VAT", "percent": 10}], "city_tax": {"name": "City", **tax}}
    found = quoted(pricing, dates("2026-07-10", 2), party)
    assert amounts(found, LineKind.CITY_TAX) == [expected]


def test_a_percentage_by_the_hour_is_of_each_hour():
    pricing = {"base_minor": 1_000, "city_tax": {"name": "City", "percent": 10, "each_most_minor": 60}}
    assert amounts(quoted(pricing, dates("2026-07-10", 1, each=3), Party(1)), LineKind.CITY_TAX) == ["1.80"]


def test_what_no_tax_can_be_is_refused():
    with pytest.raises(ValidationError, match="compound inside"):
        Tax.model_validate({"name": "T", "percent": 1, "compound": True})
    with pytest.raises(ValidationError, match="one price"):
        CityTax.model_validate({"name": "T", "percent": 1, "minor": 1})
    with pytest.raises(ValidationError, match="missing") as caught:
        CityTax.model_validate({"name": "T"})
    assert caught.value.errors()[0]["loc"] == ("minor",)


@pytest.mark.parametrize(
    ("currency", "base", "percent", "tax", "amount"),
    [
        ("JPY", 1_005, 10, 91, "1005"),  # no decimals
        ("EUR", 9_999, 21, 1_735, "99.99"),
        ("KWD", 12_345, 5, 588, "12.345"),  # three
    ],
)
def test_M7_every_currency_has_its_own_decimals(
    currency: str, base: int, percent: int, tax: int, amount: str
):
    found = quoted(
        {"base_minor": base, "taxes": [{"name": "T", "percent": percent}]}, NIGHT, currency=currency
    )
    assert [line.amount_minor for line in found.lines] == [base, tax]
    assert found.currency == currency
    assert money.to_major(found.total_minor, currency) == Decimal(amount)
    assert str(money.to_major(found.total_minor, currency)) == amount


percents = st.decimals(0, 100, places=3).map(str)
bases = st.lists(st.sampled_from(list(BASES)), min_size=1, max_size=3, unique=True)
taxes = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("t"), "percent": percents, "on": bases},
        optional={"included": st.booleans()},
    ).flatmap(
        lambda tax: (
            st.just(tax)
            if tax.get("included", True)
            else st.booleans().map(lambda compound: tax | {"compound": compound})
        )
    ),
    max_size=6,
)
prices = st.integers(0, 10**12)


@given(taxes, prices, prices, prices)
def test_net_and_taxes_are_the_gross_for_every_amount_and_mix(
    mix: list[dict], nights: int, extras: int, fees: int
):
    named = [tax | {"name": f"t{place}"} for place, tax in enumerate(mix)]
    found = tariff({"taxes": named})
    lines = [
        Line(LineKind.NIGHT, "night", nights, on_date=NIGHT[0]),
        Line(LineKind.EXTRA, "extra_adult", extras),
        Line(LineKind.FEE, "fee_per_stay", fees),
    ]
    inside = taxes_included(found, lines)
    net = {}
    for base, gross in (("nights", nights), ("extras", extras), ("fees", fees)):
        taken = sum(int(line.facts[f"on_{base}_minor"]) for line in inside)
        assert 0 <= taken <= gross
        net[base] = gross - taken
    assert sum(net.values()) + sum(line.amount_minor for line in inside) == total([*lines, *inside])
    said, before = {tax["name"]: tax for tax in named}, 0
    for line in taxes_on_top(found, [*lines, *inside]):
        tax = said[line.facts["name"]]
        own, base_minor = sum(net[base] for base in tax["on"]), int(line.facts["base_minor"])
        assert own <= base_minor <= own + (before if tax.get("compound") else 0)
        assert line.amount_minor == money.percent_of(base_minor, Decimal(tax["percent"]))
        before += line.amount_minor


@given(st.integers(1, 30), st.integers(0, 10**6), st.decimals(0, 100, places=2), st.integers(1, 5))
def test_the_tax_of_a_place_is_within_its_bounds(count: int, base: int, percent: Decimal, adults: int):
    tax = {
        "name": "c",
        "percent": str(percent),
        "each_most_minor": 500,
        "most_minor": 9_000,
        "max_nights": 10,
    }
    days = [NIGHT[0] + timedelta(days=place) for place in range(count)]
    found = quoted({"base_minor": base, "city_tax": tax}, days, Party(adults))
    paid = sum(line.amount_minor for line in found.lines if line.kind is LineKind.CITY_TAX)
    assert 0 <= paid <= min(9_000, 500 * adults * min(count, 10))
    assert euros(found.total_minor - paid) == euros(base * count)
