"""Pinar Alto: fourteen cabins and lodges, and the three weeks around today as the pictures show them."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.seed.business import Business, PolicyPlan, Scripted, Team, UnitPlan
from app.cli.seed.prices import cancellation, seasons

LAKESIDE, FOREST, LODGES = "Lakeside cabins", "Forest cabins", "Family lodges"
CABINS, FAMILY = "Cabins", "Family lodges"
LAKE_THINGS = ("lake view", "kitchen", "wood stove", "terrace", "canoe")
FOREST_THINGS = ("kitchen", "wood stove", "terrace", "pets welcome")
LODGE_THINGS = ("kitchen", "wood stove", "sauna", "terrace", "parking", "step-free")

UNITS = (
    UnitPlan("Heron", LAKESIDE, CABINS, 4, 1, LAKE_THINGS, "Two bedrooms right above the jetty."),
    UnitPlan("Kingfisher", LAKESIDE, CABINS, 4, 1, LAKE_THINGS, "The morning sun comes in over the lake."),
    UnitPlan("Otter", LAKESIDE, CABINS, 2, 0, LAKE_THINGS, "Small, quiet, steps from the water."),
    UnitPlan("Osprey", LAKESIDE, CABINS, 2, 0, LAKE_THINGS, "The highest of the five, with the long view."),
    UnitPlan("Sandpiper", LAKESIDE, CABINS, 4, 1, LAKE_THINGS, "Beside the little beach."),
    UnitPlan("Alder", FOREST, CABINS, 4, 1, FOREST_THINGS, "Under the tall pines, with a bunk for two."),
    UnitPlan("Birch", FOREST, CABINS, 4, 1, FOREST_THINGS, "A clearing of its own."),
    UnitPlan("Cedar", FOREST, CABINS, 2, 0, FOREST_THINGS, "For two, by the stream."),
    UnitPlan("Hazel", FOREST, CABINS, 2, 0, FOREST_THINGS, "The first cabin that was built here."),
    UnitPlan("Juniper", FOREST, CABINS, 4, 1, FOREST_THINGS, "Two bedrooms and a reading corner."),
    UnitPlan("Rowan", FOREST, CABINS, 2, 0, FOREST_THINGS, "The far end of the path, no neighbours."),
    UnitPlan("Boathouse", LODGES, FAMILY, 8, 2, LODGE_THINGS, "Four bedrooms over the old boathouse."),
    UnitPlan("North Lodge", LODGES, FAMILY, 8, 2, LODGE_THINGS, "A long table, and a fireplace at each end."),
    UnitPlan("South Lodge", LODGES, FAMILY, 10, 2, LODGE_THINGS, "Five bedrooms and the big garden."),
)  # fmt: skip

AROUND_TODAY = (
    ("Heron", -9, -3, "C. Dubois", 3), ("Heron", -3, 0, "M. Kowalczyk", 2),
    ("Heron", 0, 4, "Ada Okonkwo", 4, "stay", "16:00"), ("Heron", 5, 9, "J. Lindqvist", 2, "pending"),
    ("Heron", 10, 14, "R. Marchetti", 4), ("Kingfisher", -6, -1, "Tan & Lee", 4),
    ("Kingfisher", -1, 3, "Inés Fernández", 2), ("Kingfisher", 3, 6, "Abrams", 3),
    ("Kingfisher", 7, 12, "K. Nakamura", 2), ("Kingfisher", 12, 18, "Popescu", 4, "pending"),
    ("Otter", -5, -2, "Hughes", 2), ("Otter", -2, 2, "Silva Costa", 2), ("Otter", 2, 7, "Paolo Ricci", 2),
    ("Otter", 8, 11, "E. Yılmaz", 2), ("Otter", 11, 13, "Brandt", 1), ("Osprey", -4, 0, "P. Novák", 2),
    ("Osprey", 1, 3, "Achterberg", 2), ("Osprey", 4, 7, "Grant", 2), ("Osprey", 8, 13, "S. Haddad", 2),
    ("Sandpiper", -6, -2, "Roof repair", 0, "maintenance"), ("Sandpiper", -1, 1, "T. Mbeki", 3, "absent"),
    ("Sandpiper", 2, 5, "Larsen", 4), ("Alder", -9, -4, "H. Weiss", 4), ("Alder", -4, 1, "Petrov family", 4),
    ("Alder", 1, 4, "L. Sánchez", 3), ("Alder", 5, 8, "O’Brien", 2, "pending"), ("Alder", 9, 15, "G. van Dijk", 4),
    ("Birch", -6, -3, "F. Moretti", 2), ("Birch", -2, 1, "Yuki Sato", 2), ("Birch", 1, 6, "Elena Moreau", 4),
    ("Birch", 6, 9, "Dlamini", 2), ("Birch", 12, 17, "N. Farouk", 3), ("Cedar", -3, 0, "A. Jensen", 2),
    ("Cedar", 0, 3, "Liu Wei", 2), ("Hazel", -7, -1, "B. Schneider", 2), ("Hazel", -1, 2, "M. Rossi", 1),
    ("Hazel", 2, 4, "Clarke", 2), ("Hazel", 8, 12, "V. Horvat", 2, "pending"), ("Hazel", 12, 15, "Sundberg", 2),
    ("Juniper", -5, -1, "I. Costa", 4), ("Juniper", 0, 5, "K. Andersen", 3, "stay", "18:30"),
    ("Juniper", 6, 8, "Ramos", 2), ("Juniper", 9, 13, "D. Whitfield", 4), ("Rowan", -4, -2, "Eze", 1),
    ("Rowan", -2, 4, "Writer’s retreat", 1), ("Rowan", 10, 14, "Bianchi", 2, "pending"),
    ("Boathouse", -6, -2, "Nguyen party", 7), ("Boathouse", -2, 2, "Castillo family", 8),
    ("Boathouse", 4, 8, "Team Northwind", 6), ("Boathouse", 11, 15, "Ahmed wedding", 8),
    ("North Lodge", -4, 0, "Baker reunion", 8), ("North Lodge", 0, 3, "Öztürk family", 6, "stay", "17:15"),
    ("North Lodge", 5, 9, "Kim & friends", 7), ("North Lodge", 11, 15, "Ahmed wedding", 8),
    ("South Lodge", -8, -3, "Delgado", 9), ("South Lodge", -3, -1, "Deep clean", 0, "maintenance"),
    ("South Lodge", -1, 4, "Choir of St Anne", 10), ("South Lodge", 5, 8, "Kaplan", 6),
    ("South Lodge", 11, 15, "Ahmed wedding", 10),
)  # fmt: skip


def _policies(years: Sequence[int]) -> Sequence[PolicyPlan]:
    nightly = {
        "kind": "nightly",
        "check_in_time": "15:00",
        "check_out_time": "11:00",
        "latest_check_out": "13:00",
        "check_in_opens": "14:00",
        "after_min": 180,
        "horizon_days": 540,
        "same_day_cutoff": "18:00",
        "absent_after": {"time": "22:00"},
        "pending_expires_hours": 72,
        "cancellation": cancellation((30, 0), (7, 50), (0, 100)),
    }
    taxes = {"taxes": [{"name": "VAT", "percent": "10"}], "deposit_percent": "30"}
    cabins = {
        "base_minor": 10_500,
        "seasons": seasons(
            years, ("Summer", "06-21", "09-07", 14_500), ("Year’s end", "12-21", "01-06", 16_000)
        ),
        "weekdays": [{"days": ["fri", "sat"], "percent": "15"}],
        "included_people": 2,
        "extra_adult_minor": 1_500,
        "extra_child_minor": 800,
        "stay_discounts": [{"nights": 7, "percent": "10"}],
        "fees": [{"name": "Final cleaning", "minor": 3_500}],
        **taxes,
    }
    lodges = {
        "base_minor": 26_000,
        "seasons": seasons(
            years, ("Summer", "06-21", "09-07", 34_000), ("Year’s end", "12-21", "01-06", 39_000)
        ),
        "weekdays": [{"days": ["fri", "sat"], "percent": "20"}],
        "fees": [{"name": "Final cleaning", "minor": 9_000}],
        **taxes,
    }
    weekends = {"weekday_min": [{"weekdays": ["fri", "sat"], "minimum": 2}]}
    first = {**nightly, "pricing": cabins}
    second = {**first, "min_nights": 2, "restrictions": weekends}
    family = {
        **nightly,
        "min_nights": 2,
        "absence": {"charges": "first_unit", "frees": "after_first_unit"},
        "pricing": lodges,
    }
    return (
        PolicyPlan(
            CABINS, ((430, "The first rules.", first), (75, "At least two nights, weekends too.", second))
        ),
        PolicyPlan(FAMILY, ((430, "The first rules.", family),)),
    )


PINAR_ALTO = Business(
    slug="cabins",
    name="Pinar Alto",
    tagline="Cabins & lodges",
    timezone="Europe/Madrid",
    currency="EUR",
    locale="en",
    phone="",
    address="Camino del Embalse 7, Pinar Alto",
    team=Team("Marta León", "Tomás Ruiz", "Clara Núñez", "Iván Prieto"),
    units=UNITS,
    policies=_policies,
    demand=(0.34, 0.40, 0.45, 0.58, 0.60, 0.70, 0.88, 0.92, 0.66, 0.54, 0.48, 0.58),
    lengths={2: 30, 3: 26, 4: 16, 5: 8, 7: 16, 10: 2, 14: 2},
    notes=(
        "Comes by train; please send the timetable of the bus.",
        "Brings a dog.",
        "Would like the cabin of last year.",
        "A birthday on the second day.",
        "Allergic to feather pillows.",
    ),
    closure_notes={
        "maintenance": ("Roof repair", "Deep clean", "New boiler", "Jetty boards", "Painting"),
        "owner": ("The family stays here", "Friends of the house"),
    },
    scripted=tuple(Scripted(*entry) for entry in AROUND_TODAY),
    scripted_days=(-6, 15),
    groups=("Ahmed wedding",),
)
