"""Units: added, changed, put in order; their service never ends before a reservation that stands."""

import pytest

from app.actions import units
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.queries.units import find_unit, list_units
from tests.cast import document
from tests.make import audit_of, july, reserve


def fields(**changes):
    usual = {"name": "Heron", "type_ref": "cabins", "policy_ref": "cabins", "capacity": 4}
    return units.UnitFields(**{**usual, **changes})


def codes(refused):
    return [(each.code, each.field) for each in refused.value.refusals]


def test_a_unit_is_added_at_the_end_of_its_type(house):
    ref = units.create(house.actor("manager"), fields(amenities=("sauna", " sauna", "lake view ")))
    unit = find_unit(ref)
    assert ref == "heron"
    assert [row.ref for row in list_units()][-1] == ref
    assert unit.amenities == ("sauna", "lake view")
    assert audit_of("added")[-1].after["unit_name"] == "Heron"


def test_a_new_type_is_made_by_its_name_and_a_known_one_is_found_again(house):
    first = units.create(house.actor("manager"), fields(new_type="Lodges"))
    second = units.create(house.actor("manager"), fields(name="Otter", new_type="lodges"))
    assert find_unit(first).type_name == "Lodges"
    assert find_unit(second).type_ref == find_unit(first).type_ref


def test_everything_that_is_wrong_is_said_at_once(house):
    wrong = fields(
        name="",
        type_ref="other",
        policy_ref="x",
        capacity=0,
        cots=101,
        in_service_from=july(5),
        in_service_until=july(5),
    )
    with pytest.raises(Refused) as refused:
        units.create(house.actor("manager"), wrong)
    assert codes(refused) == [
        ("unit_needs_name", "name"),
        ("unit_needs_type", "type"),
        ("unit_needs_policy", "policy"),
        ("capacity_bounds", "capacity"),
        ("cots_bounds", "cots"),
        ("service_out_of_order", "in_service_until"),
    ]


def test_a_name_stands_once_in_a_business_and_again_in_another(house):
    with pytest.raises(Refused) as refused:
        units.create(house.actor("manager"), fields(name="cabin 1"))
    assert codes(refused) == [("unit_name_taken", "name")]


def test_a_stale_save_is_refused_and_changes_nothing(house):
    actor = house.actor("manager")
    units.change(actor, "cabin-1", fields(name="Birch"), version=1)
    with pytest.raises(Refused) as refused:
        units.change(actor, "cabin-1", fields(name="Cedar"), version=1)
    assert refused.value.status == 409
    assert codes(refused) == [("stale", None)]
    assert find_unit("cabin-1").name == "Birch"


def test_service_does_not_end_below_a_reservation_and_names_it(house):
    ref = reserve(house, 10, 13)
    actor = house.actor("manager")
    with pytest.raises(Refused) as refused:
        units.change(actor, "cabin-1", fields(in_service_until=july(12)), version=1)
    assert codes(refused) == [("service_has_reservations", "in_service_until")]
    assert [rival["ref"] for rival in refused.value.refusals[0].facts["rivals"]] == [ref]
    with pytest.raises(Refused) as refused:
        units.change(actor, "cabin-1", fields(in_service_from=july(11)), version=1)
    assert codes(refused) == [("service_has_reservations", "in_service_from")]
    units.change(actor, "cabin-1", fields(in_service_from=july(10), in_service_until=july(13)), version=1)
    assert find_unit("cabin-1").in_service_until == july(13)
    assert len(audit_of("changed", "refused")) == 2


def test_a_cancelled_reservation_is_in_nobodys_way(house):
    from app.actions.reservations.states import cancel

    ref = reserve(house, 10, 13)
    cancel(house.actor(), ref)
    units.change(house.actor("manager"), "cabin-1", fields(in_service_until=july(5)), version=1)
    assert find_unit("cabin-1").in_service_until == july(5)


def test_units_change_places_within_their_type(house):
    actor = house.actor("manager")
    units.move(actor, "cabin-3", step=-1)
    assert [row.ref for row in list_units()] == ["cabin-1", "cabin-3", "cabin-2"]
    units.move(actor, "cabin-1", step=-1)
    units.move(actor, "cabin-1", step=1)
    assert [row.ref for row in list_units()] == ["cabin-3", "cabin-1", "cabin-2"]


def test_a_unit_of_nobody_is_not_found(house):
    with pytest.raises(NotFound):
        units.change(house.actor("manager"), "cabin-9", fields(), version=1)


def test_a_rule_of_ones_own_reads_the_type_by_its_name(build):
    rule = {
        "code": "weeks",
        "name": "Whole weeks",
        "expression": "unit.type != 'Cabins' || nights % 7 == 0",
        "sentence": {"en": "Cabins are let by the week."},
    }
    house = build(document(restrictions={"expressions": [rule]}))
    with pytest.raises(Refused) as refused:
        reserve(house, 10, 12)
    assert refused.value.refusals[0].facts["read"]["unit.type"] == "Cabins"
    assert reserve(house, 10, 17)
