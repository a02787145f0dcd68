"""The list of reservations and one reservation, read in few queries, never another tenant's."""

from __future__ import annotations

from app import clock as clocks
from app.queries.chosen import count_reservations
from app.queries.one_reservation import (
    count_stays,
    count_stays_before,
    find_reservation,
    list_entries,
    list_lines,
    list_others_then,
    list_state_changes,
)
from app.queries.requests import list_pending
from app.queries.reservations import find_owners, list_reservations
from app.queries.wanted import Wanted
from tests import make
from tests.cast import document, local
from tests.counting import queries

ALL = Wanted()


def test_the_list_holds_own_rows_only_in_one_query(house):
    refs = [make.reserve(house, day, day + 2, client=f"Client {day}") for day in range(2, 12, 2)]
    with queries() as seen:
        rows = list_reservations(ALL, clocks.now(), most=50)
    assert [row.ref for row in rows] == refs[::-1]
    assert len(seen) == 1
    assert count_reservations(ALL, clocks.now()) == 5


def test_a_search_takes_one_query_more(house):
    make.reserve(house, 2, 4, client="Somebody else")
    ref = make.reserve(house, 4, 6, client="Ada Okonkwo")
    with queries() as seen:
        rows = list_reservations(Wanted(text="okonk", key="okonk"), clocks.now(), most=50)
    assert [row.ref for row in rows] == [ref]
    assert len(seen) == 2


def test_what_is_owed_follows_the_state_that_is_true_when_read(build, clock):
    house = build(policy=document(absent_after={"time": "22:00"}))
    make.reserve(house, 10, 13)
    (row,) = list_reservations(ALL, clocks.now(), most=50)
    assert row.owed_minor == 30_000
    clock.move_to(local(2026, 7, 10, 22))
    (row,) = list_reservations(ALL, clocks.now(), most=50)
    assert (row.state.value, row.owed_minor) == ("absent", None)


def test_one_reservation_with_all_its_page_says(house):
    make.reserve(house, 2, 4, unit="cabin-2")
    other = make.reserve(house, 11, 12, unit="cabin-3", client="Bruno Díaz")
    ref = make.reserve(house, 10, 13, unit="cabin-1")
    facts = find_reservation(ref)
    assert (facts.client_name, facts.period, facts.total_minor) == (
        "Ada Okonkwo",
        make.nights(10, 13),
        30_000,
    )
    assert [line.amount_minor for line in list_lines(facts.id)] == [10_000] * 3
    assert [change.state.value for change in list_state_changes(facts.id)] == ["confirmed"]
    assert [entry.action for entry in list_entries(facts.id)] == ["made"]
    assert [found[0] for found in list_others_then(facts, clocks.now())] == [other]
    assert count_stays(facts.client_id) == (1, make.july(10))
    assert count_stays_before(facts.client_id, make.july(10)) == 0
    assert find_owners([ref, other], clocks.now())[other].client_name == "Bruno Díaz"
    assert find_owners([], clocks.now()) == {}


def test_requests_wait_the_oldest_first_until_they_expire(build, clock):
    house = build(policy=document(pending_expires_hours=24))
    first = make.request(house, 10, 13)
    clock.move_to(local(2026, 7, 1, 18))
    second = make.request(house, 20, 23)
    assert [row.ref for row in list_pending(clocks.now(), most=9)] == [first, second]
    clock.move_to(local(2026, 7, 2, 12))
    assert [row.ref for row in list_pending(clocks.now(), most=9)] == [second]
