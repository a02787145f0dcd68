"""Prices: every line, every cent."""

from decimal import Decimal

import pytest

from app.domain import money
from app.domain.asking import Party
from app.domain.lines import LineKind, grouped, revenue_by_night
from app.domain.stats import NOTHING, Facts, earned, total
from app.domain.words import State
from tests.domain.make import amounts, euros, july, price, stay

FROM_JULY = {
    "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-08-31", "base_minor": 15_000}]
}
WEEKEND = {"weekdays": [{"days": ["fri", "sat"], "percent": 20}]}
WEEK = {"stay_discounts": [{"nights": 3, "percent": 2}, {"nights": 7, "percent": 10}]}


def test_M1_each_night_is_priced_at_its_own_date():
    assert euros(price(FROM_JULY, stay("2026-06-29", "2026-07-03")).total_minor) == "500.00"


def test_M2_friday_and_saturday_nights_cost_more():
    quote = price(WEEKEND, july(9, 13))
    assert amounts(quote, LineKind.NIGHT) == ["100.00", "120.00", "120.00", "100.00"]
    assert euros(quote.total_minor) == "440.00"


@pytest.mark.parametrize(
    ("departs", "expected"),
    [
        (8, "630.00"),  # 7 nights
        (7, "600.00"),  # 6 nights
    ],
)
def test_M3_a_week_is_cheaper(departs: int, expected: str):
    week = {"stay_discounts": [{"nights": 7, "percent": 10}]}
    assert euros(price(week, july(1, departs)).total_minor) == expected


def test_the_best_discount_for_the_length_of_stay_counts_alone():
    assert euros(price(WEEK, july(1, 8)).total_minor) == "630.00"
    assert euros(price(WEEK, july(1, 7)).total_minor) == "588.00"


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party(3, children=1), "492.00"),  # one adult and one child too many
        (Party(2), "400.00"),  # nobody
        (Party(1, children=2), "432.00"),  # a child takes the second place
        (Party(2, infants=1), "400.00"),  # infants are free
    ],
)
def test_M4_extra_people_pay_for_each_night(party: Party, expected: str):
    pricing = {"included_people": 2, "extra_adult_minor": 1_500, "extra_child_minor": 800}
    assert euros(price(pricing, july(10, 14), party).total_minor) == expected


def test_M5_discount_cleaning_tax_and_city_tax_come_in_their_order():
    pricing = WEEKEND | {
        "discounts": [{"code": "early", "name": "Early", "percent": 5}],
        "fees": [{"name": "Cleaning", "minor": 4_000}],
        "taxes": [{"name": "VAT", "percent": 10, "included": False, "on": ["nights", "fees"]}],
        "city_tax": {"name": "City tax", "minor": 250},
    }
    quote = price(pricing, july(9, 13))
    kinds = (LineKind.DISCOUNT, LineKind.FEE, LineKind.TAX, LineKind.CITY_TAX)
    assert amounts(quote, *kinds) == ["-22.00", "40.00", "45.80", "20.00"]
    assert [line.kind for line in quote.lines][4:] == list(kinds)
    assert euros(quote.total_minor) == "523.80"
    assert euros(quote.net_nights_minor) == "418.00"


def test_M6_an_included_tax_is_found_by_subtraction():
    assert (euros(money.included_tax(9_999, 21)), euros(9_999 - money.included_tax(9_999, 21))) == (
        "17.35",
        "82.64",
    )
    pricing = {"base_minor": 9_999, "taxes": [{"name": "VAT", "percent": 21}]}
    quote = price(pricing, july(10, 11))
    assert amounts(quote, LineKind.TAX_INCLUDED) == ["17.35"]
    assert (euros(quote.total_minor), euros(quote.net_nights_minor)) == ("99.99", "82.64")


def test_M7_yen_have_no_decimals():
    assert money.percent_of(1005, 10) == 101
    assert (money.exponent("JPY"), money.to_major(1005, "JPY"), money.to_minor(Decimal(1005), "JPY")) == (
        0,
        1005,
        1005,
    )
    pricing = {"base_minor": 1005, "taxes": [{"name": "Tax", "percent": 10, "included": False}]}
    assert price(pricing, july(10, 11), currency="JPY").total_minor == 1106


def test_the_exponent_of_a_currency_decides():
    for currency, major, minor in [("EUR", "1.005", 101), ("KWD", "1.0005", 1001), ("JPY", "0.5", 1)]:
        assert money.to_minor(Decimal(major), currency) == minor
    assert money.to_major(1001, "KWD") == Decimal("1.001")


def test_M8_a_deposit_and_what_is_left():
    assert [euros(part) for part in money.deposit_split(48_650, 30)] == ["145.95", "340.55"]
    quote = price({"base_minor": 48_650, "deposit_percent": 30}, july(10, 11))
    assert (euros(quote.deposit_minor), euros(quote.deposit_rest_minor)) == ("145.95", "340.55")


def test_M9_three_instalments_differ_by_a_cent_at_most():
    assert [euros(part) for part in money.instalments(10_000, 3)] == ["33.34", "33.33", "33.33"]
    assert price({"instalments": 3}, july(10, 11)).instalments == [3334, 3333, 3333]


def of_stay(total_minor, revenue_minor, state=State.CONFIRMED):
    """One night of a stay: what the whole of it costs, and what the night earned."""
    return earned(state, 1, revenue_minor, is_paid=total_minor > 0)


GIFT = {"name": "Gift", "first_on": "2026-07-11", "last_on": "2026-07-11", "base_minor": 0}


@pytest.mark.parametrize(
    ("pricing", "nights"),
    [
        ({"seasons": [GIFT]}, [10_000, 0]),  # the second night costs nothing
        ({"base_minor": 0, "fees": [{"name": "Cleaning", "minor": 4_000}]}, [0, 0]),  # only the cleaning does
    ],
)
def test_every_night_of_a_stay_with_a_price_is_sold_whatever_it_earned_itself(pricing, nights):
    quote = price(pricing, july(10, 12))
    assert list(revenue_by_night(quote.lines).values()) == nights
    found = total(of_stay(quote.total_minor, minor) for minor in nights)
    assert (found.sold, found.complimentary, found.revenue_minor) == (2, 0, sum(nights))


def test_M13_a_reservation_at_nothing_is_valid_and_left_out_of_the_average():
    quote = price({"base_minor": 0, "taxes": [{"name": "VAT", "percent": 10}]} | WEEKEND, july(10, 12))
    assert (quote.total_minor, len(quote.lines)) == (0, 2)
    free = [of_stay(quote.total_minor, minor) for minor in revenue_by_night(quote.lines).values()]
    found = total([*free, of_stay(10_000, 10_000)])
    assert (found.sold, found.complimentary, found.reserved) == (1, 2, 3)
    assert found.adr_minor() == 10_000


def test_X2_nights_already_sold_keep_their_price():
    sold = price({}, july(10, 13)).lines
    quote = price({"base_minor": 12_000}, july(10, 15), sold=sold)
    assert amounts(quote, LineKind.NIGHT) == ["100.00", "100.00", "100.00", "120.00", "120.00"]
    assert euros(quote.total_minor) == "540.00"


def test_X2_so_do_their_extra_people_and_their_discount():
    then = {"included_people": 2, "extra_adult_minor": 1_000} | {
        "discounts": [{"code": "early", "name": "Early", "percent": 10}]
    }
    sold = price(then, july(10, 12), Party(3)).lines
    today = {"base_minor": 12_000, "included_people": 2, "extra_adult_minor": 2_000}
    quote = price(today, july(10, 13), Party(3), sold=sold)
    assert amounts(quote, LineKind.EXTRA) == ["20.00", "20.00"]
    assert amounts(quote, LineKind.DISCOUNT) == ["-20.00"]
    again = price(today | {"extra_adult_minor": 3_000}, july(10, 14), Party(3), sold=quote.lines)
    assert amounts(again, LineKind.EXTRA) == ["20.00", "20.00", "30.00"]


def test_X2_a_discount_for_a_long_stay_goes_when_the_stay_is_shorter():
    sold = price(WEEK, july(1, 8)).lines
    assert euros(price(WEEK, july(1, 7), sold=sold).total_minor) == "588.00"
    assert amounts(price({}, july(1, 9), sold=sold), LineKind.DISCOUNT) == ["-70.00"]


def test_A3_each_night_earns_at_its_own_date():
    nights = revenue_by_night(price(FROM_JULY, stay("2026-06-28", "2026-07-03")).lines)
    june = [minor for day, minor in nights.items() if day.month == 6]
    july_nights = [minor for day, minor in nights.items() if day.month == 7]
    assert (len(june), euros(sum(june))) == (3, "300.00")
    assert (len(july_nights), euros(sum(july_nights))) == (2, "300.00")


def test_A1_the_figures_divide_what_was_earned():
    nights = [of_stay(99_000, 11_000, State.FINISHED)] * 180 + [of_stay(0, 0)] * 6
    gone = [
        of_stay(99_000, 11_000, state)
        for state in (State.PENDING, State.CANCELLED, State.ABSENT, State.EXPIRED)
    ]
    found = total([*nights, *gone, Facts(available=300, maintenance=12)])
    assert (found.occupancy_ratio, found.adr_minor(), found.revpar_minor()) == (0.6, 11_000, 6_600)
    assert (found.adjusted_ratio, found.adjusted_revpar_minor()) == (0.625, 6_875)
    assert total([]) == NOTHING
    assert NOTHING.occupancy_ratio is None


def test_a_tax_of_two_parts_is_inside_each_of_them():
    pricing = {
        "fees": [{"name": "Cleaning", "minor": 4_000}, {"name": "Linen", "minor": 500, "per": "person"}],
        "taxes": [
            {"name": "VAT", "percent": 10},
            {"name": "Levy", "percent": 1, "on": ["nights"]},
            {"name": "On top", "percent": 5, "included": False, "on": ["fees"]},
        ],
    }
    quote = price(pricing, july(10, 12), Party(2, children=1))
    vat, levy = [line for line in quote.lines if line.kind is LineKind.TAX_INCLUDED]
    assert (vat.counts, vat.facts["on_fees_minor"], levy.facts["on_fees_minor"]) == (False, 500, 0)
    assert (
        quote.net_nights_minor + int(vat.facts["on_nights_minor"]) + int(levy.facts["on_nights_minor"])
        == 20_000
    )
    assert amounts(quote, LineKind.TAX) == ["2.50"]
    assert quote.total_minor == 20_000 + 5_500 + 250


def test_discounts_never_take_more_than_the_nights_cost():
    discounts = [{"code": f"d{count}", "name": "Half", "percent": 60} for count in range(3)]
    quote = price({"discounts": discounts}, july(10, 11))
    assert (quote.total_minor, amounts(quote, LineKind.DISCOUNT)) == (0, ["-60.00", "-40.00"])


def test_equal_neighbouring_nights_are_shown_as_one_line():
    shown = grouped(price(WEEKEND, july(9, 14)).lines)
    assert [(line.quantity, euros(line.amount_minor)) for line in shown] == [
        (1, "100.00"),
        (2, "240.00"),
        (2, "200.00"),
    ]
