"""The designed parts of policy forms: what is typed is saved, and shown again; what is wrong is said at its field."""

from __future__ import annotations

import pytest

from app.domain.policies.reading import read_document
from app.extensions import db
from app.models import PolicyVersion
from tests.cast import document
from tests.web.page import text_of
from tests.web.test_reservations_kinds import RENTAL, TOUR

EDIT = "admin/policies/cabins/edit"

ALL = {
    "ages": {"infant_below": 3, "child_below": 12},
    "restrictions": {
        "min_gap": 2, "client_max_contiguous": 14,
        "client_quota": [{"maximum": 3, "per": "month", "counts": "units"}, {"maximum": 9, "per": "ever"}],
        "party": {"min_adults": 1, "max_adults": 4, "infants": False, "adult_with_minors": True, "cots": 2},
    },
    "pricing": {
        "base_minor": 2_500, "tiers": [{"units": 1, "minor": 10_000}, {"units": 3, "minor": 25_000}],
        "tier_mode": "mixed", "per_person": {"child_percent": "50", "infant_minor": 300},
        "early_discounts": [{"days_before": 60, "percent": "10"}],
        "late_discounts": [{"days_before": 2, "percent": "15"}],
        "promo_codes": [
            {"code": "SUMMER", "percent": "5", "made": {"first_on": "2026-05-01"}, "min_units": 2},
            {"code": "GIFT", "minor": 2_000, "stay": {"first_on": "2026-07-01", "last_on": "2026-07-31"}},
        ],
        "deposit_minor": 5_000, "deposit_least_minor": 1_000, "deposit_most_minor": 9_000,
        "schedule": [{"percent": "40", "days_before": 60}, {"percent": "60", "days_before": 14}],
    },
}  # fmt: skip
DEPARTURES = {
    **TOUR, **ALL, "cutoff_min": 30, "until_end": True, "least_seats": 4, "horizon_days": 90, "absent_after_min": 10,
    "slots": [
        {"weekdays": ["fri"], "time": "10:00", "duration_min": 90, "seats": 6, "first_on": "2026-07-10",
         "last_on": "2026-07-10"},
        {"weekdays": ["fri", "sat"], "time": "10:00", "duration_min": 120},
        # one that comes after others changes nothing, and stays where it is
        {"weekdays": ["sat"], "time": "12:00", "duration_min": 60, "first_on": "2026-07-11", "last_on": "2026-07-11"},
    ],
    "called_off": [{"on": "2026-07-17"}, {"on": "2026-07-18", "time": "10:00"}],
}  # fmt: skip
HIRE = {
    **RENTAL, **ALL, "counts": "day", "grace_min": 60, "step_min": 60, "min_units": 1, "max_units": 9,
    "horizon_days": 90, "horizon_covers": "stay", "after_min": 45, "cutoff_min": 15,
}  # fmt: skip
NIGHTS = document(**ALL)


def newest(inside, house) -> dict:
    with inside(house):
        found = db.session.query(PolicyVersion).order_by(PolicyVersion.number.desc()).first()
        return found.document


def opened(build, open_as, policy):
    house = build(policy=policy)
    browser = open_as(house, "manager")
    return house, browser, browser.get(EDIT)


def whole(policy: dict) -> dict:
    return read_document(policy).model_dump(mode="json")


@pytest.mark.parametrize("policy", [DEPARTURES, HIRE, NIGHTS], ids=["slot", "interval", "nightly"])
def test_what_a_form_shows_is_what_it_saves_and_shows_again(build, open_as, inside, policy):
    house, browser, page = opened(build, open_as, policy)
    before = page.form("/edit").values
    shown = browser.send(page, page.form("/edit"), lead_days="1") if "lead_days" in before else None
    shown = shown or browser.send(page, page.form("/edit"), cutoff_min="45")
    assert shown.status == 200
    saved = whole(newest(inside, house))
    changed = "lead_days" if "lead_days" in saved else "cutoff_min"
    assert {**saved, changed: None} == {**whole(policy), changed: None}
    after = browser.get(EDIT).form("/edit").values
    ours = {name for name in before if name not in {"number", "csrf_token", "applies_from", "note", changed}}
    assert {name: after[name] for name in ours} == {name: before[name] for name in ours}


def test_every_place_of_every_kind_has_a_part_that_somebody_made(app):
    from app.web.admin.policies.editors import all_editors

    with app.test_request_context():
        keys = {part.key for editor in all_editors() for part in editor.parts}
    assert {key for key in keys if key in {"rest", "each-person"} or key.startswith("more-")} <= {
        "more-city-tax"
    }


def test_departures_are_added_overridden_on_a_date_and_called_off(build, open_as, inside):
    house, browser, page = opened(build, open_as, TOUR)
    for press in ("Add other seats on one date", "Call off a date", "Add a weekly departure"):
        page = browser.send(page, page.form("/edit"), press)
    typed = {
        "slot_dates.0.on": "2026-07-10", "slot_dates.0.time": "10:00", "slot_dates.0.seats": "4",
        "called_off.0.on": "2026-07-17", "slots.2.time": "12:00", "slots.2.duration_min": "x", "least_seats": "few",
    }  # fmt: skip
    refused = browser.send(page, page.form("/edit"), **typed)
    assert refused.status == 422
    assert refused.error_at("slots.2.duration_min") == "Write a whole number."
    assert text_of(refused.tree.find(".//*[@id='f-slots.2.weekdays-err']")) == "Choose at least one."
    assert refused.error_at("least_seats") == "Write a whole number."
    assert {name: refused.value(name) for name in typed} == typed
    assert "Weekly departure 3" in refused.problem
    fixed = {
        "slots.2.duration_min": "45",
        "slots.2.weekdays": "sun",
        "least_seats": "3",
        "slot_dates.0.on": "soon",
    }
    refused = browser.send(refused, refused.form("/edit"), **fixed)
    assert refused.error_at("slot_dates.0.on") == "Write a date."
    shown = browser.send(refused, refused.form("/edit"), **{"slot_dates.0.on": "2026-07-10"})
    assert shown.status == 200, shown.problem
    assert "4 seats" in shown.text
    saved = newest(inside, house)
    first = saved["slots"][0]
    assert (first["first_on"], first["last_on"], first["weekdays"], first["duration_min"], first["seats"]) == (
        "2026-07-10", "2026-07-10", ["fri"], 120, 4,
    )  # fmt: skip
    assert saved["called_off"] == [{"on": "2026-07-17", "time": None}]
    assert saved["slots"][3]["weekdays"] == ["sun"]
    again = browser.get(EDIT)
    assert (again.value("slot_dates.0.seats"), again.value("slots.2.time")) == ("4", "12:00")


BAD = [
    (RENTAL, {"grace_min": "60"}, "grace_min", "The minutes of grace are a whole unit of time, or more."),
    (RENTAL, {"min_units": "5", "max_units": "2"}, "max_units", "The maximum is below the minimum."),
    (RENTAL, {"opening.0.closes": "08:00"}, "opening.0.closes", "Closing time comes before opening time."),
    (HIRE, {"pricing.tiers.1.units": "1"}, "pricing.tiers.1.units", "Two tiers are for the same length."),
    (HIRE, {"pricing.schedule.1.percent": "50"}, "pricing.schedule.1.percent",
     "The payments of a schedule have to add up to the whole price."),
    (HIRE, {"pricing.deposit_percent": "20"}, "pricing.deposit_minor",
     "Write the deposit either as an amount or as a percentage."),
    (HIRE, {"pricing.deposit_most_minor": "1"}, "pricing.deposit_most_minor",
     "The most of the deposit is below the least."),
    (HIRE, {"pricing.instalments": "3"}, "pricing.instalments", "Write either a number of payments or a schedule."),
    (HIRE, {"pricing.per_person.child_minor": "9"}, "pricing.per_person.child_minor",
     "Write either a price or a percentage."),
    (HIRE, {"pricing.included_people": "2"}, "pricing.per_person",
     "Either the price is for each person, or it includes some people."),
    (HIRE, {"pricing.promo_codes.0.minor": "5"}, "pricing.promo_codes.0.code",
     "Write either a price or a percentage."),
    (HIRE, {"pricing.promo_codes.1.stay.last_on": "2026-06-01"}, "pricing.promo_codes.1.stay.last_on",
     "The last date comes before the first."),
    (HIRE, {"pricing.promo_codes.1.code": "summer"}, "pricing.promo_codes.1.code", "Each code can be used once only."),
    (HIRE, {"pricing.early_discounts.0.percent": "110"}, "pricing.early_discounts.0.percent", "At most 100."),
    (HIRE, {"restrictions.client_quota.0.maximum": "0"}, "restrictions.client_quota.0.maximum", "At least 1."),
    (HIRE, {"restrictions.min_gap": "1"}, "restrictions.min_gap", "At least 2."),
    (HIRE, {"restrictions.party.max_adults": "0"}, "restrictions.party.max_adults",
     "The maximum is below the minimum."),
    (HIRE, {"ages.child_below": "2"}, "ages.child_below", "Children can't be younger than infants."),
    (HIRE, {"ages.child_below": ""}, "ages.child_below", "This is needed."),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "typed", "place", "said"), BAD, ids=[each[2] for each in BAD])
def test_a_bad_value_is_said_at_its_field_and_nothing_typed_is_lost(
    build, sign_in, policy, typed, place, said
):
    from tests.web.page import Browser

    house = build(policy=policy)
    browser = Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")
    page = browser.get(EDIT)
    refused = browser.send(page, page.form("/edit"), note="Summer", **typed)
    assert refused.status == 422
    assert refused.error_at(place) == said
    assert {name: refused.value(name) for name in typed} == typed
    assert refused.value("note") == "Summer"


def test_a_list_that_lacks_what_is_needed_says_so_in_its_place(house, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/policies/new?kind=slot")
    refused = browser.send(page, page.form("/new"), name="Walks")
    assert refused.status == 422
    assert text_of(refused.tree.find(".//*[@id='f-slots']")) == "Choose at least one."
