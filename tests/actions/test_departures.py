"""Departures whose policy has changed since their first seat was sold: their asset, and how many seats they have."""

import pytest

from app.actions.reservations.states import cancel
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Claim, Policy, PolicyVersion
from tests.cast import local
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
