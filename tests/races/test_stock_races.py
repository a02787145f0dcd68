"""Writers who want of the same pool, the same seats, or the same rooms, over HTTP, against several server processes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from tests.make import july
from tests.races.rushing import rush
from tests.stocks import add, add_pool, add_tour

WRITERS = 16
PEAK = """
SELECT max(level) FROM (
  SELECT sum(change) OVER (PARTITION BY unit_id ORDER BY at, change ROWS UNBOUNDED PRECEDING) AS level
  FROM (
    SELECT unit_id, blocks_from AS at, quantity AS change FROM claims WHERE live
    UNION ALL SELECT unit_id, blocks_to, -quantity FROM claims WHERE live
  ) AS changes JOIN units u ON u.id = unit_id WHERE u.ref = :unit
) AS levels
"""
REFUSED = "SELECT count(*) FROM audit_entries WHERE outcome = 'refused' AND action = 'made'"
BUSY = "SELECT count(*) FROM audit_entries WHERE request::text LIKE '%busy%'"


@pytest.fixture
def furnish():
    def furnished(house):
        add(house, "beds", stock="pool", quantity=10)
        add_pool(house, "kayaks", count=10)
        add_tour(house, "tour", "10:00", seats=12)
        for room in ("room-1", "room-2", "room-3"):
            add(house, room)
        add(house, "house", stock="composite", parts={"room-1": 1, "room-2": 1, "room-3": 1})

    return furnished


def asking(desk, unit, **fields):
    """Post a wish; answer 201 when it was made, or the status with what the page says."""
    status, headers, html = desk.want(unit, **fields)
    return (201, "") if "HX-Redirect" in headers else (status, re.sub(r"<[^>]+>|\s+", " ", html))


def nights(number):
    """The fields of two nights, others in each round."""
    arrives = july(400) + dt.timedelta(days=2 * number)
    return {"arrives_on": arrives, "departs_on": arrives + dt.timedelta(days=2)}


def hours(number):
    """The fields of some hours of a day, others in each round."""
    day = july(400) + dt.timedelta(days=number)
    return {"starts_on": day, "starts_time": "10:00", "ends_on": day, "ends_time": "13:00"}


def one_round(desk, unit, *, accepted, says, **fields):
    """Let everybody want the same; answer how it went otherwise than it must."""
    got = rush(WRITERS, lambda _number: asking(desk, unit, **fields))
    refused = [page for status, page in got if status == 409]
    made = sum(status == 201 for status, _ in got)
    if (made, len(refused)) != (accepted, WRITERS - accepted):
        return [[status for status, _ in got]]
    return [page[-400:] for page in refused if not re.search(says, page)]


@pytest.mark.servers
def test_a_pool_is_given_out_to_its_last_and_not_beyond(desk, sql):
    """By turns ten of sixteen get one each, or three get three of ten and the others hear that one is left."""
    for number in range(2):
        for unit, when in (("beds", nights), ("kayaks", hours)):
            if number % 2:
                wanted = {"accepted": 3, "says": r"not enough: 1 left\.\s+1 would do", "quantity": 3}
            else:
                wanted = {"accepted": 10, "says": r"is full then: none is left"}
            assert one_round(desk, unit, **wanted, **when(number)) == []
    for unit in ("beds", "kayaks"):
        assert sql(PEAK, unit=unit) == [(10,)]
    assert sql("SELECT count(*), sum(quantity) FROM reservations") == [(26, 2 * (10 + 9))]
    assert sql(REFUSED) == [(2 * (6 + 13),)]
    assert sql(BUSY) == [(0,)]


@pytest.mark.servers
def test_the_seats_of_a_slot_are_sold_to_the_last_and_not_beyond(desk, sql):
    for number in range(2):
        slot = {"starts_on": july(400 + number), "starts_time": "10:00", "adults": 1}
        assert one_round(desk, "tour", accepted=12, says=r"is full then: none is left", **slot) == []
    sold = "SELECT sum(quantity) FROM claims WHERE live GROUP BY occurrence_id"
    assert sql(sold) == [(12,)] * 2
    assert sql(REFUSED) == [(2 * 4,)]
    assert sql(BUSY) == [(0,)]


@pytest.mark.servers
def test_a_house_and_its_rooms_are_never_both_had_and_nobody_is_refused_what_stays_free(desk, sql):
    """Either the house is had, or each of its rooms by one of those who want it: nothing else leaves nobody wronged."""
    wanted = ["house", "room-1", "room-2", "room-3"] * (WRITERS // 4)
    won = Counter()
    for number in range(3):
        when = nights(number)
        turned = wanted[number % 4 :] + wanted[: number % 4]
        got = rush(WRITERS, lambda place, turned=turned, when=when: asking(desk, turned[place], **when)[0])
        had = sorted(unit for unit, status in zip(turned, got, strict=True) if status == 201)
        assert had in (["house"], ["room-1", "room-2", "room-3"])
        assert set(got) == {201, 409}
        won[had[0]] += 1
    for room in ("room-1", "room-2", "room-3"):
        assert sql(PEAK, unit=room) == [(1,)]
    assert sql("SELECT count(*) FROM claims WHERE live") == [(3 * 3,)]
    assert sql(REFUSED) == [(WRITERS * 3 - won["house"] - 3 * won["room-1"],)]
    assert sql(BUSY) == [(0,)]
