"""The list of reservations and one reservation, read in few queries, never another tenant's."""

from __future__ import annotations

from app import clock as clocks
from app.actions.deadlines import settle_due
from app.domain.words import State
from app.queries.chosen import count_reservations
from app.queries.lines import list_lines
from app.queries.one_reservation import (
    count_stays,
    count_stays_before,
    find_last_change,
    find_reservation,
    list_others_then,
    list_state_changes,
)
from app.queries.requests import list_pending
from app.queries.reservations import find_owners, list_reservations
from app.queries.wanted import Wanted
from tests import make, many
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

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


def test_a_reference_is_found_however_it_is_typed(house):
    ref = make.reserve(house, 4, 6)
    make.reserve(house, 8, 9)
    bare = ref.replace("-", "")
    for typed in (
        ref,
        bare,
        bare.lower(),
        bare[:6].lower(),
        f"{bare[:4]} {bare[4:]}",
        f"{bare[:2]} {bare[2:]}",
        ref[:5],
    ):
        wanted = Wanted(text=typed, key=typed.lower())
        assert [row.ref for row in list_reservations(wanted, clocks.now(), most=50)] == [ref], typed


def test_what_several_meanings_find_is_listed_once(house):
    first = make.reserve(house, 4, 6, unit="cabin-2", client="Cabin 2 Smith")
    second = make.reserve(house, 8, 9, unit="cabin-2")
    make.reserve(house, 8, 9, unit="cabin-3")
    wanted = Wanted(text="cabin 2", key="cabin 2")
    assert [row.ref for row in list_reservations(wanted, clocks.now(), most=50)] == [second, first]
    assert count_reservations(wanted, clocks.now()) == 2


def test_a_stay_of_months_is_found_by_any_of_its_days(house):
    make.reserve(house, 2, 4, unit="cabin-1")
    make.reserve(house, 3, 203, unit="cabin-2")
    for first, expected in ((july(1), 2), (july(4), 2), (july(5), 1), (july(203), 1), (july(204), 0)):
        wanted = Wanted(first=first)
        assert len(list_reservations(wanted, clocks.now(), most=50)) == expected
        assert count_reservations(wanted, clocks.now()) == expected


def test_a_week_is_found_by_its_last_day_where_nothing_is_longer(house):
    ref = make.reserve(house, 2, 9)
    for first, expected in ((july(9), [ref]), (july(10), [])):
        assert [row.ref for row in list_reservations(Wanted(first=first), clocks.now(), most=50)] == expected


def test_a_state_is_listed_in_order_whether_a_worker_wrote_it_or_not(build, clock):
    house = build(policy=document(absent_after={"time": "22:00"}))
    refs = [make.reserve(house, day, day + 1) for day in (10, 11, 12, 13)]
    clock.move_to(local(2026, 7, 10, 22))
    assert settle_due(clocks.now()) == 1
    clock.move_to(local(2026, 7, 12, 22))
    absent, confirmed = Wanted(state=State.ABSENT), Wanted(state=State.CONFIRMED)
    assert [row.ref for row in list_reservations(absent, clocks.now(), most=50)] == refs[2::-1]
    assert [row.ref for row in list_reservations(confirmed, clocks.now(), most=50)] == refs[3:]
    assert (count_reservations(absent, clocks.now()), count_reservations(confirmed, clocks.now())) == (3, 1)
    (one,) = list_reservations(absent, clocks.now(), most=1)
    (two,) = list_reservations(absent, clocks.now(), most=1, after=one.place)
    assert [one.ref, two.ref] == [refs[2], refs[1]]


def test_counting_ends_one_behind_the_bound(house, monkeypatch):
    monkeypatch.setattr("app.queries.chosen.COUNTED", 2)
    many.stays(house, [("cabin-1", july(day), july(day + 1)) for day in range(2, 9)])
    assert count_reservations(ALL, clocks.now()) == 3


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
    assert find_last_change(ref)[0] == f"Staff of {house.tenant.slug}"
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
