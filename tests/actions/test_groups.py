"""Several units for one client: all of them or none, and each reservation with a state of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from app.actions import clients
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.group import GroupWish, Item, make_group
from app.actions.transaction import Idempotency, NotFound
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.domain.words import State
from app.extensions import db
from app.models import AuditEntry, Claim, Client, Reservation, ReservationGroup
from tests import make
from tests.cast import document
from tests.make import nights
from tests.stockroom import HOURLY, TOUR, add_unit, at, between, live, take

ADA = ClientChoice(fields=ClientFields(name="Ada Okonkwo"))


def item(unit, period=None, people=2, **more):
    """An item of a group; 10 to 13 July unless it says otherwise."""
    return Item(unit, period or nights(10, 13), Party(people), **more)


def group(house, *items, key="", role="staff", client=ADA, **wish):
    """Make a group and answer its reference."""
    asked = GroupWish(client, items, **wish)
    idempotency = Idempotency(key, asked.as_request()) if key else None
    return make_group(house.actor(role), asked, idempotency=idempotency)


def refused(house, *items, **wish):
    """The refusal of a group."""
    with pytest.raises(Refused) as refusal:
        group(house, *items, **wish)
    return refusal.value


def said(refusal):
    """The codes of a refusal and where they stand."""
    return [(each.code, each.field) for each in refusal.refusals]


def counted():
    """How many groups, clients, reservations and claims there are."""
    models = (ReservationGroup, Client, Reservation, Claim)
    return [db.session.query(model).count() for model in models]


def members(ref):
    """The reservations of a group in the order of their making."""
    asked = db.session.query(Reservation).join(ReservationGroup, ReservationGroup.id == Reservation.group_id)
    return asked.filter(ReservationGroup.ref == ref).order_by(Reservation.id).all()


def test_a_group_makes_a_reservation_a_unit_for_one_client(house):
    ref = group(house, item("cabin-1"), item("cabin-2", nights(11, 14), 3), state=State.PENDING, note="Twins")
    first, second = members(ref)
    assert (first.unit_id, second.unit_id) == (house.units["cabin-1"], house.units["cabin-2"])
    assert (first.arrives_on, second.arrives_on) == (make.july(10), make.july(11))
    assert first.client_id == second.client_id == db.session.query(Client.id).scalar()
    assert {first.state, second.state} == {"pending"}
    assert (first.note, second.adults, first.total_minor) == ("Twins", 3, 30_000)
    assert make.states_of(first.ref) == ["pending"]
    assert len(make.live_claims(first.ref)) == 1


def test_P6_a_group_of_three_cabins_of_which_one_is_taken_makes_nothing(house):
    rival = make.reserve(house, 12, 14, unit="cabin-2", client="Nomsa")
    before = counted()
    refusal = refused(house, item("cabin-1"), item("cabin-2"), item("cabin-3"))
    assert (refusal.status, said(refusal)) == (409, [("taken", "items-2-departs_on")])
    (only,) = refusal.refusals
    assert (only.facts["item"], only.facts["unit"], only.facts["dates"]) == (2, "Cabin 2", ["2026-07-12"])
    assert [rival_of["ref"] for rival_of in only.facts["rivals"]] == [rival]
    assert counted() == before


def test_P6_every_conflict_of_every_unit_is_listed(house):
    make.reserve(house, 12, 14, unit="cabin-1")
    make.reserve(house, 9, 11, unit="cabin-3")
    refusal = refused(
        house, item("cabin-1"), item("cabin-2"), item("cabin-3"), item("cabin-1", nights(13, 13))
    )
    assert [each.facts["item"] for each in refusal.refusals] == [1, 3, 4]
    assert said(refusal)[2] == ("at_least_one_night", "items-4-departs_on")


def test_alternatives_leave_alone_what_the_other_units_of_the_group_take(house):
    make.reserve(house, 12, 14, unit="cabin-2")
    refusal = refused(house, item("cabin-1"), item("cabin-2"))
    ways = [(way.kind, way.unit_ref, way.facts["item"]) for way in refusal.alternatives]
    assert ("unit", "cabin-3", 2) in ways
    assert not [
        way for way in refusal.alternatives if way.unit_ref == "cabin-1" and way.period == nights(10, 13)
    ]
    way = next(way for way in refusal.alternatives if way.kind == "unit")
    assert group(house, item("cabin-1"), item(way.unit_ref, way.period))


def test_the_same_unit_twice_clashes_with_itself_and_the_row_is_named(house):
    refusal = refused(house, item("cabin-1"), item("cabin-2"), item("cabin-1", nights(12, 15)))
    assert said(refusal) == [("taken", "items-3-unit")]
    assert [rival["item"] for rival in refusal.refusals[0].facts["rivals"]] == [1]
    assert group(house, item("cabin-1"), item("cabin-1", nights(13, 15)))


def test_the_same_unit_twice_is_refused_as_a_request_too_and_requests_hold_nothing_in_the_end(build):
    house = build(document(pending_blocks=False))
    again = refused(house, item("cabin-1"), item("cabin-1"), state=State.PENDING)
    assert said(again) == [("taken", "items-2-unit")]
    ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
    assert [make.live_claims(row.ref) for row in members(ref)] == [[], []]
    make.reserve(house, 10, 13)


def test_a_unit_that_breaks_a_rule_is_still_in_the_way_of_the_next(build):
    house = build(document(min_nights=3))
    refusal = refused(house, item("cabin-1", nights(10, 12)), item("cabin-1", nights(11, 15)))
    assert [each.facts["item"] for each in refusal.refusals] == [1, 2]


def test_a_house_and_one_of_its_rooms_clash_in_either_order(house):
    add_unit(house, "house", "composite", parts={"cabin-1": 1, "cabin-2": 1})
    assert said(refused(house, item("house"), item("cabin-2"))) == [("taken", "items-2-unit")]
    assert said(refused(house, item("cabin-2"), item("house"))) == [("taken", "items-2-unit")]
    assert len(members(group(house, item("house"), item("cabin-3")))) == 2


def test_lots_of_one_pool_are_counted_together(house):
    add_unit(house, "kayaks", "pool", quantity=5)
    refusal = refused(house, item("kayaks", quantity=3), item("kayaks", quantity=3))
    assert (said(refusal), refusal.refusals[0].facts["left"]) == (
        [("not_enough_left", "items-2-quantity")],
        2,
    )
    group(house, item("kayaks", quantity=3), item("kayaks", quantity=2))
    assert live(house, "kayaks") == [("reservation", 2), ("reservation", 3)]


def test_kinds_mix_and_seats_of_one_departure_are_counted_together(house):
    add_unit(house, "tour", "seats", quantity=12, policy=TOUR)
    add_unit(house, "bike", policy=HOURLY)
    trip, ride = at(11, "10:00"), between(11, "14:00", 11, "16:00")
    refusal = refused(house, item("tour", trip, 7), item("cabin-1"), item("tour", trip, 6))
    assert (said(refusal), refusal.refusals[0].facts["left"]) == ([("not_enough_left", "items-3-adults")], 5)
    ref = group(house, item("tour", trip, 7), item("tour", trip, 5), item("bike", ride), item("cabin-1"))
    assert [row.total_minor for row in members(ref)] == [28_000, 20_000, 2_000, 30_000]


def test_a_quota_of_the_client_counts_the_earlier_units(build):
    house = build(document(restrictions={"client_quota": [{"maximum": 2, "per": "month"}]}))
    refusal = refused(house, item("cabin-1"), item("cabin-2"), item("cabin-3", nights(20, 22)))
    assert [(code, field[:8]) for code, field in said(refusal)] == [("client_quota", "items-3-")]


def test_nights_in_a_row_are_counted_over_the_units_of_the_group(build):
    house = build(document(restrictions={"client_max_contiguous": 5}))
    refusal = refused(house, item("cabin-1"), item("cabin-2", nights(13, 17)))
    assert said(refusal) == [("client_in_a_row", "items-2-departs_on")]
    group(house, item("cabin-1"), item("cabin-2", nights(13, 15)))


def test_cots_are_counted_over_the_units_of_the_group(build):
    house = build(document(restrictions={"party": {"cots": 1}}))
    two = [Item(f"cabin-{n}", nights(10, 13), Party(2, infants=1, cots=1)) for n in (1, 2)]
    assert said(refused(house, *two)) == [("no_cots_left", "items-2-cots")]


def test_a_manager_passes_over_the_rules_of_all_with_one_reason(build):
    house = build(document(min_nights=4))
    refusal = refused(house, item("cabin-1"), item("cabin-2"), role="manager")
    assert said(refusal) == [
        ("too_short", "items-1-departs_on"),
        ("reason_would_do", "override_reason"),
        ("too_short", "items-2-departs_on"),
    ]
    ref = group(house, item("cabin-1"), item("cabin-2"), role="manager", override_reason="Old friends")
    assert len(members(ref)) == 2


def test_L4_the_same_key_and_body_make_one_group_and_another_body_is_refused(house):
    first = group(house, item("cabin-1"), item("cabin-2"), key="k-1")
    assert group(house, item("cabin-1"), item("cabin-2"), key="k-1") == first
    assert db.session.query(Reservation).count() == 2
    again = refused(house, item("cabin-1"), item("cabin-3"), key="k-1")
    assert (again.status, said(again)) == (422, [("key_reused", None)])
    with pytest.raises(Refused):
        make.reserve(house, 20, 22, key="k-1")


def test_one_unit_is_no_group_and_nor_are_too_many(house):
    assert said(refused(house, item("cabin-1"))) == [("group_too_small", None)]
    many = [item("cabin-1", nights(day, day + 1)) for day in range(2, 33)]
    assert said(refused(house, *many)) == [("group_too_large", None)]


def test_units_and_clients_of_another_tenant_are_not_found(build):
    theirs = build()
    add_unit(theirs, "attic")
    make.reserve(theirs, 10, 13)
    client = db.session.query(Client.ref).first().ref
    db.session.remove()
    ours = build()
    with pytest.raises(NotFound):
        group(ours, item("cabin-1"), item("attic"))
    foreign = refused(ours, item("cabin-1"), item("cabin-2"), client=ClientChoice(ref=client))
    assert said(foreign) == [("no_such_client", "client")]


def test_the_record_links_the_group_and_each_reservation(house):
    ref = group(house, item("cabin-1"), item("cabin-2"))
    refs = [row.ref for row in members(ref)]
    *each, whole = make.audit_of("made")
    assert [(entry.entity, entry.entity_ref) for entry in each] == [("reservation", one) for one in refs]
    assert {entry.linked[0]["ref"] for entry in each} == {ref}
    assert (whole.entity, whole.entity_ref, [one["ref"] for one in whole.linked]) == ("group", ref, refs)
    assert whole.after == {"state": "confirmed", "members": 2, "total_minor": 60_000}


def test_a_refused_group_is_recorded_with_its_request_and_codes(house):
    take(house, "cabin-1", nights(10, 13))
    refused(house, item("cabin-1"), item("cabin-2"))
    (entry,) = db.session.query(AuditEntry).filter_by(outcome="refused").all()
    assert (entry.entity, entry.action, entry.request["codes"]) == ("group", "made", ["taken"])
    assert [one["unit"] for one in entry.request["items"]] == ["cabin-1", "cabin-2"]
    assert "Ada" not in str(entry.request)


def test_a_group_goes_with_its_client_when_two_are_merged(house):
    ref = group(house, item("cabin-1"), item("cabin-2"))
    other = clients.create(house.actor(), ClientFields(name="Ada O."))
    own = db.session.query(Client).filter_by(name="Ada Okonkwo").one().ref
    clients.merge(house.actor("manager"), own, into=other)
    row = db.session.query(ReservationGroup).filter_by(ref=ref).one()
    assert row.client_id == db.session.query(Client.id).filter_by(ref=other).scalar()


def test_late_departures_are_kept(house):
    ref = group(
        house, item("cabin-1", nights(10, 13)), item("cabin-2", nights(10, 13, ends_time=dt.time(11)))
    )
    assert [row.period["ends_time"] for row in members(ref)] == [None, "11:00"]
