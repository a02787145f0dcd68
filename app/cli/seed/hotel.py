"""A hotel by the river."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.seed.business import Business, PolicyPlan, Team, UnitPlan
from app.cli.seed.prices import seasons

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
