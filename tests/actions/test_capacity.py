"""Pools, seats, composite units and kits: what is left, who is refused, and what the database then holds."""

import datetime as dt

import pytest

from app.actions import closures
from app.actions.clients import ClientChoice
from app.actions.closures import ClosureFields
from app.actions.reservations.change import Change, change
from app.actions.reservations.states import cancel, check_in, check_out, mark_absent, reinstate
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Client
from tests.cast import document, local
from tests.make import find, july, nights
from tests.stockroom import HOURLY, TOUR, add_unit, at, between, live, take


def refused(call, *args, **how):
    with pytest.raises(Refused) as refusal:
        call(*args, **how)
    return refusal.value


def only(refusal: Refused):
    (one,) = refusal.refusals
    return one


def test_P1_a_pool_of_ten_has_two_left_at_its_peak(house):
    add_unit(house, "pool", "pool", quantity=10)
    for many, first, last in ((4, 1, 5), (4, 4, 8), (3, 7, 9)):
        take(house, "pool", nights(first + 1, last + 1), quantity=many)
    said = only(refused(take, house, "pool", nights(2, 10), quantity=3))
    assert (said.code, said.status, said.facts["left"], said.facts["wanted"]) == (
        "not_enough_left",
        409,
        2,
        3,
    )
    take(house, "pool", nights(2, 10), quantity=2)
    assert live(house, "pool") == [
        ("reservation", 2),
        ("reservation", 3),
        ("reservation", 4),
        ("reservation", 4),
    ]


def test_P2_beds_of_a_dorm_are_counted_night_by_night(build):
    house = build(document(each_person_takes_one=True))
    add_unit(house, "dorm", "pool", quantity=4)
    take(house, "dorm", nights(2, 4), people=2)
    take(house, "dorm", nights(4, 6), people=2)
    ref = take(house, "dorm", nights(2, 6), people=2)
    assert find(ref).quantity == 2
    said = only(refused(take, house, "dorm", nights(2, 3), people=1))
    assert said.code in {"taken", "not_enough_left"}


def test_P3_a_house_is_closed_while_one_of_its_rooms_is_taken(house):
    add_unit(house, "house", "composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    take(house, "cabin-2", nights(10, 12))
    said = only(refused(take, house, "house", nights(11, 13)))
    assert (said.code, said.facts["dates"], len(said.facts["rivals"])) == ("taken", ["2026-07-11"], 1)
    ref = take(house, "house", nights(12, 14))
    for room in ("cabin-1", "cabin-2", "cabin-3"):
        assert only(refused(take, house, room, nights(13, 15))).code == "taken"
    cancel(house.actor(), ref)
    take(house, "cabin-3", nights(13, 15))


def test_P4_a_tour_of_twelve_says_that_three_are_left(house):
    add_unit(house, "tour", "seats", quantity=12, policy=TOUR)
    take(house, "tour", at(10, "10:00"), people=5)
    take(house, "tour", at(10, "10:00"), people=4)
    refusal = refused(take, house, "tour", at(10, "10:00"), people=4)
    said = only(refusal)
    assert (said.code, said.field, said.facts["left"]) == ("not_enough_left", "adults", 3)
    assert refusal.alternatives
    take(house, "tour", at(10, "10:00"), people=3)
    assert only(refused(take, house, "tour", at(10, "10:00"), people=1)).facts["left"] == 0
    take(house, "tour", at(11, "10:00"), people=12)


def test_P5_one_kayak_in_repair_leaves_four(house):
    add_unit(house, "kayaks", "pool", quantity=5)
    fields = ClosureFields("kayaks", july(10), july(12), "maintenance", quantity=1)
    closures.create(house.actor("manager"), fields)
    assert only(refused(take, house, "kayaks", nights(10, 13), quantity=5)).facts["left"] == 4
    take(house, "kayaks", nights(10, 12), quantity=4)
    take(house, "kayaks", nights(12, 13), quantity=5)


def test_a_pool_can_not_lose_more_than_is_left(house):
    add_unit(house, "kayaks", "pool", quantity=5)
    take(house, "kayaks", nights(10, 12), quantity=4)
    fields = ClosureFields("kayaks", july(10), july(12), "maintenance", quantity=2)
    assert only(refused(closures.create, house.actor("manager"), fields)).code == "closure_in_the_way"


def test_P7_two_kits_take_their_cables_from_the_pool(house):
    add_unit(house, "cables", "pool", quantity=10)
    add_unit(house, "kit", "composite", parts={"cables": 3, "cabin-1": 1})
    add_unit(house, "big-kit", "composite", parts={"cables": 3})
    take(house, "big-kit", nights(10, 12), quantity=2)
    assert live(house, "cables") == [("reservation", 6)]
    assert only(refused(take, house, "cables", nights(10, 12), quantity=5)).facts["left"] == 4
    take(house, "cables", nights(10, 12), quantity=1)
    take(house, "kit", nights(10, 12))
    assert only(refused(take, house, "cabin-1", nights(10, 12))).code == "taken"
    assert only(refused(take, house, "big-kit", nights(11, 12))).facts["left"] == 0


def test_P8_the_first_seat_of_one_tour_closes_the_other_on_the_same_boat(house):
    later = {**TOUR, "slots": [{**TOUR["slots"][0], "time": "11:00"}]}
    add_unit(house, "boat")
    add_unit(house, "tour-a", "seats", quantity=8, policy=TOUR, asset="boat")
    add_unit(house, "tour-b", "seats", quantity=8, policy=later, asset="boat")
    first = take(house, "tour-a", at(10, "10:00"), people=2)
    second = take(house, "tour-a", at(10, "10:00"), people=1)
    assert live(house, "boat") == [("slot", 1)]
    assert only(refused(take, house, "tour-b", at(10, "11:00"))).status == 409
    cancel(house.actor(), first)
    assert only(refused(take, house, "tour-b", at(10, "11:00"))).status == 409
    cancel(house.actor(), second)
    assert live(house, "boat") == []
    take(house, "tour-b", at(10, "11:00"))
    assert only(refused(take, house, "tour-a", at(10, "10:00"))).status == 409


def test_T5_buffers_of_two_slots_on_one_asset_add_up(house):
    def tour(time, **buffers):
        return {**TOUR, **buffers, "slots": [{**TOUR["slots"][0], "time": time, "duration_min": 60}]}

    add_unit(house, "boat")
    for name, time, buffers in (
        ("first", "10:00", {"after_min": 30}),
        ("too-soon", "11:29", {}),
        ("at-once", "11:30", {}),
        ("with-time-before", "11:44", {"before_min": 15}),
        ("later", "11:45", {"before_min": 15}),
    ):
        add_unit(house, name, "seats", quantity=8, policy=tour(time, **buffers), asset="boat")
    take(house, "first", at(10, "10:00"))
    for name, time, is_free in (
        ("too-soon", "11:29", False), ("at-once", "11:30", True), ("with-time-before", "11:44", False),
        ("later", "11:45", True),
    ):  # fmt: skip
        if not is_free:
            assert only(refused(take, house, name, at(10, time))).status == 409
        else:
            cancel(house.actor(), take(house, name, at(10, time)))


def test_S3_somebody_else_takes_the_rest_of_a_slot_when_nobody_came(house, clock):
    room = {**TOUR, "absent_after_min": 5, "until_end": True, "each_person_takes_one": False}
    room["slots"] = [{**TOUR["slots"][0], "time": "16:00", "duration_min": 60}]
    add_unit(house, "room", policy=room)
    late = take(house, "room", at(10, "16:00"), people=2)
    clock.move_to(local(2026, 7, 10, 16, 4))
    assert only(refused(take, house, "room", at(10, "16:00"))).code == "taken"
    clock.move_to(local(2026, 7, 10, 16, 6))
    take(house, "room", at(10, "16:00"), people=2)
    assert find(late).state == "absent"


def test_S3_the_seats_of_who_did_not_come_are_sold_again(house, clock):
    add_unit(house, "tour", "seats", quantity=2, policy={**TOUR, "absent_after_min": 5, "until_end": True})
    late = take(house, "tour", at(10, "10:00"), people=2)
    clock.move_to(local(2026, 7, 10, 10, 5))
    take(house, "tour", at(10, "10:00"), people=2)
    assert only(refused(reinstate, house.actor("manager"), late, reason="came after all")).status == 409


def test_X5_a_late_return_is_refused_and_the_latest_is_named(house):
    add_unit(house, "drill", policy={**HOURLY, "after_min": 60})
    ref = take(house, "drill", between(10, "09:00", 10, "17:00"))
    take(house, "drill", between(10, "18:00", 10, "19:00"))
    longer = Change("drill", between(10, "09:00", 10, "17:30"), Party(1), version=find(ref).version)
    said = only(refused(change, house.actor(), ref, longer))
    assert (said.facts["latest_ends_on"], said.facts["latest_ends_time"]) == ("2026-07-10", "17:00")


def test_more_of_a_pool_can_be_taken_by_a_change_while_they_are_left(house):
    add_unit(house, "kayaks", "pool", quantity=5, policy=HOURLY)
    ref = take(house, "kayaks", between(10, "09:00", 10, "12:00"), quantity=2)
    take(house, "kayaks", between(10, "11:00", 10, "13:00"), quantity=2)

    def ask_for(count):
        wanted = Change(
            "kayaks", between(10, "09:00", 10, "12:00"), Party(1), find(ref).version, quantity=count
        )
        change(house.actor(), ref, wanted)

    assert only(refused(ask_for, 4)).facts["left"] == 3
    ask_for(3)
    assert (find(ref).quantity, find(ref).total_minor) == (3, 9_000)
    assert live(house, "kayaks") == [("reservation", 2), ("reservation", 3)]


def test_seats_of_who_checks_out_early_stay_taken_and_a_kayak_s_time_is_free(house, clock):
    add_unit(house, "tour", "seats", quantity=2, policy=TOUR)
    add_unit(house, "kayaks", "pool", quantity=1, policy=HOURLY)
    seats = take(house, "tour", at(10, "10:00"), people=2)
    kayak = take(house, "kayaks", between(10, "10:00", 10, "16:00"))
    clock.move_to(local(2026, 7, 10, 10, 0))
    for ref in (seats, kayak):
        check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 10, 11, 0))
    for ref in (seats, kayak):
        check_out(house.actor(), ref)
    assert live(house, "tour") == [("reservation", 2)]
    take(house, "kayaks", between(10, "11:30", 10, "12:00"))


def test_absence_of_one_frees_the_leaves_of_a_house_that_has_not_passed(house, clock):
    add_unit(house, "house", "composite", parts={"cabin-1": 1, "cabin-2": 1})
    ref = take(house, "house", nights(10, 13))
    clock.move_to(local(2026, 7, 10, 20))
    mark_absent(house.actor(), ref)
    take(house, "cabin-1", nights(10, 11))
    said = only(refused(reinstate, house.actor("manager"), ref, reason="came"))
    assert said.facts["dates"] == ["2026-07-10"]


def test_Z5_a_slot_in_the_hour_that_the_clocks_skip_is_refused_when_posted(house):
    night = {**TOUR, "slots": [{**TOUR["slots"][0], "time": "02:30"}]}
    add_unit(house, "tour", "seats", quantity=8, policy=night)
    skipped = at(10, "02:30")
    skipped = type(skipped)(dt.date(2027, 3, 28), dt.date(2027, 3, 28), dt.time(2, 30))
    refusal = refused(take, house, "tour", skipped)
    assert [(said.code, said.status) for said in refusal.refusals] == [("slot_not_offered", 422)]
    assert refusal.alternatives


def test_R7_the_last_cot_of_all_cabins_is_given_once(build):
    house = build(document(restrictions={"party": {"cots": 1}}))
    family = {"party": Party(3, 1, 1, 1)}
    take(house, "cabin-1", nights(10, 12), **family)
    said = only(refused(take, house, "cabin-2", nights(11, 13), **family))
    assert (said.code, said.field, said.facts["cots_left"]) == ("no_cots_left", "cots", 0)
    take(house, "cabin-2", nights(12, 13), **family)
    take(house, "cabin-3", nights(10, 12), party=Party(3, 1, 1, 0))


def test_a_stay_that_would_leave_a_single_night_is_refused_unless_it_fills_the_gap(build):
    house = build(document(restrictions={"min_gap": 2}))
    take(house, "cabin-1", nights(10, 12))
    refusal = refused(take, house, "cabin-1", nights(13, 15))
    assert [said.code for said in refusal.refusals] == ["gap_before"]
    assert refusal.alternatives
    take(house, "cabin-1", nights(12, 15))
    take(house, "cabin-1", nights(17, 19))


def test_a_client_holds_no_more_than_the_quota_of_the_policy(build):
    house = build(document(restrictions={"client_quota": [{"maximum": 1, "per": "month"}]}))
    ref = take(house, "cabin-1", nights(10, 12))
    client = ClientChoice(ref=db.session.get(Client, (house.tenant.id, find(ref).client_id)).ref)
    said = only(refused(take, house, "cabin-2", nights(20, 22), chosen=client))
    assert said.code == "client_quota"
    cancel(house.actor(), ref)
    take(house, "cabin-2", nights(20, 22), chosen=client)
