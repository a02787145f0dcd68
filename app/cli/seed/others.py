"""A hotel, a rental and a tour operator."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.seed.business import Business, PolicyPlan, Team, UnitPlan
from app.cli.seed.prices import cancellation, seasons

COMMON = ("wifi", "calefacción", "secador")
KINDS_OF_ROOM = (
    ("Individual", 1, 0, COMMON, (101, 102, 201, 202)),
    ("Doble", 2, 0, (*COMMON, "escritorio"), (103, 104, 105, 203, 204, 205, 301, 302, 303, 304)),
    ("Doble superior", 3, 1, (*COMMON, "vistas al río", "balcón"), (206, 207, 305, 306, 401, 402)),
    ("Suite", 4, 1, (*COMMON, "vistas al río", "terraza", "bañera"), (403, 404)),
)
BASES = {"Individual": 7_200, "Doble": 10_400, "Doble superior": 13_800, "Suite": 21_500}


def _hotel_policies(years: Sequence[int]) -> Sequence[PolicyPlan]:
    plans = []
    for name, base in BASES.items():
        document = {
            "kind": "nightly",
            "check_in_time": "15:00",
            "check_out_time": "12:00",
            "check_in_opens": "13:00",
            "early_check_in": True,
            "after_min": 120,
            "max_nights": 28,
            "horizon_days": 420,
            "absent_after": {"time": "06:00", "day_offset": 1},
            "absence": {"charges": "first_unit", "frees": "after_first_unit"},
            "pending_expires_hours": 48,
            "cancellation": [
                {"days_before": 3, "charge_percent": "0"},
                {"days_before": 0, "first_unit": True},
            ],
            "pricing": {
                "base_minor": base,
                "seasons": seasons(
                    years,
                    ("Verano", "06-01", "09-15", round(base * 1.3)),
                    ("Navidad y Año Nuevo", "12-20", "01-02", round(base * 1.45)),
                ),
                "weekdays": [{"days": ["fri", "sat"], "percent": "12"}],
                "stay_discounts": [{"nights": 7, "percent": "12"}, {"nights": 4, "percent": "5"}],
                "taxes": [{"name": "IVA", "percent": "6"}],
                "city_tax": {"name": "Tasa turística", "minor": 400, "max_nights": 7},
            },
        }
        plans.append(PolicyPlan(name, ((430, "Primera versión.", document),)))
    return plans


MIRADOURO = Business(
    slug="hotel",
    name="Hotel Miradouro",
    tagline="Habitaciones con vistas al Tajo",
    timezone="Europe/Lisbon",
    currency="EUR",
    locale="es",
    phone="",
    address="Escadinhas do Miradouro 4, Lisboa",
    team=Team("Teresa Vasconcelos", "Gonçalo Pires", "Paula Andrade", "Rita Sequeira"),
    units=tuple(
        UnitPlan(str(number), type_name, type_name, capacity, cots, things)
        for type_name, capacity, cots, things, numbers in KINDS_OF_ROOM
        for number in numbers
    ),
    policies=_hotel_policies,
    demand=(0.46, 0.50, 0.58, 0.68, 0.74, 0.80, 0.86, 0.90, 0.80, 0.68, 0.54, 0.60),
    lengths={1: 18, 2: 30, 3: 26, 4: 14, 5: 6, 7: 5, 10: 1},
    notes=(
        "Llega tarde, avión a las 23:10.",
        "Piso alto, por favor.",
        "Celíaca: desayuno sin gluten.",
        "Aniversario.",
    ),
    closure_notes={
        "maintenance": ("Pintura", "Fontanería", "Cambio de moqueta"),
        "owner": ("Uso de la casa",),
    },
)


def _by_day(base: int, *, after_min: int, vat: tuple[str, str], fee: tuple[str, int]) -> dict[str, object]:
    return {
        "kind": "nightly",
        "check_in_time": "10:00",
        "check_out_time": "09:00",
        "after_min": after_min,
        "horizon_days": 365,
        "absent_after": {"time": "18:00"},
        "absence": {"charges": "first_unit", "frees": "unpassed"},
        "pending_expires_hours": 24,
        "cancellation": cancellation((2, 0), (0, 50)),
        "pricing": {
            "base_minor": base,
            "weekdays": [{"days": ["sat", "sun"], "percent": "20"}],
            "stay_discounts": [{"nights": 3, "percent": "10"}, {"nights": 7, "percent": "20"}],
            "fees": [{"name": fee[0], "minor": fee[1]}],
            "taxes": [{"name": vat[0], "percent": vat[1]}],
        },
    }


RENTED = (
    ("Sea kayaks", 4_200, 2, ("paddles", "life vests", "dry bag"), ("Kayak Coral", "Kayak Ola", "Kayak Sal", "Kayak Brisa")),
    ("Electric bikes", 3_900, 1, ("helmet", "lock", "panniers"), ("E-bike 1", "E-bike 2", "E-bike 3", "E-bike 4", "E-bike 5")),
    ("Boats", 18_500, 6, ("no licence needed", "sun deck", "cool box"), ("Boat Alisio", "Boat Calima", "Boat Timanfaya")),
)  # fmt: skip

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
    units=tuple(
        UnitPlan(name, type_name, type_name, capacity, 0, things)
        for type_name, _, capacity, things, names in RENTED
        for name in names
    ),
    policies=lambda _years: [
        PolicyPlan(
            type_name,
            (
                (
                    430,
                    "The first rules.",
                    _by_day(base, after_min=30, vat=("IGIC", "7"), fee=("Handling", 500)),
                ),
            ),
        )
        for type_name, base, *_ in RENTED
    ],
    demand=(0.50, 0.52, 0.55, 0.55, 0.48, 0.50, 0.66, 0.74, 0.56, 0.54, 0.50, 0.58),
    lengths={1: 52, 2: 24, 3: 14, 5: 5, 7: 5},
    notes=("Needs a child seat.", "First time in a kayak.", "Pays in cash."),
    closure_notes={"maintenance": ("New tyres", "Engine service", "Hull check"), "owner": ("Staff day out",)},
)

GUIDED = (
    (
        "Super jeeps",
        92_000,
        5,
        ("guide", "lunch", "warm overalls"),
        ("Jeep Askja", "Jeep Hekla", "Jeep Krafla"),
    ),
    ("Boats", 148_000, 9, ("guide", "binoculars", "hot chocolate"), ("Boat Lundi", "Boat Haförn")),
    ("Minibuses", 121_000, 14, ("guide", "wifi"), ("Minibus Esja",)),
)

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
    units=tuple(
        UnitPlan(name, type_name, type_name, capacity, 0, things)
        for type_name, _, capacity, things, names in GUIDED
        for name in names
    ),
    policies=lambda _years: [
        PolicyPlan(
            type_name,
            (
                (
                    430,
                    "The first rules.",
                    _by_day(base, after_min=45, vat=("VAT", "11"), fee=("Pick-up", 2_500)),
                ),
            ),
        )
        for type_name, base, *_ in GUIDED
    ],
    demand=(0.52, 0.58, 0.60, 0.46, 0.48, 0.70, 0.82, 0.80, 0.66, 0.58, 0.50, 0.60),
    lengths={1: 70, 2: 22, 3: 8},
    notes=("Vegetarian lunches.", "Pick-up at the harbour.", "One of them uses a stick."),
    closure_notes={"maintenance": ("Winter tyres", "Yearly inspection"), "owner": ("Guides’ training",)},
)
