"""Every way out of a refusal is made when it is posted, whatever the kind."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.domain.refusal import Refused
from app.extensions import db
from tests.cast import document
from tests.counting import queries
from tests.make import july
from tests.stocks import add_pool, add_tour


def wish(unit, period, *, people=1, quantity=1, cots=0):
    client = ClientChoice(fields=ClientFields(name="Ada Okonkwo"))
    return Wish(unit, period, Party(people, cots=cots), client, quantity=quantity)


def posted(house, connection, asked: Wish) -> list:
    """Post a wish; each of its ways out is posted as well, and taken back. Answer the ways out."""
    try:
        make(house.actor(), asked)
    except Refused as refused:
        ways = refused.alternatives
    else:
        return []
    for way in ways:
        other = wish(
            way.unit_ref,
            way.period,
            people=way.party.adults if way.party else asked.party.adults,
            quantity=way.quantity or asked.quantity,
            cots=asked.party.cots,
        )
        db.session.commit()
        before = connection.begin_nested()
        make(house.actor(), other)
        db.session.commit()
        before.rollback()
    return ways


def slot(rng) -> Wish:
    day = july(10 + rng.randrange(3))
    return wish(rng.choice(["tour", "walk"]), Period(day, day, dt.time(rng.choice([10, 16, 17]))), people=rng.randint(1, 4))  # fmt: skip


def hours(rng) -> Wish:
    day, begins = july(10 + rng.randrange(2)), rng.randint(8, 14)
    period = Period(day, day, dt.time(begins), dt.time(begins + rng.randint(1, 5)))
    return wish(rng.choice(["kayaks", "bikes"]), period, quantity=rng.randint(1, 3))


@pytest.mark.parametrize("wished", [slot, hours])
def test_every_way_out_is_made_when_posted(house, rolled_back, wished):
    add_tour(house, "tour", "10:00", "16:00", seats=6, after_min=7 * 24 * 60)
    add_tour(house, "walk", "10:00", seats=5)
    add_pool(house, "kayaks", count=4, after_min=30)
    add_pool(house, "bikes", count=3, step_min=20, before_min=3 * 24 * 60)
    rng = random.Random(7)
    offered = sum(len(posted(house, rolled_back, wished(rng))) for _ in range(25))
    assert offered > 15


def test_ways_out_count_the_cots_of_their_own_dates(build, rolled_back):
    house = build(policy=document(restrictions={"party": {"cots": 1}}))
    make(house.actor(), wish("cabin-2", Period(july(13), july(15)), cots=1))
    make(house.actor(), wish("cabin-1", Period(july(10), july(13)), cots=1))
    ways = posted(house, rolled_back, wish("cabin-3", Period(july(12), july(14)), cots=1))
    assert ("shift", july(15)) in {(way.kind, way.period.starts_on) for way in ways}


def test_buffers_of_a_week_do_not_reach_beyond_what_is_read(build, rolled_back):
    house = build(policy=document(after_min=6 * 24 * 60), units=1)
    for day in range(2, 24, 7):
        make(house.actor(), wish("cabin-1", Period(july(day), july(day + 1))))
    make(house.actor(), wish("cabin-1", Period(july(30), july(31))))
    assert posted(house, rolled_back, wish("cabin-1", Period(july(9), july(10)))) == []


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("10:10", "12:10", ("10:00", "12:00")),  # off the steps: the last ones before
        ("10:05", "10:20", ("10:00", "10:30")),  # shorter than a step: one
        ("19:00", "21:00", ("16:00", "18:00")),  # closed: the last hours of the day
        ("06:00", "08:00", ("09:00", "11:00")),  # not open yet: the first ones
        ("17:40", "19:40", ("16:00", "18:00")),  # off the steps and closed
    ],
)
def test_hours_that_are_not_offered_lead_to_the_nearest_that_are(house, rolled_back, begins, ends, expected):
    add_pool(house, "kayaks", count=4)
    times = [dt.time.fromisoformat(each) for each in (begins, ends)]
    ways = posted(house, rolled_back, wish("kayaks", Period(july(10), july(10), *times)))
    first = next(way.period for way in ways if way.kind == "shift")
    assert first == Period(july(10), july(10), *[dt.time.fromisoformat(each) for each in expected])


@pytest.mark.parametrize(("begins", "ends"), [("12:10", "10:10"), ("12:10", "12:10")])
def test_hours_that_end_before_they_begin_lead_nowhere(house, rolled_back, begins, ends):
    add_pool(house, "kayaks", count=4)
    times = [dt.time.fromisoformat(each) for each in (begins, ends)]
    assert posted(house, rolled_back, wish("kayaks", Period(july(10), july(10), *times))) == []


def test_a_house_that_is_full_for_weeks_is_read_in_few_statements(build, rolled_back):
    house = build(units=12)
    for number in range(1, 13):
        make(house.actor(), wish(f"cabin-{number}", Period(july(5), july(55))))
    with queries() as seen:
        assert posted(house, rolled_back, wish("cabin-1", Period(july(20), july(22)))) == []
    assert sum("json_agg" in each for each in seen) == 2  # the asked dates everywhere, then all dates around
