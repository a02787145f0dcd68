"""Two reservations swap what they have: pools, tours and houses, of which the one may have fewer than the other."""

from app.actions.reservations.swap import swap
from tests.actions.test_capacity import only, refused
from tests.make import find, nights
from tests.stockroom import TOUR, add_unit, at, live, take


def test_T7_a_house_and_a_cabin_swap(house):
    add_unit(house, "house", "composite", parts={"cabin-1": 1, "cabin-2": 1})
    one, other = take(house, "house", nights(10, 12)), take(house, "cabin-3", nights(10, 12))
    swap(house.actor(), one, other)
    assert (find(one).unit_id, find(other).unit_id) == (house.units["cabin-3"], house.units["house"])
    assert live(house, "cabin-1") == live(house, "cabin-2") == live(house, "cabin-3") == [("reservation", 1)]


def test_a_swap_is_refused_where_there_are_not_as_many(house):
    for ref, count in (("river-kayaks", 6), ("sea-kayaks", 3)):
        add_unit(house, ref, "pool", quantity=count)
    many, one = (
        take(house, "river-kayaks", nights(10, 12), quantity=5),
        take(house, "sea-kayaks", nights(10, 12)),
    )
    said = only(refused(swap, house.actor(), many, one))
    assert (said.code, said.facts["left"], said.facts["wanted"]) == ("not_enough_left", 3, 5)
    assert (find(many).unit_id, find(one).unit_id) == (house.units["river-kayaks"], house.units["sea-kayaks"])
    assert (live(house, "river-kayaks"), live(house, "sea-kayaks")) == (
        [("reservation", 5)],
        [("reservation", 1)],
    )


def test_a_swap_is_refused_where_both_want_more_of_one_pool_than_there_is(house):
    add_unit(house, "cables", "pool", quantity=10)
    add_unit(house, "kit", "composite", parts={"cables": 3})
    kits, cables = (
        take(house, "kit", nights(10, 12), quantity=2),
        take(house, "cables", nights(10, 12), quantity=3),
    )
    said = only(refused(swap, house.actor(), kits, cables))
    assert (said.code, said.facts["left"], said.facts["wanted"]) == ("not_enough_left", 2, 3)


def test_T7_two_tours_on_one_boat_swap(house):
    both = {**TOUR, "slots": [TOUR["slots"][0], {**TOUR["slots"][0], "time": "15:00"}]}
    add_unit(house, "boat")
    for ref in ("whales", "lights"):
        add_unit(house, ref, "seats", quantity=8, policy=both, asset="boat")
    one, other = take(house, "whales", at(10, "10:00")), take(house, "lights", at(10, "15:00"))
    swap(house.actor(), one, other)
    assert (find(one).unit_id, find(other).unit_id) == (house.units["lights"], house.units["whales"])
    assert live(house, "boat") == [("slot", 1), ("slot", 1)]
