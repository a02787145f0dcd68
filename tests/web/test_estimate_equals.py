"""The estimator says the very numbers and reasons that members are told: a thousand requests, of four policies."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from app.actions.reservations.preview import preview_new
from app.queries.policies import rules
from app.queries.units import find_unit
from app.sentences import prices
from app.web.forms.reservation import ReservationForm
from app.web.public import estimating, visiting
from app.web.public.estimating import estimate
from tests import make, stocks
from tests.cast import document
from tests.web.visiting import publish

TAXED = {
    "stay_discounts": [{"nights": 7, "percent": "10"}],
    "taxes": [{"name": "VAT", "percent": "10", "included": False, "on": ["nights", "fees"]}],
    "city_tax": {"name": "City tax", "minor": 250, "max_nights": 4},
    "fees": [{"name": "Cleaning", "minor": 4_000}],
    "weekdays": [{"days": ["fri", "sat"], "percent": "20"}],
    "included_people": 2, "extra_adult_minor": 1_500, "extra_child_minor": 800,
    "promo_codes": [{"code": "SUMMER", "percent": "15"}],
    "deposit_percent": "30",
}  # fmt: skip
NIGHTLY = {"min_nights": 2, "horizon_days": 60, "same_day_cutoff": "11:00", "infants_count": True}


@pytest.fixture
def businesses(app, build, inside):
    """A house of cabins with tours, kayaks and bikes by the day, and others who have some of each."""
    house = build(
        document(pricing=TAXED, cancellation=[{"days_before": 0, "charge_percent": "50"}], **NIGHTLY)
    )
    with inside(house):
        stocks.add_tour(house, "tour", "10:00", "16:00", seats=8, cutoff_min=60)
        stocks.add_pool(house, "kayaks", count=4, grace_min=10)
        by_day = stocks.rental(
            counts="day", pricing={"base_minor": 2_500, "tiers": [{"units": 3, "minor": 6_000}]}
        )
        stocks.add(house, "bikes", policy=by_day, stock="pool", quantity=3)
        for first in (5, 12, 19):
            make.reserve(house, first, first + 4, unit=f"cabin-{1 + first % 3}")
        for day, hour, seats in ((6, 10, 8), (7, 16, 5), (8, 10, 6)):
            stocks.sell(house, "tour", day, hour, adults=seats)
        for day in (6, 9, 12):
            stocks.sell(house, "kayaks", day, 10, 14, quantity=3)
            stocks.sell(house, "bikes", day, 9, 9, until_day=day + 2, quantity=2)
    publish(app, house)
    return house


def wanted(chance: random.Random) -> dict[str, str]:
    """Ask for something at random, as a form holds it."""
    unit = chance.choice(["cabin-1", "cabin-2", "cabin-3", "tour", "kayaks", "bikes"])
    first = make.july(chance.randint(-2, 24))
    last = first + dt.timedelta(days=chance.choice([-1, 0, 1, 2, 3, 4, 7, 8]))
    typed = {"unit": unit, "promo_code": chance.choice(["", "", "", "", "summer", "WINTER"])}
    typed |= {
        "adults": str(chance.choice([0, 1, 1, 2, 2, 3, 4, 6, 9])),
        "children": str(chance.choice([0, 0, 1, 2])),
        "infants": str(chance.choice([0, 0, 0, 1])),
    }
    typed["cots"] = str(chance.choice([0] * 8 + [1, 2]))
    if unit.startswith("cabin"):
        return {**typed, "arrives_on": f"{first}", "departs_on": f"{last}"}
    if unit == "tour":
        return {
            **typed,
            "starts_on": f"{first}",
            "starts_time": chance.choice(["10:00", "16:00", "16:00", "12:00"]),
        }
    times = ["08:30", "09:00", "10:00", "11:15", "12:30", "14:00", "15:00", "17:30", "18:00"]
    last = first if unit == "kayaks" and chance.random() < 0.8 else last
    typed |= {"starts_on": f"{first}", "ends_on": f"{last}", "quantity": str(chance.choice([1, 1, 2, 3, 5]))}
    return {**typed, "starts_time": chance.choice(times), "ends_time": chance.choice(times)}


def by_members(house, typed):
    """What the members' form is told: total, lines in words, codes."""
    form = ReservationForm(typed, rules(find_unit(typed["unit"]).version_id))
    assert form.draft is not None
    told = preview_new(house.actor("staff"), form.draft)
    lines = prices.explain(told.quote.lines, noun=form.kind.noun(form.rules.doc)) if told.quote else None
    return told.quote, lines, [refusal.code for refusal in told.verdict.refusals]


def by_visitors(typed):
    """What a visitor is told of the same."""
    found = estimate(typed)
    told, kind = found.preview, found.form.kind
    lines = prices.explain(told.quote.lines, noun=kind.noun(found.form.rules.doc)) if told.quote else None
    return told.quote, lines, [refusal.code for refusal in told.verdict.refusals]


def test_a_thousand_requests_are_told_the_same(app, businesses, inside, monkeypatch):
    chance, codes, free = random.Random(20260701), set(), 0
    with inside(businesses), app.test_request_context("/"):
        there = visiting.offered()
        monkeypatch.setattr(estimating, "offered", lambda: there)  # a thousand times the same
        for _ in range(1_000):
            typed = wanted(chance)
            members, visitors = by_members(businesses, typed), by_visitors(typed)
            assert visitors == members, typed
            codes |= set(members[2])
            free += not members[2]
    assert free > 100
    assert codes >= {
        "taken",
        "too_short",
        "not_enough_left",
        "slot_not_offered",
        "over_capacity",
        "closed_then",
    }


def test_the_pages_themselves_show_the_same_total(app, businesses, inside, sign_in):
    chance, root, seen = random.Random(7), f"/{businesses.tenant.slug}", 0
    member, visitor = sign_in(businesses, "staff"), app.test_client()
    while seen < 6:
        typed = wanted(chance)
        with inside(businesses):
            quote, _lines, codes = by_members(businesses, typed)
        if codes:
            continue
        total = f"€{quote.total_minor // 100:,}.{quote.total_minor % 100:02}"
        assert total in member.get(f"{root}/admin/reservations/check", query_string=typed).text
        assert total in visitor.get(f"{root}/estimate", query_string=typed).text
        seen += 1
