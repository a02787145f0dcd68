"""A price larger than can be kept is refused, whatever a document and a request make of it."""

from decimal import Decimal

import pytest

from app.domain.asking import Party, UnitFacts
from app.domain.money import included_tax, percent_of, round_half_up
from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document
from app.domain.pricing import MOST_MINOR, price_refusals
from app.domain.replay import Past, Replay
from tests.domain.make import LONG_BEFORE, MADRID, NIGHTLY, ask, july, policy, price, stay

DEAR = {"base_minor": 10**12}
WORST = {
    "base_minor": 10**12,
    "seasons": [{"name": "High", "first_on": "2026-01-01", "last_on": "2028-12-31", "percent": "1000"}],
    "weekdays": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "percent": "1000"}],
    "city_tax": {"name": "City", "percent": "100"},
    "fees": [{"name": "Cleaning", "minor": 10**12, "per": "person_night"}],
    "taxes": [{"name": f"T{n}", "percent": "100", "included": False, "compound": True} for n in range(19)]
    + [{"name": "Inside", "percent": "33.333"}],
    "deposit_percent": "33.333",
    "instalments": 3,
}


def codes(found, asked):
    return [(each.code, each.field) for each in price_refusals(found, asked)]


def test_the_largest_price_is_kept_and_a_cent_more_is_refused():
    doc, period = policy(DEAR), stay("2026-07-01", "2028-06-30")
    asked = ask(period, quantity=1)
    assert NIGHTLY.quote(doc, asked, currency="EUR").total_minor == 730 * 10**12
    assert codes(NIGHTLY.quote(doc, asked, currency="EUR"), asked) == []
    whole = price({"base_minor": MOST_MINOR // 1_000}, july(1, 2), quantity=1_000)
    assert whole.total_minor == MOST_MINOR
    assert codes(whole, ask(july(1, 2), quantity=1_000)) == []
    fee = [{"name": "Cleaning", "minor": 1}]
    more = price({"base_minor": MOST_MINOR // 1_000, "fees": fee}, july(1, 2), quantity=1_000)
    assert more.total_minor == MOST_MINOR + 1
    assert codes(more, ask(july(1, 2), quantity=1_000)) == [("price_too_large", "quantity")]
    assert codes(more, ask(july(1, 2))) == [("price_too_large", "unit")]


def test_a_price_that_is_given_is_refused_for_its_lines():
    asked = ask(july(1, 21), quantity=1_000, complimentary=True)
    given = NIGHTLY.quote(policy(DEAR), asked, currency="EUR")
    assert given.total_minor == 0
    assert codes(given, asked) == [("price_too_large", "quantity")]


@pytest.mark.parametrize("key", ["nightly", "slot", "interval"])
def test_the_worst_that_a_document_can_say_is_a_refusal_and_no_error(key: str):
    own = {
        "nightly": {},
        "slot": {"slots": [{"weekdays": ["wed"], "time": "10:00", "duration_min": 60}]},
        "interval": {},
    }
    doc = read_document({"kind": key, "pricing": WORST} | own[key])
    period = {
        "nightly": stay("2026-07-01", "2028-06-30"),
        "slot": KINDS["slot"].offers(doc, july(1, 1).starts_on, zone=MADRID)[0] if key == "slot" else None,
        "interval": stay("2026-07-01", "2027-06-30"),
    }[key]
    asked = ask(period, Party(999, 999), quantity=10_000)
    found = KINDS[key].quote(doc, asked, currency="EUR")
    assert found.total_minor > 10**20
    assert sum(found.instalments) == found.total_minor
    assert codes(found, asked) == [("price_too_large", "quantity")]


def test_large_amounts_are_reckoned_to_the_last_minor_unit():
    huge = 10**40 + 1
    assert percent_of(huge, Decimal(100)) == huge
    assert percent_of(huge, Decimal("0.001")) == 10**35
    assert included_tax(huge, 0) == 0
    assert round_half_up(Decimal(f"{huge}.5")) == huge + 1


def test_what_other_rules_would_have_answered_says_it_too():
    unit = UnitFacts("cabin-1", "Cabin 1", 4)
    past = Past(LONG_BEFORE, unit, july(1, 21), Party(2), quantity=1_000)
    answered = Replay(NIGHTLY, policy(DEAR), zone=MADRID, currency="EUR").answer(past)
    assert [each.code for each in answered.refusals] == ["price_too_large"]
    assert answered.total_minor is None
