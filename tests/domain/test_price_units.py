"""Prices of any kind of unit of time: hours, seats, several of a unit, people of each age."""

from datetime import date

import pytest

from app.domain.asking import Party
from app.domain.lines import LineKind, grouped, revenue_by_night
from app.domain.policies.base import KINDS
from app.domain.policies.document import Ages
from tests.domain.make import amounts, ask, dates, euros, policy, quoted, stay

TOUR = {"base_minor": 2_500, "per_person": {"child_percent": 50}}
DEARER = {"base_minor": 1_200}
WEEKEND = {"weekdays": [{"days": ["fri", "sat"], "percent": 20}]}


def test_hours_of_one_date_are_one_line():
    hours = [*dates("2026-07-09", 1, each=3), *dates("2026-07-10", 1, each=2)]
    quote = quoted({"base_minor": 1_000} | WEEKEND, hours)
    assert [(line.on_date.day, line.quantity, euros(line.amount_minor)) for line in quote.lines] == [
        (9, 3, "30.00"),
        (10, 2, "24.00"),
    ]


def test_two_of_a_unit_cost_twice_and_say_so():
    quote = quoted({"base_minor": 1_000}, dates("2026-07-06", 1, each=3), quantity=2)
    assert (euros(quote.total_minor), quote.lines[0].quantity, quote.lines[0].facts["items"]) == (
        "60.00",
        6,
        2,
    )


def test_the_price_of_two_by_the_night_is_asked_for_with_the_request():
    doc = policy()
    found = KINDS["nightly"].quote(doc, ask(stay("2026-07-10", "2026-07-12"), quantity=3), currency="EUR")
    assert euros(found.total_minor) == "600.00"


@pytest.mark.parametrize(
    ("rule", "party", "expected"),
    [
        ({}, Party(2, children=2, infants=1), "100.00"),  # children as adults, infants free
        ({"child_percent": 50}, Party(2, children=1), "62.50"),
        ({"child_minor": 900}, Party(2, children=1, infants=2), "59.00"),
        ({"infant_percent": "10"}, Party(1, infants=1), "27.50"),
        ({"infant_minor": 100, "child_percent": 0}, Party(1, children=3, infants=2), "27.00"),
    ],
)
def test_each_person_has_a_price_by_age(rule: dict, party: Party, expected: str):
    quote = quoted({"base_minor": 2_500, "per_person": rule}, dates("2026-07-06", 1), party)
    assert euros(quote.total_minor) == expected


def test_people_who_pay_nothing_have_no_line_and_the_others_say_how_many_they_are():
    quote = quoted(TOUR, dates("2026-07-06", 2), Party(2, children=1, infants=1))
    found = [(line.code, line.quantity, line.facts["people"]) for line in grouped(quote.lines)]
    assert found == [("night_adult", 4, 2), ("night_child", 2, 1)]
    assert sum(revenue_by_night(quote.lines).values()) == quote.net_nights_minor == 12_500


def test_people_are_counted_instead_of_seats():
    assert quoted(TOUR, dates("2026-07-06", 1), Party(3), quantity=3).total_minor == 7_500


def test_a_percentage_for_children_follows_the_season_and_an_amount_does_not():
    high = {
        "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-07-31", "base_minor": 4_000}]
    }
    party = Party(1, children=1)
    assert quoted(TOUR | high, dates("2026-07-06", 1), party).total_minor == 6_000
    fixed = TOUR | high | {"per_person": {"child_minor": 900}}
    assert quoted(fixed, dates("2026-07-06", 1), party).total_minor == 4_900


@pytest.mark.parametrize(
    ("party", "quantity", "expected"),
    [
        (Party(2, infants=2), 1, ["10.00"]),  # both infants are too many
        (Party(1, infants=2), 1, ["5.00"]),  # one of them has the second place
        (Party(3, children=1, infants=1), 1, ["15.00", "8.00", "5.00"]),
        (Party(3, children=1, infants=1), 2, ["5.00"]),  # two cabins include four people
    ],
)
def test_infants_use_what_places_are_left(party: Party, quantity: int, expected: list[str]):
    pricing = {
        "included_people": 2, "extra_adult_minor": 1_500, "extra_child_minor": 800, "extra_infant_minor": 500,
    }  # fmt: skip
    found = quoted(pricing, dates("2026-07-06", 1), party, quantity=quantity)
    assert amounts(found, LineKind.EXTRA) == expected


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("stay", "5.00"),
        ("night", "15.00"),
        ("person", "15.00"),  # the infant pays no fee
        ("person_night", "45.00"),
        ("item", "10.00"),
    ],
)
def test_what_a_fee_is_for(per: str, expected: str):
    pricing = {"fees": [{"name": "Linen", "minor": 500, "per": per}]}
    found = quoted(pricing, dates("2026-07-06", 3), Party(2, children=1, infants=1), quantity=2)
    assert amounts(found, LineKind.FEE) == [expected]


class TestSold:
    """What was sold before keeps its price."""

    def test_X2_hours_that_are_added_to_a_date_have_todays_price(self):
        sold = quoted({"base_minor": 1_000}, dates("2026-07-06", 1, each=3)).lines
        longer = quoted(DEARER, dates("2026-07-06", 1, each=5), sold=sold)
        assert [(line.quantity, euros(line.amount_minor)) for line in longer.lines] == [
            (3, "30.00"),
            (2, "24.00"),
        ]
        assert quoted({"base_minor": 9}, dates("2026-07-06", 1, each=5), sold=longer.lines) == longer

    def test_X2_hours_that_are_left_keep_theirs(self):
        sold = quoted({"base_minor": 1_000}, dates("2026-07-06", 1, each=3)).lines
        assert euros(quoted(DEARER, dates("2026-07-06", 1, each=2), sold=sold).total_minor) == "20.00"

    def test_X2_a_third_of_a_unit_has_todays_price(self):
        sold = quoted({"base_minor": 1_000}, dates("2026-07-06", 2), quantity=2).lines
        found = quoted(DEARER, dates("2026-07-06", 2), quantity=3, sold=sold)
        assert euros(found.total_minor) == "64.00"
        assert all("items" not in line.facts for line in found.lines)

    def test_X2_another_adult_has_todays_price_and_a_child_who_stays_away_none(self):
        sold = quoted(TOUR, dates("2026-07-06", 1), Party(2, children=1)).lines
        found = quoted(TOUR | {"base_minor": 3_000}, dates("2026-07-06", 1), Party(3), sold=sold)
        assert amounts(found, LineKind.NIGHT) == ["50.00", "30.00"]

    def test_X2_nights_sold_for_the_unit_stay_when_people_pay_by_now(self):
        sold = quoted({}, dates("2026-07-06", 2)).lines
        found = quoted(TOUR, dates("2026-07-05", 3), Party(2, children=1), sold=sold)
        assert [(line.on_date.day, line.code, euros(line.amount_minor)) for line in found.lines] == [
            (5, "night_adult", "50.00"),
            (5, "night_child", "12.50"),
            (6, "night", "100.00"),
            (7, "night", "100.00"),
        ]


def test_a_line_of_several_dates_says_the_last():
    shown = grouped(quoted({"base_minor": 1_000}, dates("2026-07-06", 3, each=4)).lines)
    assert [(line.quantity, line.on_date, line.facts["last_on"]) for line in shown] == [
        (12, date(2026, 7, 6), "2026-07-08")
    ]


def test_the_ages_of_a_policy_are_in_order():
    assert policy(ages={"infant_below": 2, "child_below": 12}).ages == Ages(infant_below=2, child_below=12)
    with pytest.raises(ValueError, match="ages out of order"):
        Ages(infant_below=4, child_below=3)


def test_the_clocks_change_no_price():
    pricing = {"base_minor": 10_000} | WEEKEND
    prices = [
        KINDS["nightly"].quote(policy(pricing), ask(stay(*when)), currency="EUR").total_minor
        for when in [
            ("2026-03-26", "2026-03-31"),  # Thu to Tue, an hour is lost
            ("2026-04-09", "2026-04-14"),
            ("2026-10-22", "2026-10-27"),  # an hour is won
        ]
    ]
    assert prices == [54_000] * 3
