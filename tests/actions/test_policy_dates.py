"""A version applies from its day in the tenant's zone; until then the one before does, and it may be withdrawn."""

import datetime as dt

import pytest

from app.actions import policies
from app.domain.refusal import Refused
from app.queries.policies import find_policy, list_policies, list_versions
from app.queries.units import find_unit, find_unit_by_id, list_units
from tests.cast import document
from tests.make import audit_of, find, reserve

AUGUST = dt.date(2026, 8, 1)


def write(house, price, *, number, applies_from=None, **changes):
    draft = policies.Draft(
        "Cabins", document(pricing={"base_minor": price}, **changes), applies_from=applies_from
    )
    return policies.change(house.actor("manager"), "cabins", draft, number=number)


def withdraw(house, number):
    policies.withdraw(house.actor("manager"), "cabins", number=number)


def refused_by(run, *args, **more):
    with pytest.raises(Refused) as refused:
        run(*args, **more)
    (refusal,) = refused.value.refusals
    return refusal


def price_of(house, first=80):
    return find(reserve(house, first, first + 1)).total_minor


@pytest.mark.parametrize(
    ("zone", "last_instant"),
    [
        ("Pacific/Auckland", dt.datetime(2026, 7, 31, 11, 59, 59, tzinfo=dt.UTC)),
        ("Europe/Madrid", dt.datetime(2026, 7, 31, 21, 59, 59, tzinfo=dt.UTC)),
        ("America/Santiago", dt.datetime(2026, 8, 1, 3, 59, 59, tzinfo=dt.UTC)),
    ],
)
def test_a_version_applies_from_the_first_instant_of_its_local_day(build, clock, zone, last_instant):
    house = build(timezone=zone)
    assert write(house, 20_000, number=1, applies_from=AUGUST) == 2
    clock.move_to(last_instant)
    assert price_of(house, 80) == 10_000
    assert list_policies()[0].number == 1
    clock.move_to(last_instant + dt.timedelta(seconds=1))
    ref = reserve(house, 82, 83)
    assert find(ref).total_minor == 20_000
    assert list_policies()[0].number == 2
    newest = list_versions(house.policy_id)[0].id
    assert find(ref).policy_version_id == newest
    units = [find_unit("cabin-1"), find_unit_by_id(house.units["cabin-1"]), *list_units()]
    assert {unit.version_id for unit in units} == {newest}


def test_today_is_at_once(house):
    write(house, 20_000, number=1, applies_from=dt.date(2026, 7, 1))
    assert price_of(house) == 20_000
    assert list_versions(house.policy_id)[0].applies_from is None


def test_yesterday_is_over(house):
    refusal = refused_by(write, house, 20_000, number=1, applies_from=dt.date(2026, 6, 30))
    assert (refusal.code, refusal.field) == ("applies_in_the_past", "applies_from")


def test_versions_come_into_force_in_the_order_of_their_numbers(house):
    write(house, 20_000, number=1, applies_from=AUGUST)
    refusal = refused_by(write, house, 30_000, number=2)
    assert (refusal.code, refusal.facts["earliest_on"]) == ("version_waits", "2026-08-01")
    assert write(house, 30_000, number=2, applies_from=AUGUST) == 3


def test_a_version_is_withdrawn_before_its_day_and_its_number_stays_used(house, clock):
    write(house, 20_000, number=1, applies_from=AUGUST)
    withdraw(house, 2)
    assert audit_of("withdrawn")[-1].before == {"number": 2}
    assert refused_by(withdraw, house, 2).code == "version_is_withdrawn"
    assert write(house, 30_000, number=1) == 3
    assert audit_of("changed")[-1].before["number"] == 1
    clock.move_to(dt.datetime(2026, 8, 2, tzinfo=dt.UTC))
    assert price_of(house) == 30_000
    assert [each.number for each in list_versions(find_policy("cabins").id)] == [3, 2, 1]


def test_a_version_that_applies_is_not_withdrawn(house, clock):
    assert refused_by(withdraw, house, 1).code == "version_applies"
    write(house, 20_000, number=1, applies_from=AUGUST)
    clock.move_to(dt.datetime(2026, 7, 31, 22, tzinfo=dt.UTC))
    assert refused_by(withdraw, house, 2).code == "version_applies"
    assert audit_of("withdrawn", outcome="refused")[-1].request["codes"] == ["version_applies"]
    assert price_of(house) == 20_000
