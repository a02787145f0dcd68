"""Policy documents: what is read, and what is refused at its place."""

import pytest

from app.domain.policies.base import KINDS, kind_of
from app.domain.policies.reading import MOST_CHARACTERS, read_document
from app.domain.refusal import Refusal, Refused
from tests.domain.make import policy

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


def test_refusals_together_are_409_when_one_of_them_is():
    assert Refused([Refusal("a", None)]).status == 422
    assert Refused([Refusal("a", None), Refusal("b", None, status=409)]).status == 409


def test_a_document_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        policy().after_min = 3
