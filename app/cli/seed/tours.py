"""Guided days out: two tours on one boat, and a hike, at the same hours every week."""

from __future__ import annotations

from typing import Any

from app.cli.seed.business import Business, Outing, PolicyPlan, Team, UnitPlan
from app.cli.seed.prices import cancellation
from app.domain.stock import Stock

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _document(base: int, slots: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "kind": "slot",
        "slots": slots,
        "cutoff_min": 60,
        "horizon_days": 365,
        "check_in_opens_min": 45,
        "absent_after_min": 15,
        "absence": {"charges": "all", "frees": "unpassed"},
        "pending_expires_hours": 24,
        "ages": {"infant_below": 3, "child_below": 13},
        "cancellation": cancellation((2, 0), (0, 100)),
        "pricing": {
            "base_minor": base,
            "per_person": {"child_percent": "50", "infant_percent": "0"},
            "taxes": [{"name": "VAT", "percent": "11"}],
        },
        **more,
    }


def _slot(time: str, duration_min: int, weekdays: list[str] | None = None) -> dict[str, Any]:
    return {"weekdays": weekdays or EVERY_DAY, "time": time, "duration_min": duration_min}


WHALES = _document(14_900, [_slot("09:00", 180), _slot("13:00", 180)], after_min=30, least_seats=2)
LIGHTS = _document(12_900, [_slot("21:00", 150)], after_min=30)
HIKE = _document(18_900, [_slot("10:00", 360, ["mon", "wed", "fri", "sat", "sun"])], after_min=60)
CHARTER = {
    "kind": "interval",
    "counts": "hour",
    "step_min": 30,
    "opening": [{"weekdays": EVERY_DAY, "opens": "08:00", "closes": "23:30"}],
    "after_min": 30,
    "min_units": 2,
    "pricing": {"base_minor": 95_000, "taxes": [{"name": "VAT", "percent": "11"}]},
}


def _policies(_years: object) -> list[PolicyPlan]:
    written = {"Whales": WHALES, "Northern lights": LIGHTS, "Glacier hike": HIKE, "Charter": CHARTER}
    return [PolicyPlan(name, ((430, "The first rules.", document),)) for name, document in written.items()]


NORTHLIGHT = Business(
    slug="tours",
    name="Northlight Tours",
    tagline="Guided days out, all year round",
    timezone="Atlantic/Reykjavik",
    currency="ISK",
    locale="en",
    phone="",
    address="Hafnargata 9, Northlight Harbour",
    team=Team("Birna Jónsdóttir", "Kári Stefánsson", "Sóley Arnardóttir", "Egill Magnússon"),
    units=(
        UnitPlan("Boat Haförn", "Boats", "Charter", 14, 0, ("guide", "binoculars", "hot chocolate")),
        UnitPlan(
            "Whale watching", "Tours", "Whales", 12, 0, ("guide", "binoculars", "warm overalls"),
            "Three hours out in the bay.", stock=Stock.SEATS, quantity=12, asset="Boat Haförn",
        ),
        UnitPlan(
            "Lights from the sea", "Tours", "Northern lights", 12, 0, ("guide", "hot chocolate"),
            "The northern lights, away from every lamp.", stock=Stock.SEATS, quantity=12, asset="Boat Haförn",
        ),
        UnitPlan(
            "Glacier hike", "Tours", "Glacier hike", 12, 0, ("guide", "crampons", "lunch"),
            "Six hours, two of them on the ice.", stock=Stock.SEATS, quantity=12,
        ),
    ),
    policies=_policies,
    demand=(0.52, 0.58, 0.60, 0.46, 0.48, 0.70, 0.82, 0.80, 0.66, 0.58, 0.50, 0.60),
    lengths={1: 70, 2: 22, 3: 8},
    notes=("Vegetarian lunches.", "Pick-up at the harbour.", "One of them uses a stick."),
    closure_notes={"maintenance": ("Winter tyres", "Yearly inspection"), "owner": ("Guides’ training",)},
    outings=(
        Outing("Whale watching", ("09:00", "13:00"), {3: 1}, {1: 2, 2: 6, 3: 2, 4: 3}, 0.5, step_days=1),
        Outing("Lights from the sea", ("21:00",), {3: 1}, {2: 6, 3: 1, 4: 2}, 0.4, step_days=2),
        Outing(
            "Glacier hike", ("10:00",), {6: 1}, {1: 1, 2: 6, 4: 2}, 0.4, weekdays=(0, 2, 4, 5, 6),
        ),
    ),
)  # fmt: skip
