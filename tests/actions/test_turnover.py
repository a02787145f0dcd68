"""Spans, turnover, buffers: section 2 of the semantics, on the real database."""

import datetime as dt

import pytest

from app.actions.reservations import states
from app.actions.reservations.swap import swap
from app.domain.refusal import Refused
from tests import make
from tests.cast import document, local

CLEANED = document(check_in_time="15:00", check_out_time="11:00", after_min=180, latest_check_out="14:00")


def test_T1_same_day_turnover_is_accepted(house):
    make.reserve(house, 10, 13)
    ref = make.reserve(house, 13, 15)
    assert make.find(ref).state == "confirmed"


def test_T2_an_overlap_names_the_night_and_the_rival(house):
    rival = make.reserve(house, 10, 13)
    for unit in ("cabin-2", "cabin-3"):
        make.reserve(house, 1, 31, unit=unit)
    with pytest.raises(Refused) as refused:
        make.reserve(house, 12, 14)
    refusal = refused.value.refusals[0]
    assert refused.value.status == 409
    assert refusal.code == "taken"
    assert refusal.facts["dates"] == ["2026-07-12"]
    assert [(r["ref"], r["starts_on"], r["ends_on"]) for r in refusal.facts["rivals"]] == [
        (rival, "2026-07-10", "2026-07-13")
    ]


def test_T3_an_empty_stay_is_refused_before_the_database(house):
    with pytest.raises(Refused) as refused:
        make.reserve(house, 11, 11)
    assert refused.value.status == 422
    assert [refusal.code for refusal in refused.value.refusals] == ["at_least_one_night"]


def test_T4_a_late_check_out_that_leaves_no_time_to_clean_names_the_latest(build):
    house = build(CLEANED)
    make.reserve(house, 13, 15)
    make.reserve(house, 10, 13)
    make.reserve(house, 20, 22)
    with pytest.raises(Refused) as refused:
        make.reserve(house, 18, 20, ends_time=dt.time(13))
    refusal = refused.value.refusals[0]
    assert refusal.code == "too_close"
    assert refusal.facts["latest_ends_time"] == "12:00"
    make.reserve(house, 18, 20, ends_time=dt.time(12))


def test_T7_two_reservations_swap_units_with_one_entry_that_links_both(house):
    first = make.reserve(house, 10, 13, unit="cabin-1")
    second = make.reserve(house, 11, 14, unit="cabin-2")
    swap(house.actor(), first, second)
    assert make.unit_of(house, make.find(first)) == "cabin-2"
    assert make.unit_of(house, make.find(second)) == "cabin-1"
    (entry,) = make.audit_of("swapped")
    assert entry.entity_ref == first
    assert [link["ref"] for link in entry.linked] == [second]


def test_T8_an_absence_that_was_taken_over_is_not_reinstated(build, clock):
    house = build(document(absent_after={"time": "22:00"}), units=1)
    first = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 22, 30))
    second = make.reserve(house, 10, 13)
    with pytest.raises(Refused) as refused:
        states.reinstate(house.actor(), first, reason="The client called")
    assert refused.value.status == 409
    assert refused.value.refusals[0].facts["rivals"][0]["ref"] == second
    assert make.find(first).state == "absent"


def test_T8_a_cancelled_reservation_is_never_reinstated(house):
    ref = make.reserve(house, 10, 13)
    states.cancel(house.actor(), ref)
    with pytest.raises(Refused) as refused:
        states.reinstate(house.actor(), ref, reason="A mistake")
    assert [refusal.code for refusal in refused.value.refusals] == ["is_final"]


def test_Z7_the_dates_people_chose_are_the_dates_kept(house):
    ref = make.reserve(house, 10, 13)
    row = make.find(ref)
    assert (row.arrives_on, row.departs_on) == (dt.date(2026, 7, 10), dt.date(2026, 7, 13))
    assert row.starts_at == local(2026, 7, 10, 15)
    assert row.ends_at == local(2026, 7, 13, 11)


def test_a_stay_longer_than_a_claim_may_be_is_several_touching_claims(house):
    ref = make.reserve(house, 5, 105)
    spans = make.live_claims(ref)
    assert len(spans) == 2
    assert spans[0][1] == spans[1][0]
    with pytest.raises(Refused):
        make.reserve(house, 80, 82)
