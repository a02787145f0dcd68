"""The lines of a price explain themselves, each in a sentence of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.asking import Party
from app.domain.lines import LineKind, Quote, grouped
from app.domain.policies.document import Ages
from app.domain.pricing import STEPS
from app.sentences import prices
from tests.domain.make import dates, quoted

TIERS = {"tiers": [{"units": 1, "minor": 10_000}, {"units": 3, "minor": 25_000}], "tier_mode": "mixed"}
TOUR = {"base_minor": 2_500, "per_person": {"child_percent": 50, "infant_minor": 500}}
TAXED = {
    "taxes": [
        {"name": "GST", "percent": 10, "included": False},
        {"name": "PST", "percent": 10, "included": False, "compound": True},
    ],
    "city_tax": {"name": "City", "percent": 7, "each_most_minor": 300, "most_minor": 2_000, "children": True},
}
OFFERS = {
    "early_discounts": [{"days_before": 30, "percent": 5}],
    "late_discounts": [{"days_before": 1, "percent": 20}],
    "promo_codes": [{"code": "GIFT", "minor": 5_000}, {"code": "TEN", "percent": 10}],
}


@pytest.fixture
def said(app, house):
    """Say the lines of a price, as `text (note)`."""

    def say(found: Quote, *kinds: LineKind) -> list[str]:
        with app.test_request_context(
            f"/{house.tenant.slug}/", environ_overrides={"reservations.tenant": house.tenant}
        ):
            app.preprocess_request()
            texts = prices.explain(
                [line for line in grouped(found.lines) if line.kind in kinds], noun="night"
            )
        return [f"{text.text} ({text.note})" if text.note else text.text for text in texts]

    return say


def test_nights_by_tiers_say_which(said):
    found = quoted(TIERS, dates("2026-07-06", 7), quantity=2)
    assert said(found, LineKind.NIGHT) == ["2 × 7 nights (6 Jul – 12 Jul, 2 × 3 nights €250 + 1 night €100)"]


def test_nights_of_people_say_who(said):
    found = quoted(TOUR, dates("2026-07-06", 2), Party(2, children=1, infants=1))
    assert said(found, LineKind.NIGHT) == [
        "2 adults × 2 nights × €25 (6 Jul – 7 Jul)",
        "1 child × 2 nights × €12.50 (6 Jul – 7 Jul, 50 % of an adult's price)",
        "1 infant × 2 nights × €5 (6 Jul – 7 Jul)",
    ]


def test_hours_of_several_dates_say_their_dates(said):
    found = quoted({"base_minor": 1_000}, dates("2026-07-06", 2, each=3))
    assert said(found, LineKind.NIGHT) == ["6 nights × €10 (6 Jul – 7 Jul)"]


@pytest.mark.parametrize(
    ("made_on", "typed", "expected"),
    [
        (dt.date(2026, 1, 1), "", ["Reserved 30 days ahead or more, −5 %"]),
        (dt.date(2026, 7, 6), "ten", ["Reserved at most 1 day ahead, −20 %", "Code TEN, −10 %"]),
        (dt.date(2026, 6, 20), "gift", ["Code GIFT"]),
    ],
)
def test_discounts_say_why(said, made_on: dt.date, typed: str, expected: list[str]):
    found = quoted(OFFERS, dates("2026-07-06", 2), made_on=made_on, promo_code=typed)
    assert said(found, LineKind.DISCOUNT) == expected


def test_taxes_say_on_what(said):
    found = quoted(TAXED, dates("2026-07-06", 1), Party(2, children=1))
    assert said(found, LineKind.TAX, LineKind.CITY_TAX) == [
        "GST 10 %",
        "PST 10 % (on €110.00, with the taxes before it)",
        "City (3 people × 1 night, 7 % of each one's net price, at most €3 each, at most €20 in all)",
    ]


def test_a_gift_says_so(said):
    found = quoted({}, dates("2026-07-06", 1), complimentary=True)
    assert said(found, LineKind.COMPLIMENTARY) == ["Complimentary (€100.00 given, so nothing is to be paid)"]
    free = quoted({"base_minor": 0}, dates("2026-07-06", 1), complimentary=True)
    assert said(free, LineKind.COMPLIMENTARY) == ["Complimentary (nothing is to be paid)"]


def test_extra_infants_are_called_so(said):
    pricing = {"included_people": 2, "extra_infant_minor": 500}
    found = quoted(pricing, dates("2026-07-06", 2), Party(2, infants=2))
    assert said(found, LineKind.EXTRA) == ["2 extra infants × 2 nights × €5"]


def test_every_step_has_a_sentence_in_the_order_of_reckoning(app, house):
    with app.test_request_context(f"/{house.tenant.slug}/"):
        found = prices.steps()
        assert [name for name, _text in found] == [name for name, _step in STEPS]
        assert all(text.endswith(".") for _name, text in found)
        assert prices.ages(Ages(infant_below=2, child_below=12)) == (
            "Infants are those under 2, children those under 12."
        )
        assert prices.ages(Ages(infant_below=0, child_below=12)) == "Children are those under 12."
