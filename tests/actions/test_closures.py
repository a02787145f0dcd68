"""Closures: they may touch a reservation's cleaning, never its own time."""

import datetime as dt
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.actions import closures
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Claim, Closure
from app.queries.closures import find_closure
from tests.cast import document, local
from tests.make import audit_of, july, reserve
from tests.stocks import rental


def close(house, starts, ends, *, unit="cabin-1", reason="maintenance", role="staff", **more):
    fields = closures.ClosureFields(unit, july(starts), july(ends), reason, **more)
    return closures.create(house.actor(role), fields)


def claims_of(ref):
    asked = select(Claim).join(Closure, Closure.id == Claim.closure_id).where(Closure.ref == ref)
    return list(db.session.execute(asked.order_by(Claim.starts_at)).scalars())


def test_T9_a_closure_that_touches_only_cleaning_time_is_accepted(build):
    house = build(document(after_min=7 * 60))  # leaves at 11, cleaned until 18; the closure begins at 15
    reserve(house, 10, 13)
    ref = close(house, 13, 15)
    assert find_closure(ref).starts_at == local(2026, 7, 13, 15)


def test_T9_a_closure_that_touches_own_time_is_refused(build):
    house = build(document(after_min=180))
    ref = reserve(house, 10, 13)
    with pytest.raises(Refused) as refused:
        close(house, 12, 15)
    assert refused.value.status == 409
    refusal = refused.value.refusals[0]
    assert (refusal.code, refusal.field) == ("closure_in_the_way", "starts_on")
    assert [(rival["ref"], rival["source"]) for rival in refusal.facts["rivals"]] == [(ref, "reservation")]
    entry = audit_of("added", "refused")[-1]
    assert entry.entity == "closure"
    assert entry.request["codes"] == ["closure_in_the_way"]
    assert entry.request["unit"] == "cabin-1"


def test_a_reservation_is_refused_while_its_unit_is_closed_and_taken_once_it_is_lifted(house):
    ref = close(house, 10, 13)
    with pytest.raises(Refused):
        reserve(house, 12, 14)
    reserve(house, 13, 14)
    closures.lift(house.actor(), ref)
    reserve(house, 10, 13)
    assert find_closure(ref).lifted_at is not None
    assert claims_of(ref) == []


def test_two_closures_of_one_unit_do_not_overlap(house):
    first = close(house, 10, 13)
    with pytest.raises(Refused) as refused:
        close(house, 12, 14)
    assert refused.value.refusals[0].facts["rivals"][0]["ref"] == first
    close(house, 13, 14)


def test_a_closure_longer_than_62_days_is_several_touching_claims(house):
    fields = closures.ClosureFields("cabin-2", dt.date(2026, 9, 1), dt.date(2027, 4, 1), "season")
    held = claims_of(closures.create(house.actor(), fields))
    assert len(held) == 4
    assert all(one.ends_at == two.starts_at for one, two in pairwise(held))
    assert {(one.blocks_from, one.blocks_to) for one in held} == {
        (one.starts_at, one.ends_at) for one in held
    }


def test_dates_and_a_reason_are_needed(house):
    with pytest.raises(Refused) as refused:
        closures.create(house.actor(), closures.ClosureFields("cabin-1", None, None, "maintenance"))
    assert [each.field for each in refused.value.refusals] == ["starts_on", "ends_on"]
    with pytest.raises(Refused) as refused:
        close(house, 12, 12, reason="whim")
    assert [(each.code, each.field) for each in refused.value.refusals] == [
        ("at_least_one_night", "ends_on"),
        ("closure_reason_needed", "reason"),
    ]


def test_a_closure_is_lifted_once(house):
    ref = close(house, 10, 13)
    closures.lift(house.actor(), ref)
    with pytest.raises(Refused) as refused:
        closures.lift(house.actor(), ref)
    assert refused.value.status == 409
    assert [entry.entity for entry in audit_of("lifted")] == ["closure"]


@pytest.mark.parametrize("hour", [9, 20])
def test_what_was_closed_until_it_is_lifted_stays_closed(house, clock, hour):
    ref = close(house, 10, 20)
    clock.move_to(local(2026, 7, 14, hour))
    closures.lift(house.actor(), ref)
    (claim,) = claims_of(ref)
    assert (claim.live, claim.starts_at, claim.ends_at) == (
        True, local(2026, 7, 10, 15), local(2026, 7, 14, 11),
    )  # fmt: skip
    reserve(house, 14, 20)  # tonight is free again


def test_nothing_was_closed_when_it_is_lifted_on_its_first_evening(house, clock):
    ref = close(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 20))
    closures.lift(house.actor(), ref)
    assert claims_of(ref) == []


def test_what_is_over_can_not_be_lifted(house, clock):
    ref = close(house, 10, 13)
    clock.move_to(local(2026, 7, 13, 12))
    with pytest.raises(Refused) as refused:
        closures.lift(house.actor(), ref)
    assert [refusal.code for refusal in refused.value.refusals] == ["closure_is_over"]
    assert refused.value.status == 409
    assert [claim.live for claim in claims_of(ref)] == [True]


def test_where_days_have_hours_a_closure_is_lifted_from_today(build, clock):
    house = build(rental())
    ref = close(house, 10, 13)
    clock.move_to(local(2026, 7, 11, 12))
    closures.lift(house.actor(), ref)
    (claim,) = claims_of(ref)
    assert (claim.starts_at, claim.ends_at) == (local(2026, 7, 10, 0), local(2026, 7, 11, 0))


def test_another_tenants_unit_and_closure_are_not_found(house):
    with pytest.raises(NotFound):
        close(house, 10, 13, unit="nobodys")
    with pytest.raises(NotFound):
        closures.lift(house.actor(), "AAAA-AAAA")
