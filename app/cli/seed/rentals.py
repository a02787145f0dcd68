"""A rental by the sea: pools by the hour and by the day, boats, and kits that take from the pools."""

from __future__ import annotations

from typing import Any

from app.cli.seed.business import Business, Outing, PolicyPlan, Team, UnitPlan
from app.cli.seed.prices import cancellation
from app.domain.stock import Stock

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _document(counts: str, pricing: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "kind": "interval",
        "counts": counts,
        "step_min": 30,
        "grace_min": 15 if counts == "hour" else 60,
        "opening": [{"weekdays": EVERY_DAY, "opens": "09:00", "closes": "19:00"}],
        "after_min": 30,
        "horizon_days": 365,
        "check_in_opens_min": 30,
        "absent_after_min": 60,
        "absence": {"charges": "first_unit", "frees": "unpassed"},
        "pending_expires_hours": 24,
        "cancellation": cancellation((2, 0), (0, 50)),
        "pricing": {"taxes": [{"name": "IGIC", "percent": "7"}], "deposit_percent": "30", **pricing},
        **more,
    }


KAYAKS = _document(
    "hour", {"base_minor": 1_400, "tiers": [{"units": 3, "minor": 3_600}, {"units": 8, "minor": 6_000}]}
)
BIKES = _document(
    "day",
    {
        "base_minor": 3_900,
        "tiers": [{"units": 1, "minor": 3_900}, {"units": 3, "minor": 9_900}, {"units": 7, "minor": 19_900}],
        "tier_mode": "mixed",
    },
)
BOATS = _document("hour", {"base_minor": 4_500, "fees": [{"name": "Fuel", "minor": 1_500}]}, min_units=2)
KITS = _document("hour", {"base_minor": 3_900, "tiers": [{"units": 4, "minor": 13_500}]})


def _policies(_years: object) -> list[PolicyPlan]:
    written = {"Kayaks by the hour": KAYAKS, "Bikes by the day": BIKES, "Boats": BOATS, "Kits": KITS}
    return [PolicyPlan(name, ((430, "The first rules.", document),)) for name, document in written.items()]


BRISA = Business(
    slug="rentals",
    name="Brisa Rentals",
    tagline="Boats, boards and bikes",
    timezone="Atlantic/Canary",
    currency="EUR",
    locale="en",
    phone="",
    address="Muelle Chico 2, Puerto Brisa",
    team=Team("Yaiza Medina", "Aday Santana", "Nira Cabrera", "Jonay Melián"),
    units=(
        UnitPlan("Single kayak", "Kayaks", "Kayaks by the hour", 1, 0, ("paddle", "life vest"), stock=Stock.POOL, quantity=10),
        UnitPlan("Double kayak", "Kayaks", "Kayaks by the hour", 2, 0, ("paddles", "life vests"), stock=Stock.POOL, quantity=6),
        UnitPlan("Electric bike", "Bikes", "Bikes by the day", 1, 0, ("helmet", "lock", "panniers"), stock=Stock.POOL, quantity=8),
        UnitPlan("Boat Alisio", "Boats", "Boats", 6, 0, ("no licence needed", "sun deck")),
        UnitPlan("Boat Calima", "Boats", "Boats", 6, 0, ("no licence needed", "cool box")),
        UnitPlan(
            "Family paddle", "Kits", "Kits", 6, 0, ("guide card", "dry bag"),
            "Two double kayaks and two single ones.", stock=Stock.COMPOSITE,
            parts={"Double kayak": 2, "Single kayak": 2},
        ),
        UnitPlan(
            "Sea and land", "Kits", "Kits", 2, 0, ("map", "dry bag"),
            "A double kayak in the morning, two bikes for the coast road.", stock=Stock.COMPOSITE,
            parts={"Double kayak": 1, "Electric bike": 2},
        ),
    ),
    policies=_policies,
    demand=(0.50, 0.52, 0.55, 0.55, 0.48, 0.50, 0.66, 0.74, 0.56, 0.54, 0.50, 0.58),
    lengths={1: 52, 2: 24, 3: 14, 5: 5, 7: 5},
    notes=("Needs a child seat.", "First time in a kayak.", "Pays in cash."),
    closure_notes={"maintenance": ("New tyres", "Engine service", "Hull check"), "owner": ("Staff day out",)},
    outings=(
        Outing("Single kayak", ("09:00", "11:30", "14:00", "16:00"), {1: 3, 2: 5, 3: 1}, {1: 5, 2: 3, 3: 1}, 0.9),
        Outing("Double kayak", ("09:30", "12:00", "15:00"), {1: 2, 2: 5, 3: 2}, {2: 6, 4: 2}, 0.8),
        Outing("Electric bike", ("09:00", "10:00"), {8: 6, 24: 3, 72: 1}, {1: 4, 2: 5, 4: 1}, 0.5),
        Outing("Boat Alisio", ("10:00", "15:00"), {2: 3, 3: 3, 4: 1}, {2: 2, 4: 4, 6: 1}, 0.8),
        Outing("Boat Calima", ("10:30", "15:30"), {2: 3, 3: 3}, {2: 2, 4: 4, 5: 1}, 0.7),
        Outing("Family paddle", ("11:00",), {3: 3, 4: 1}, {4: 2, 6: 1}, 0.5),
        Outing("Sea and land", ("09:00",), {6: 2, 8: 1}, {2: 1}, 0.4),
    ),
)  # fmt: skip
