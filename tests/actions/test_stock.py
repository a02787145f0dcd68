"""How many there are of a unit, and what happens to those who have it."""

import datetime as dt

import pytest

from app.actions import slots, units
from app.actions.stock import StockFields
from app.domain.asking import Period
from app.domain.availability import Room
from app.domain.refusal import Refused
from app.domain.span import Span
from app.extensions import db
from app.models import SlotOccurrence
from app.queries.claims import load_calendar
from app.queries.closures import find_closure
from app.queries.units import find_unit
from tests.actions.test_closures import close
from tests.actions.test_units import codes, fields
from tests.cast import local
from tests.make import audit_of, july, reserve

TOUR = {
    "kind": "slot",
    "slots": [{"weekdays": ["fri"], "time": "10:00", "duration_min": 120}],
    "pricing": {"base_minor": 2_500},
}
DEPARTURE = Period(july(10), july(10), dt.time(10))


def stock(house, ref="cabin-1", **values):
    """Change how many there are of a unit."""
    unit = find_unit(ref)
    wanted = fields(name=unit.name, stock=StockFields(**values))
    units.change(house.actor("manager"), ref, wanted, version=unit.version)


def left(ref, first, last):
    """How many of a unit are left between two noons in July."""
    unit, now = find_unit(ref), local(2026, 7, 1)
    span = Span(local(2026, 7, first, 16), local(2026, 7, last, 10))
    calendar = load_calendar(unit.leaves, first=span.starts_at, last=span.ends_at)
    return Room(unit.facts.takes, calendar, now=now).left(span, None)


def test_P9_a_pool_is_not_reduced_below_its_use_and_the_three_latest_made_are_named(house, clock):
    stock(house, stock="pool", quantity=10)
    refs = []
    for hour in range(8):
        clock.move_to(local(2026, 7, 1, 12 + hour))
        refs.append(reserve(house, 10, 12, client=f"Client {hour}"))
    with pytest.raises(Refused) as refused:
        stock(house, stock="pool", quantity=5)
    refusal = refused.value.refusals[0]
    assert codes(refused) == [("quantity_below_use", "quantity")]
    assert (refused.value.status, refusal.facts["peak"]) == (409, 8)
    assert [rival["ref"] for rival in refusal.facts["rivals"]] == [refs[7], refs[6], refs[5]]
    assert find_unit("cabin-1").quantity == 10
    stock(house, stock="pool", quantity=8)
    assert find_unit("cabin-1").quantity == 8


def test_P5_one_in_repair_leaves_four_of_five_and_is_put_back_when_lifted(house):
    stock(house, stock="pool", quantity=5)
    ref = close(house, 10, 12, quantity=1)
    assert find_closure(ref).quantity == 1
    assert [left("cabin-1", 10, 11), left("cabin-1", 11, 12), left("cabin-1", 12, 13)] == [4, 4, 5]
    reserve(house, 10, 12, quantity=4)
    with pytest.raises(Refused) as refused:
        close(house, 11, 13, quantity=1)
    assert codes(refused) == [("closure_in_the_way", "starts_on")]


def test_P7_two_kits_of_three_cables_leave_four_of_ten(house):
    stock(house, "cabin-2", stock="pool", quantity=10)
    stock(house, stock="composite", parts=(("cabin-2", 3),))
    assert find_unit("cabin-1").most == 3
    reserve(house, 10, 12, quantity=2)
    assert left("cabin-2", 10, 12) == 4
    assert audit_of("changed")[-1].after["parts"] == ["3 cabin-2"]
    with pytest.raises(Refused) as refused:
        stock(house, "cabin-2", stock="pool", quantity=5)
    assert codes(refused) == [("quantity_below_use", "quantity")]


def test_a_composite_that_is_closed_closes_what_it_is_made_of(house):
    stock(house, stock="composite", parts=(("cabin-2", 1), ("cabin-3", 1)))
    close(house, 10, 12)
    assert [left(ref, 10, 12) for ref in ("cabin-1", "cabin-2", "cabin-3")] == [0, 0, 0]
    with pytest.raises(Refused):
        reserve(house, 11, 13, unit="cabin-3")


def test_a_circle_is_refused_at_its_field(house):
    stock(house, stock="composite", parts=(("cabin-2", 1),))
    with pytest.raises(Refused) as refused:
        stock(house, "cabin-2", stock="composite", parts=(("cabin-1", 1),))
    assert codes(refused) == [("composite_in_circle", "parts")]
    assert refused.value.refusals[0].facts["parts"] == ["Cabin 1"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stock": "many"}, ("unit_needs_stock", "stock")),
        ({"stock": "pool", "quantity": 0}, ("quantity_bounds", "quantity")),
        ({"stock": "seats", "quantity": None}, ("quantity_bounds", "quantity")),
        ({"stock": "seats", "quantity": 3, "asset_ref": "cabin-1"}, ("asset_not_single", "asset")),
        ({"stock": "composite"}, ("composite_needs_parts", "parts")),
        ({"stock": "composite", "parts": (("nowhere", 1),)}, ("no_such_part", "parts")),
        ({"stock": "composite", "parts": (("cabin-2", None),)}, ("part_quantity_bounds", "parts")),
    ],
)
def test_what_can_not_be_is_said_at_its_field(house, values, expected):
    with pytest.raises(Refused) as refused:
        stock(house, **values)
    assert codes(refused) == [expected]


def test_the_stock_stays_while_somebody_has_it_and_one_may_become_several(house):
    ref = reserve(house, 10, 12)
    with pytest.raises(Refused) as refused:
        stock(house, stock="composite", parts=(("cabin-2", 1),))
    assert codes(refused) == [("stock_has_reservations", "stock")]
    assert [rival["ref"] for rival in refused.value.refusals[0].facts["rivals"]] == [ref]
    stock(house, stock="pool", quantity=2)
    reserve(house, 10, 12, client="Bea")
    with pytest.raises(Refused):
        stock(house, stock="single")


def test_seats_of_a_departure_are_set_by_hand_and_never_below_what_is_sold(build):
    house = build(policy=TOUR)
    stock(house, stock="seats", quantity=12, asset_ref="cabin-3")
    assert find_unit("cabin-1").asset_id == house.units["cabin-3"]
    reserve(house, 10, 10, starts_time=dt.time(10), adults=4)
    who = house.actor("manager")
    with pytest.raises(Refused) as refused:
        slots.set_seats(who, "cabin-1", DEPARTURE, 3)
    assert (codes(refused), refused.value.refusals[0].facts) == ([("seats_below_sold", "seats")], {"sold": 4})
    slots.set_seats(who, "cabin-1", DEPARTURE, 4)
    with pytest.raises(Refused):
        reserve(house, 10, 10, starts_time=dt.time(10), adults=1)
    row = db.session.query(SlotOccurrence).filter_by(unit_id=house.units["cabin-1"]).one()
    assert (row.seats, row.is_override) == (4, True)
    assert audit_of("seats_set")[-1].after["seats"] == 4
    with pytest.raises(Refused) as refused:
        slots.set_seats(who, "cabin-1", Period(july(11), july(11), dt.time(10)), 4)
    assert codes(refused) == [("not_offered_then", None)]


def test_a_tour_is_closed_by_whole_days(build):
    house = build(policy=TOUR)
    stock(house, stock="seats", quantity=12)
    ref = close(house, 10, 11)
    assert find_closure(ref).starts_at == local(2026, 7, 10, 0)
    with pytest.raises(Refused):
        reserve(house, 10, 10, starts_time=dt.time(10), adults=1)
    with pytest.raises(Refused) as refused:
        close(house, 20, 20)
    assert codes(refused) == [("closure_out_of_order", "ends_on")]
