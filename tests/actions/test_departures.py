"""Departures whose policy has changed since their first seat was sold: their asset, and how many seats they have."""

import datetime as dt

import pytest

from app.actions import slots, units
from app.actions.reservations.states import cancel
from app.actions.stock import StockFields
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Claim, Policy, PolicyVersion, SlotOccurrence
from app.queries.policies import rules
from app.queries.rolls import Roll
from app.queries.slots import list_offered
from app.queries.stale import find_stale
from app.queries.units import find_unit, list_units
from app.queries.usage import list_usage
from app.tenancy import current
from tests.actions.test_units import fields
from tests.cast import local
from tests.make import july
from tests.stockroom import TOUR, add_unit, at, live, take


def tour(time="10:00", minutes=60, seats=None, **changes):
    return {
        **TOUR,
        **changes,
        "slots": [{**TOUR["slots"][0], "time": time, "duration_min": minutes, "seats": seats}],
    }


def revise(house, unit, document):
    """Add the next version of the policy of a unit."""
    policy = db.session.query(Policy).filter_by(ref=f"{unit}-policy").one()
    number = db.session.query(PolicyVersion).filter_by(policy_id=policy.id).count() + 1
    row = PolicyVersion(
        tenant_id=house.tenant.id, policy_id=policy.id, number=number, kind="slot", document=document, note=""
    )
    db.session.add(row)
    db.session.commit()


def refused(*what, **how):
    with pytest.raises(Refused) as refusal:
        take(*what, **how)
    (one,) = refusal.value.refusals
    return one


def on_one_boat(house, **changes):
    add_unit(house, "boat")
    add_unit(house, "early", "seats", quantity=8, policy=tour(**changes), asset="boat")
    add_unit(house, "late", "seats", quantity=8, policy=tour("11:00"), asset="boat")


def of_the_unit(house, ref, seats):
    """Change how many seats a unit has."""
    unit, stock = find_unit(ref), StockFields("seats", seats)
    wanted = fields(name=unit.name, policy_ref=f"{ref}-policy", capacity=20, stock=stock)
    units.change(house.actor("manager"), ref, wanted, version=unit.version)


def seats_of(house, unit):
    """How many seats the database lets the one departure have."""
    db.session.expire_all()
    return db.session.query(SlotOccurrence).filter_by(unit_id=house.units[unit]).one().seats


def offered(unit, day=10):
    """What the slots of a day say: how many seats there are, and are left."""
    row = find_unit(unit)
    now = local(2026, 7, 1)
    found = list_offered(row, rules(row.version_id), first=july(day), now=now, zone=current().zone)
    return [(slot.seats, slot.left) for slot in found]


def boat_of(house):
    """From when to when the boat is claimed, and blocked."""
    (claim,) = db.session.query(Claim).filter_by(unit_id=house.units["boat"], live=True)
    return (claim.starts_at, claim.ends_at), (claim.blocks_from, claim.blocks_to)


@pytest.mark.parametrize("longer", [tour(minutes=120), tour(after_min=30)])
def test_P8_a_seat_of_a_longer_version_keeps_the_boat_for_longer(house, longer):
    on_one_boat(house)
    first = take(house, "early", at(10, "10:00"))
    revise(house, "early", longer)
    second = take(house, "early", at(10, "10:00"))
    assert live(house, "boat") == [("slot", 1)]
    said = refused(house, "late", at(10, "11:00"))
    assert (said.code, said.status, said.facts["left"]) == ("not_enough_left", 409, 0)
    for ref in (first, second):
        cancel(house.actor(), ref)
    take(house, "late", at(10, "11:00"))


def test_a_seat_of_a_shorter_version_gives_nothing_of_the_boat_back(house):
    on_one_boat(house, before_min=15, after_min=30)
    take(house, "early", at(10, "10:00"))
    revise(house, "early", tour(minutes=45, before_min=20))
    take(house, "early", at(10, "10:00"))
    own = (local(2026, 7, 10, 10), local(2026, 7, 10, 11))
    assert boat_of(house) == (own, (local(2026, 7, 10, 9, 40), local(2026, 7, 10, 11, 30)))


def test_a_seat_of_a_longer_version_is_refused_where_the_boat_goes_elsewhere_then(house):
    on_one_boat(house)
    take(house, "early", at(10, "10:00"))
    revise(house, "early", tour(minutes=120))
    take(house, "late", at(10, "11:00"))
    said = refused(house, "early", at(10, "10:00"))
    assert (said.code, said.status, said.facts["left"]) == ("not_enough_left", 409, 0)
    assert [rival["source"] for rival in said.facts["rivals"]] == ["reservation", "slot"]


def test_a_departure_follows_a_policy_that_has_fewer_seats_by_now(house):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    take(house, "early", at(10, "10:00"), people=1)
    revise(house, "early", tour(seats=8))
    assert refused(house, "early", at(10, "10:00"), people=8).facts["left"] == 7
    take(house, "early", at(10, "10:00"), people=7)
    assert seats_of(house, "early") == 8


def test_P4_a_departure_follows_a_policy_that_has_more_seats_by_now(house):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    take(house, "early", at(10, "10:00"), people=12)
    revise(house, "early", tour(seats=20))
    take(house, "early", at(10, "10:00"), people=8)
    assert refused(house, "early", at(10, "10:00")).facts["left"] == 0
    assert seats_of(house, "early") == 20


def test_a_departure_has_no_fewer_seats_than_are_sold(house):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    first, _second = (take(house, "early", at(10, "10:00"), people=5) for _time in range(2))
    revise(house, "early", tour(seats=6))
    assert refused(house, "early", at(10, "10:00")).facts["left"] == 0
    assert offered("early") == [(10, 0)]
    cancel(house.actor(), first)
    assert offered("early") == [(6, 1)]
    take(house, "early", at(10, "10:00"))
    assert (seats_of(house, "early"), offered("early")) == (6, [(6, 0)])


def test_what_a_member_has_set_stays_whatever_the_policy_says(house):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    slots.set_seats(house.actor("manager"), "early", at(10, "10:00"), 15)
    revise(house, "early", tour(seats=8))
    assert offered("early") == [(15, 15)]
    take(house, "early", at(10, "10:00"), people=15)
    assert seats_of(house, "early") == 15


def test_the_seats_of_a_unit_leave_a_departure_alone_whose_policy_counts_its_own(house):
    add_unit(house, "early", "seats", quantity=12, policy=tour(seats=12))
    take(house, "early", at(10, "10:00"), people=12)
    of_the_unit(house, "early", 20)
    assert refused(house, "early", at(10, "10:00")).facts["left"] == 0
    assert seats_of(house, "early") == 12
    of_the_unit(house, "early", 8)
    assert offered("early") == [(12, 0)]


def test_a_departure_that_has_begun_is_counted_with_the_seats_that_it_had(house, clock):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    take(house, "early", at(10, "10:00"), people=6)
    take(house, "early", at(12, "10:00"), people=6)
    clock.move_to(local(2026, 7, 11, 12))
    revise(house, "early", tour(seats=4))
    now, unit = local(2026, 7, 11, 12), find_unit("early")
    days = list_usage([unit], july(10), july(13), now)["slot"]
    assert [(days[july(day)].available_count, days[july(day)].taken_count) for day in (10, 11, 12)] == [
        (12, 6), (4, 0), (6, 6),
    ]  # fmt: skip


def test_a_departure_whose_policy_counts_no_seats_follows_the_unit(house):
    add_unit(house, "early", "seats", quantity=12, policy=tour())
    take(house, "early", at(10, "10:00"), people=9)
    of_the_unit(house, "early", 20)
    assert (seats_of(house, "early"), offered("early")) == (20, [(20, 11)])
    with pytest.raises(Refused) as refusal:
        of_the_unit(house, "early", 8)
    assert [said.code for said in refusal.value.refusals] == ["quantity_below_use"]


def test_the_day_of_a_departure_that_has_begun_is_counted_anew(house):
    add_unit(house, "early", "seats", quantity=20, policy=tour(seats=12))
    for since, now, days in ((9, 10, [10]), (10, 12, []), (12, 24 + 11, [11])):
        rolled_at, at_last = (local(2026, 7, 10) + dt.timedelta(hours=hours - 12) for hours in (since, now))
        roll = Roll(july(1), july(31), "9000000000", 0, rolled_at)
        stale = find_stale(roll, list_units(), at_last)
        assert stale.spans.get(house.units["early"], []) == [(july(day), july(day + 1)) for day in days]
