"""Policy documents: what is read, and what is refused at its place."""

from time import perf_counter

import pytest

from app.domain.policies.base import KINDS, kind_of
from app.domain.policies.reading import MOST_CHARACTERS, read_document
from app.domain.refusal import Refusal, Refused
from tests.domain.make import ask, policy, stay

FULL = {
    "kind": "nightly",
    "after_min": 180,
    "pending_expires_hours": 48,
    "absent_after": {"time": "22:00", "day_offset": 0},
    "absence": {"charges": "first_unit", "frees": "after_first_unit"},
    "cancellation": [{"days_before": 7, "first_unit": True}, {"days_before": 0, "charge_percent": "100"}],
    "pricing": {
        "base_minor": 10_000,
        "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-08-31", "percent": "12.5"}],
        "weekdays": [{"days": ["fri"], "minor": 500}],
        "city_tax": {"name": "City tax", "minor": 250, "max_nights": 7},
    },
    "restrictions": {"changeover": [{"last_on": "2026-08-31", "weekdays": ["sat"]}]},
}


JULY = {"name": "July", "first_on": "2026-07-01", "last_on": "2026-07-31", "base_minor": 1}


def prices(**pricing: object) -> dict:
    return {"pricing": {"base_minor": 1, **pricing}}


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def problems(data: object) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        read_document(data)
    assert caught.value.status == 422
    return [(refusal.code.removeprefix("document_"), refusal.field) for refusal in caught.value.refusals]


def test_a_document_is_the_same_after_it_was_stored():
    document = read_document(FULL)
    assert read_document(document.model_dump(mode="json")) == document
    assert kind_of(document) is kind_of(FULL) is KINDS["nightly"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "hourly"}, "kind", "kind"),  # no such kind
        ({"kind": ["nightly"]}, "kind", "kind"),  # not even a word
        ({"after_min": -1}, "greater_than_equal", "after_min"),
        ({"after_min": "90"}, "int_type", "after_min"),  # a text is no number
        ({"surprise": 1}, "extra_forbidden", "surprise"),
        ({"check_in_time": "15:00+02:00"}, "wall_time", "check_in_time"),  # a zone of its own
        ({"check_in_time": "25:00"}, "time_parsing", "check_in_time"),
        ({"check_in_opens": "16:00"}, "opens_after_check_in", None),
        ({"latest_check_out": "10:00"}, "latest_before_check_out", None),
        ({"min_nights": 3, "max_nights": 2}, "max_below_min", None),
        ({"absent_after": {"time": "14:00"}}, "absent_before_check_in", None),
        ({"cancellation": [{"days_before": 3}]}, "one_charge", "cancellation.0"),
        ({"cancellation": [{"days_before": 3, "charge_percent": "NaN"}]}, "finite_number", "cancellation.0.charge_percent"),
        ({"pricing": {"base_minor": 10**12 + 1}}, "less_than_equal", "pricing.base_minor"),
        ({"pricing": {"base_minor": 1.5}}, "int_type", "pricing.base_minor"),
        ({"pricing": {"base_minor": 1, "fees": [{"name": " ", "minor": 1}]}}, "string_too_short", "pricing.fees.0.name"),
        ({"pricing": {"base_minor": 1, "fees": [{"name": "f", "minor": 1}] * 201}}, "too_long", "pricing.fees"),
        (prices(tiers=[{"units": n + 1, "minor": 1} for n in range(21)]), "too_long", "pricing.tiers"),
        (prices(tiers=[{"units": 3, "minor": 1}, {"units": 3, "minor": 2}]), "duplicate_tier", "pricing"),
        (prices(tiers=[{"units": 731, "minor": 1}]), "less_than_equal", "pricing.tiers.0.units"),
        (prices(tiers=[{"units": 1, "minor": 1}], seasons=[JULY]), "season_beside_tiers", "pricing"),
        (prices(per_person={}, included_people=2), "people_priced_twice", "pricing"),
        (prices(per_person={"child_minor": 1, "child_percent": 1}), "one_price", "pricing.per_person"),
        (prices(promo_codes=[{"code": "a b", "percent": 1}]), "string_pattern_mismatch", "pricing.promo_codes.0.code"),
        (prices(promo_codes=[{"code": "a", "percent": 1}, {"code": "A", "minor": 1}]), "duplicate_code", "pricing"),
        (prices(promo_codes=[{"code": "a"}]), "one_price", "pricing.promo_codes.0"),
        (prices(early_discounts=[{"days_before": -1, "percent": 1}]), "greater_than_equal", "pricing.early_discounts.0.days_before"),
        (prices(late_discounts=[{"days_before": 1, "percent": 101}]), "less_than_equal", "pricing.late_discounts.0.percent"),
        (prices(discounts=[{"code": "promo_discount", "name": "n", "percent": 1}]), "duplicate_code", "pricing"),
        (prices(fees=[{"name": "f", "minor": 1, "per": "moon"}]), "literal_error", "pricing.fees.0.per"),
        (prices(taxes=[{"name": "t", "percent": 1, "compound": True}]), "compound_inside", "pricing.taxes.0"),
        (prices(city_tax={"name": "c"}), "missing", "pricing.city_tax.minor"),
        (prices(schedule=[{"percent": 50, "days_before": 3651}]), "less_than_equal", "pricing.schedule.0.days_before"),
        (prices(schedule=[{"percent": 50, "days_before": 3}]), "schedule_not_whole", "pricing"),
        ({"ages": {"infant_below": 3, "child_below": 2}}, "ages_out_of_order", "ages"),
        ({"restrictions": {"changeover": [{"weekdays": []}]}}, "too_short", "restrictions.changeover.0.weekdays"),
        ({"restrictions": {"weekday_min": [{"weekdays": ["sat", "funday"], "minimum": 2}]}}, "enum", "restrictions.weekday_min.0.weekdays.1"),
        (
            {"restrictions": {"max_stay": [{"first_on": "2026-02-01", "last_on": "2026-01-01", "maximum": 2}]}},
            "dates_out_of_order",
            "restrictions.max_stay.0",
        ),
        ({"surprise": "x" * MOST_CHARACTERS}, "too_large", None),
        ({"surprise": nested(100_000)}, "too_large", None),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused_at_the_right_place(change: dict, code: str, field: str | None):
    assert problems(FULL | change) == [(code, field)]


@pytest.mark.parametrize("data", [None, [], "nightly", 3, {}])
def test_what_is_no_document_is_refused(data: object):
    assert problems(data) == [("kind", "kind")]


def test_two_discounts_of_one_code_and_seasons_of_two_prices_are_refused():
    discount = {"code": "early", "name": "Early", "percent": 5}
    season = {"name": "s", "first_on": "2026-07-01", "last_on": "2026-07-02"}
    assert problems(FULL | {"pricing": {"base_minor": 1, "discounts": [discount, discount]}}) == [
        ("duplicate_code", "pricing")
    ]
    assert problems(
        FULL | {"pricing": {"base_minor": 1, "seasons": [season | {"percent": 1, "base_minor": 1}]}}
    ) == [("one_price", "pricing.seasons.0")]
    assert problems(FULL | {"pricing": {"base_minor": 1, "weekdays": [{"days": ["mon"]}]}}) == [
        ("one_price", "pricing.weekdays.0")
    ]


def test_all_problems_are_told_at_once():
    assert problems({"kind": "nightly", "min_nights": 0, "pricing": {"x": 1}}) == [
        ("greater_than_equal", "min_nights"),
        ("missing", "pricing.base_minor"),
        ("extra_forbidden", "pricing.x"),
    ]


def test_the_largest_tariff_that_can_be_saved_is_read_and_priced_in_no_time():
    entry = {"days_before": 3650, "percent": "99.999"}
    tariff = {
        "early_discounts": [entry] * 200, "late_discounts": [entry] * 200,
        "promo_codes": [{"code": f"c{n}", "minor": 10**12} for n in range(200)], "per_person": {"child_percent": 1000},
        "tiers": [{"units": 730 - n, "minor": 10**12 - n} for n in range(20)], "tier_mode": "mixed",
        "weekdays": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "percent": 1000}] * 200,
        "taxes": [{"name": "t", "percent": 100, "included": False, "compound": True}] * 20,
    }  # fmt: skip
    started = perf_counter()
    doc = read_document(FULL | {"restrictions": {}} | prices(**tariff))
    longest = stay("2026-07-01", "2028-06-30")
    found = KINDS["nightly"].quote(doc, ask(longest, promo_code="C199"), currency="EUR")
    assert (len(found.lines), found.total_minor) == (732, 0)  # 730 nights, and two that take all off
    assert perf_counter() - started < 3


def test_refusals_together_are_409_when_one_of_them_is():
    assert Refused([Refusal("a", None)]).status == 422
    assert Refused([Refusal("a", None), Refusal("b", None, status=409)]).status == 409


def test_a_document_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        policy().after_min = 3
