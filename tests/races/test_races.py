"""Writers who want the same nights at the same instant, over HTTP, against several server processes."""

from __future__ import annotations

import datetime as dt
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.make import july
from tests.races.rushing import rush

OVERLAPS = """
SELECT count(*) FROM claims a JOIN claims b ON a.unit_id = b.unit_id AND a.id < b.id AND a.live AND b.live
AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""


@pytest.mark.servers
@pytest.mark.parametrize(("writers", "rounds"), [(8, 120), (32, 80)])
def test_of_all_who_want_the_same_nights_exactly_one_gets_them(desk, sql, writers, rounds):
    lost = []
    with ThreadPoolExecutor(writers) as pool:
        for number in range(rounds):
            arrives = july(1) + dt.timedelta(days=365 + 2 * number)
            barrier = threading.Barrier(writers)

            def one(_place, arrives=arrives, barrier=barrier):
                barrier.wait()
                status, headers, _ = desk.reserve(
                    unit="cabin-1",
                    arrives=arrives,
                    departs=arrives + dt.timedelta(days=2),
                )
                return 201 if "HX-Redirect" in headers else status

            got = sorted(pool.map(one, range(writers)))
            if got != [201] + [409] * (writers - 1):
                lost.append((number, got))
    assert lost == []
    assert sql("SELECT count(*) FROM reservations")[0][0] == rounds
    assert sql(OVERLAPS)[0][0] == 0
    refusals = sql("SELECT count(*) FROM audit_entries WHERE outcome = 'refused' AND action = 'made'")
    assert refusals[0][0] == rounds * (writers - 1)
    assert sql("SELECT count(*) FROM audit_entries WHERE request::text LIKE '%busy%'")[0][0] == 0


@pytest.mark.servers
def test_several_units_taken_in_random_order_never_lock_each_other_out(desk, sql):
    """Swaps and moves between eight units, each of two units at once, in every order."""
    arrives, departs = july(400), july(403)
    refs = []
    for number in range(1, 9):
        _, headers, _ = desk.reserve(unit=f"cabin-{number}", arrives=arrives, departs=departs)
        refs.append(headers["HX-Redirect"].rpartition("/")[2])

    def swap_some(number):
        rng = random.Random(number)
        got = []
        for _ in range(12):
            first, second = rng.sample(refs, 2)
            status, headers, html = desk.send("POST", f"reservations/{first}/swap", {"other": second})
            got.append((status, "HX-Redirect" in headers, html[-600:]))
        return got

    answers = [answer for some in rush(16, swap_some) for answer in some]
    assert {status for status, _, _ in answers} == {200}
    assert len(answers) == 192
    seated = sql("SELECT count(DISTINCT unit_id), count(*) FROM claims WHERE live")
    assert seated == [(8, 8)]
    assert sql(OVERLAPS)[0][0] == 0


@pytest.mark.servers
def test_L3_with_redis_emptied_one_save_succeeds_and_one_answers_409(desk, sql, own_database):
    def save(number):
        if number == 2:
            with redis.Redis.from_url(own_database.redis_url) as client:
                client.flushdb()
            return 0
        status, headers, _ = desk.reserve(unit="cabin-1", arrives=july(400), departs=july(403))
        return 201 if "HX-Redirect" in headers else status

    assert sorted(rush(3, save)) == [0, 201, 409]
    assert sql(OVERLAPS)[0][0] == 0


@pytest.mark.servers
def test_L4_the_same_form_sent_by_many_at_once_makes_one_reservation(desk, sql):
    def save(_number):
        _, headers, _ = desk.reserve(unit="cabin-1", arrives=july(400), departs=july(403), key="the-same-key")
        return headers["HX-Redirect"]

    assert len(set(rush(8, save))) == 1
    assert sql("SELECT count(*) FROM reservations")[0][0] == 1


def _room_page(desk):
    """Three stays that leave no unit of eight free for four nights; the page that makes room, as its form's fields."""
    first = july(400)
    days = [first + dt.timedelta(days=number) for number in range(5)]
    desk.reserve(unit="cabin-1", arrives=days[0], departs=days[2])
    desk.reserve(unit="cabin-2", arrives=days[2], departs=days[4])
    for number in range(3, 9):
        desk.reserve(unit=f"cabin-{number}", arrives=days[0], departs=days[4])
    typed = {
        "unit": "cabin-1", "arrives_on": days[0].isoformat(), "departs_on": days[4].isoformat(), "adults": "2",
        "client_name": "Dee Park",
    }  # fmt: skip
    status, _, html = desk.send(
        "POST", "reservations", {**typed, "fix": f"reseat|cabin-1|{days[0]}|{days[4]}||"}
    )
    assert status == 200
    moves = re.search(r'name="moves" value="([^"]+)"', html)[1]
    return {**typed, "moves": moves, "do": "reseat"}, days


@pytest.mark.servers
@pytest.mark.parametrize("round_number", range(4))
def test_moves_that_race_with_a_taker_of_their_unit_are_made_whole_or_not_at_all(desk, sql, round_number):
    fields, days = _room_page(desk)

    def work(number):
        if number % 2:
            status, headers, _ = desk.reserve(unit="cabin-2", arrives=days[0], departs=days[1])
            return "taken" if "HX-Redirect" in headers else status
        status, _, html = desk.send("POST", "reservations", {**fields, "idem": f"own-{number}"})
        assert "Nobody was moved" in html or "1 stay is moved" in html
        return "moved" if status == 200 else status

    got = rush(8, work)
    assert (got.count("taken"), got.count("moved")) in {(1, 0), (0, 1)}
    assert {each for each in got if each not in {"taken", "moved"}} == {409}
    assert sql(OVERLAPS)[0][0] == 0
    claimed = "SELECT count(*), count(DISTINCT reservation_id) FROM claims WHERE live"
    assert sql(claimed) == [(8 + got.count("taken"),) * 2]
    done = "SELECT count(*) FROM audit_entries WHERE action = 'reseated' AND outcome = 'done'"
    assert sql(done)[0][0] == got.count("moved")


def ask_for_all(desk, units, day):
    """Post the form of a group for three nights; answer 201 when it was made."""
    fields = {"starts_on": july(day).isoformat(), "ends_on": july(day + 3).isoformat(), "client_name": "Ada"}
    for number, unit in enumerate(units, start=1):
        fields |= {f"items-{number}-unit": unit, f"items-{number}-adults": "2"}
    status, headers, _ = desk.send("POST", "groups", fields)
    return 201 if "HX-Redirect" in headers else status


@pytest.mark.servers
def test_of_groups_that_want_the_same_units_in_every_order_one_wins_and_none_waits_for_ever(desk, sql):
    units = [f"cabin-{number}" for number in range(1, 7)]
    for number in range(12):
        day = 400 + 3 * number

        def one(place, day=day):
            return ask_for_all(
                desk, random.Random(place).sample(units, 6) if place > 1 else units[:: 1 - 2 * place], day
            )

        assert sorted(rush(8, one)) == [201] + [409] * 7
    assert sql("SELECT count(*), count(DISTINCT group_id) FROM reservations") == [(72, 12)]
    assert sql("SELECT count(*) FROM reservation_groups")[0][0] == 12
    assert sql(OVERLAPS)[0][0] == 0
    assert sql("SELECT count(*) FROM audit_entries WHERE request::text LIKE '%busy%'")[0][0] == 0
