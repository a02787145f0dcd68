"""Discounts that depend on the day of making, promotional codes, and gifts."""

from datetime import date, timedelta

import pytest

from app.domain.asking import Party
from app.domain.lines import LineKind, charged_by_night, first_night_minor, revenue_by_night
from app.domain.pricing import Priced
from app.domain.promos import promo_checks
from app.domain.stats import earned, total
from app.domain.words import State
from tests.domain.make import (
    MADRID,
    NIGHTLY,
    amounts,
    ask,
    codes,
    dates,
    euros,
    july,
    local,
    policy,
    price,
    quoted,
    tariff,
)

EARLY = {"early_discounts": [{"days_before": 30, "percent": 5}, {"days_before": 90, "percent": 15}]}
LATE = {"late_discounts": [{"days_before": 2, "percent": 20}, {"days_before": 7, "percent": 10}]}
SUMMER = {
    "promo_codes": [
        {
            "code": "Summer-26", "percent": 10, "min_units": 2, "made": {"last_on": "2026-06-30"},
            "stay": {"first_on": "2026-07-01", "last_on": "2026-08-31"},
        },
        {"code": "GIFT", "minor": 5_000},
    ]
}  # fmt: skip
STAY = dates("2026-07-10", 3)


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [
        ("2026-04-11", ["-45.00"]),  # 90 days before
        ("2026-04-12", ["-15.00"]),  # 89
        ("2026-06-10", ["-15.00"]),  # 30
        ("2026-06-11", []),  # 29
        ("2026-07-03", ["-30.00"]),  # 7: late
        ("2026-07-08", ["-60.00"]),  # 2
        ("2026-07-10", ["-60.00"]),  # the same day
    ],
)
def test_the_day_of_making_decides(made_on: str, expected: list[str]):
    found = quoted(EARLY | LATE, STAY, made_on=date.fromisoformat(made_on))
    assert amounts(found, LineKind.DISCOUNT) == expected


def test_without_a_day_of_making_neither_counts():
    assert quoted(EARLY | LATE, STAY, made_on=None).total_minor == 30_000


def test_the_day_of_making_is_the_tenants():
    pricing = {"late_discounts": [{"days_before": 0, "percent": 50}]}
    in_the_night = ask(july(10, 11), now=local("2026-07-10T00:30"))
    assert NIGHTLY.quote(policy(pricing), in_the_night, currency="EUR").total_minor == 5_000


def test_X2_a_discount_by_the_day_of_making_stays_where_it_was_given():
    early = quoted(EARLY, STAY, made_on=date(2026, 6, 1))
    longer = quoted(EARLY | LATE, dates("2026-07-10", 5), made_on=date(2026, 7, 9), sold=early.lines)
    assert amounts(longer, LineKind.DISCOUNT) == ["-15.00", "-40.00"]
    again = quoted({}, dates("2026-07-10", 6), made_on=date(2026, 7, 9), sold=longer.lines)
    assert amounts(again, LineKind.DISCOUNT) == ["-15.00", "-40.00"]
    shorter = quoted({}, dates("2026-07-11", 3), made_on=date(2026, 7, 9), sold=again.lines)
    assert amounts(shorter, LineKind.DISCOUNT) == ["-10.00", "-20.00"]


@pytest.mark.parametrize("typed", ["summer-26", " SUMMER-26 ", "Summer-26"])
def test_a_code_is_known_however_it_is_written(typed: str):
    found = quoted(SUMMER, STAY, promo_code=typed)
    assert amounts(found, LineKind.DISCOUNT) == ["-30.00"]
    assert found.lines[-1].facts["promo_code"] == "Summer-26"


def test_an_amount_off_never_takes_more_than_the_nights():
    assert quoted(SUMMER, STAY, promo_code="gift").total_minor == 25_000
    assert quoted(SUMMER | {"base_minor": 1_000}, STAY, promo_code="gift").total_minor == 0


@pytest.mark.parametrize(
    ("days", "made_on", "broken"),
    [
        (STAY, date(2026, 6, 30), []),
        (STAY, date(2026, 7, 1), ["made"]),
        (STAY, None, ["made"]),  # nobody knows when
        (dates("2026-08-30", 3), date(2026, 6, 1), ["stay"]),
        (dates("2026-07-10", 1), date(2026, 6, 1), ["units"]),
        (dates("2026-06-30", 1), date(2026, 7, 1), ["made", "stay", "units"]),
    ],
)
def test_a_code_out_of_its_time_is_refused_and_takes_nothing_off(days, made_on, broken):
    asked = Priced(days, Party(2), made_on=made_on, promo_code="summer-26")
    (check,) = promo_checks(tariff(SUMMER), asked, is_held=False)
    assert (check.ok, check.facts["broken"]) == (not broken, broken)
    assert [refusal.code for refusal in check.refusals] == ["promo_not_now"] * bool(broken)
    found = quoted(SUMMER, days, made_on=made_on, promo_code="summer-26")
    assert bool(amounts(found, LineKind.DISCOUNT)) == (not broken)


def test_a_code_that_is_not_there_is_refused_at_its_field():
    (check,) = promo_checks(
        tariff(SUMMER), Priced(STAY, Party(2), promo_code="winter" * 1_000), is_held=False
    )
    (refusal,) = check.refusals
    assert (refusal.code, refusal.field, len(str(refusal.facts["promo_code"]))) == (
        "promo_unknown",
        "promo_code",
        40,
    )
    assert promo_checks(tariff(SUMMER), Priced(STAY, Party(2), promo_code="  "), is_held=False) == []


def test_a_request_by_the_night_is_refused_for_its_code():
    doc = policy(SUMMER)
    assert codes(doc, ask(july(10, 12), promo_code="winter")) == ["promo_unknown"]
    assert codes(doc, ask(july(10, 11), promo_code="summer-26")) == ["promo_not_now"]
    assert codes(doc, ask(july(10, 12), promo_code="summer-26")) == []
    assert price(SUMMER, july(10, 12), promo_code="summer-26").total_minor == 18_000


def test_X2_an_amount_off_is_given_once():
    sold = quoted(SUMMER, STAY, promo_code="gift").lines
    longer = quoted(SUMMER, dates("2026-07-10", 4), promo_code="gift", sold=sold)
    assert amounts(longer, LineKind.DISCOUNT) == ["-50.00"]
    assert quoted(SUMMER, dates("2026-07-10", 4), sold=sold).total_minor == 35_000


def test_X2_a_code_goes_when_the_stay_is_too_short_for_it():
    sold = quoted(SUMMER, STAY, promo_code="summer-26").lines
    assert quoted(SUMMER, STAY[:1], sold=sold).total_minor == 10_000


GIVEN = {
    "fees": [{"name": "Cleaning", "minor": 4_000}],
    "taxes": [{"name": "VAT", "percent": 10}, {"name": "GST", "percent": 5, "included": False}],
    "city_tax": {"name": "City tax", "minor": 250},
    "deposit_percent": 30,
    "discounts": [{"code": "d", "name": "D", "percent": 10}],
}


class TestGifts:
    """A complimentary price shows all that is given, and is nothing."""

    def test_M13_what_is_given_is_shown_and_the_total_is_nothing(self):
        found = quoted(GIVEN, STAY, complimentary=True)
        assert amounts(found, LineKind.NIGHT, LineKind.DISCOUNT, LineKind.FEE) == [
            "100.00", "100.00", "100.00", "-30.00", "40.00",
        ]  # fmt: skip
        assert [(line.code, euros(line.amount_minor)) for line in found.lines[5:]] == [
            ("complimentary", "-310.00")
        ]
        assert (found.total_minor, found.net_nights_minor, found.deposit_minor, found.instalments) == (
            0,
            0,
            0,
            [0],
        )

    def test_M13_its_nights_are_reserved_and_not_sold(self):
        lines = quoted(GIVEN, STAY, complimentary=True).lines
        given = revenue_by_night(lines)
        assert list(given.values()) == list(charged_by_night(lines).values()) == [0, 0, 0]
        assert first_night_minor(lines) == 0
        nights = [earned(State.CONFIRMED, 1, minor, is_paid=False) for minor in given.values()]
        found = total([earned(State.CONFIRMED, 1, 12_000, is_paid=True), *nights])
        assert (found.sold, found.complimentary, found.adr_minor()) == (1, 3, 12_000)

    def test_it_stays_a_gift_when_it_is_changed_until_somebody_says_otherwise(self):
        sold = quoted(GIVEN, STAY, complimentary=True).lines
        longer = [*STAY, STAY[-1] + timedelta(days=1)]
        assert quoted(GIVEN, longer, sold=sold).total_minor == 0
        assert quoted(GIVEN, STAY, sold=sold, complimentary=False) == quoted(GIVEN, STAY)

    def test_one_that_ends_has_the_price_of_today_and_what_was_sold_keeps_its_own(self):
        gift, paid = (quoted(GIVEN, STAY, complimentary=given).lines for given in (True, False))
        dear = GIVEN | {"base_minor": 12_000}
        assert quoted(dear, STAY, sold=gift, complimentary=False) == quoted(dear, STAY)
        assert quoted(dear, STAY, sold=paid, complimentary=False) == quoted(GIVEN, STAY)

    @pytest.mark.parametrize("charge", [{"first_unit": True}, {"charge_percent": 100}])
    @pytest.mark.parametrize("charges", ["first_unit", "all"])
    def test_neither_going_away_nor_staying_away_costs_anything(self, charge, charges):
        doc = policy(GIVEN, cancellation=[{"days_before": 0, **charge}], absence={"charges": charges})
        lines = NIGHTLY.quote(doc, ask(july(10, 13), complimentary=True), currency="EUR").lines
        at = local("2026-07-09T12:00")
        found = NIGHTLY.cancellation(doc, july(10, 13), zone=MADRID, at=at, lines=lines, paid_minor=5_000)
        assert (found.fee_minor, found.refund_minor, found.owed_minor) == (0, 5_000, 0)
        assert NIGHTLY.absence_fee(doc, lines) == 0

    def test_it_is_asked_for_with_the_request(self):
        assert price(GIVEN, july(10, 12), complimentary=True).total_minor == 0
