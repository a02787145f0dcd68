"""Extending, shortening, moving: section 5 of the semantics, on the real database."""

import pytest
from sqlalchemy import update

from app.actions.reservations import change as changing
from app.actions.reservations import make as making
from app.actions.reservations import states
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Unit
from tests import make
from tests.cast import document, local, new_version


def test_X1_an_extension_into_a_neighbour_names_the_latest_departure(house):
    ref = make.reserve(house, 10, 13)
    make.reserve(house, 14, 16)
    make.reserve(house, 1, 31, unit="cabin-2")
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, period=make.nights(10, 15))
    (refusal,) = refused.value.refusals
    assert refusal.facts["latest_ends_on"] == "2026-07-14"
    ways = [
        (way.kind, way.unit_ref, str(way.period.starts_on), str(way.period.ends_on))
        for way in refused.value.alternatives
    ]
    assert ("continue", "cabin-3", "2026-07-14", "2026-07-15") in ways
    assert ("shorten", "cabin-1", "2026-07-10", "2026-07-14") in ways


def test_X2_nights_already_sold_keep_their_price(house):
    ref = make.reserve(house, 10, 13)
    new_version(house, document(pricing={"base_minor": 12_000}))
    make.alter(house, ref, period=make.nights(10, 15))
    assert make.find(ref).total_minor == 54_000


def test_X3_shortening_below_the_minimum_needs_a_manager_with_a_reason(build):
    house = build(document(min_nights=3))
    ref = make.reserve(house, 10, 13)
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, period=make.nights(10, 12))
    assert [refusal.code for refusal in refused.value.refusals] == ["too_short"]
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, role="manager", period=make.nights(10, 12))
    assert [refusal.code for refusal in refused.value.refusals] == ["too_short", "reason_would_do"]
    make.alter(house, ref, role="manager", period=make.nights(10, 12), override_reason="A sick child")
    (entry,) = make.audit_of("changed")
    assert "digest" in entry.after["reason"]
    assert make.find(ref).total_minor == 20_000


def test_X3_staff_can_not_override_even_with_a_reason(build):
    house = build(document(min_nights=3))
    ref = make.reserve(house, 10, 13)
    with pytest.raises(Refused):
        make.alter(house, ref, period=make.nights(10, 12), override_reason="Please")
    assert str(make.find(ref).departs_on) == "2026-07-13"


def test_X4_in_the_house_what_is_over_can_not_change(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 9))
    for arrives, departs in ((11, 15), (10, 11)):
        with pytest.raises(Refused) as refused:
            make.alter(house, ref, period=make.nights(arrives, departs))
        assert "past_cannot_change" in [refusal.code for refusal in refused.value.refusals]
    make.alter(house, ref, period=make.nights(10, 12))
    other = make.reserve(house, 12, 15)
    assert make.live_claims(ref) == [(local(2026, 7, 10, 15), local(2026, 7, 12, 11))]
    assert make.find(other).state == "confirmed"


def test_leaving_early_frees_what_is_left_and_keeps_what_was_lived(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 9))
    states.check_out(house.actor(), ref)
    assert make.live_claims(ref) == [(local(2026, 7, 10, 15), local(2026, 7, 12, 9))]
    make.reserve(house, 12, 15)


def test_a_move_to_another_unit_frees_the_first(house):
    ref = make.reserve(house, 10, 13)
    make.alter(house, ref, unit="cabin-2")
    make.reserve(house, 10, 13)
    with pytest.raises(Refused):
        make.reserve(house, 10, 13, unit="cabin-2")


def test_more_people_than_the_unit_holds_are_refused(house):
    ref = make.reserve(house, 10, 13)
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, party=Party(adults=5))
    assert refused.value.refusals[0].field in {"adults", "children"}
    assert make.find(ref).adults == 2


def test_a_save_on_an_older_version_is_refused_and_changes_nothing(house):
    ref = make.reserve(house, 10, 13)
    read = make.find(ref).version
    make.alter(house, ref, period=make.nights(10, 14))
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, period=make.nights(10, 12), version=read)
    assert [refusal.code for refusal in refused.value.refusals] == ["stale"]
    assert refused.value.status == 409
    assert str(make.find(ref).departs_on) == "2026-07-14"


def test_ways_out_are_searched_for_when_they_are_read_not_while_units_are_locked(house, monkeypatch):
    searched = []
    for action in (making, changing):
        search = action.alternatives
        monkeypatch.setattr(
            action, "alternatives", lambda *a, search=search, **k: searched.append(1) or search(*a, **k)
        )
    ref = make.reserve(house, 10, 13)
    make.reserve(house, 14, 16)
    for asked in (
        lambda: make.reserve(house, 12, 15),
        lambda: make.alter(house, ref, period=make.nights(10, 15)),
    ):
        with pytest.raises(Refused) as refused:
            asked()
        assert searched == []  # the refusal comes after the rollback, which gives the locks back
        assert refused.value.alternatives
        assert searched == [1]
        searched.clear()


def test_every_alternative_that_is_offered_is_accepted(house):
    make.reserve(house, 10, 13)
    make.reserve(house, 12, 16, unit="cabin-2")
    with pytest.raises(Refused) as refused:
        make.reserve(house, 11, 14)
    assert refused.value.alternatives
    for way in refused.value.alternatives:
        first, last = way.period.starts_on.day, way.period.ends_on.day
        made = make.reserve(house, first, last, unit=way.unit_ref)
        states.cancel(house.actor(), made)


def test_C1_C4_cancelling_keeps_the_fee_of_the_version_it_was_made_under(build, clock):
    strict = document(cancellation=[{"days_before": 0, "charge_percent": 50}])
    house = build(strict)
    ref = make.reserve(house, 10, 14)
    new_version(house, document(cancellation=[{"days_before": 0, "charge_percent": 100}]))
    with pytest.raises(Refused) as refused:
        states.cancel(house.actor(), ref, fee_shown_minor=0)
    assert [refusal.code for refusal in refused.value.refusals] == ["fee_changed"]
    states.cancel(house.actor(), ref, fee_shown_minor=20_000)
    assert make.find(ref).fee_minor == 20_000
    assert make.live_claims(ref) == []


def test_X4_a_stay_in_the_house_does_not_move_after_its_first_night(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    make.alter(house, ref, unit="cabin-2")
    clock.move_to(local(2026, 7, 12, 9))
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, unit="cabin-3")
    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [
        ("past_cannot_change", "unit")
    ]


def test_X4_ways_out_of_a_stay_in_the_house_leave_the_past_alone(house, clock):
    ref = make.reserve(house, 10, 13)
    make.reserve(house, 14, 18)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 9))
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, period=make.nights(10, 16))
    ways = refused.value.alternatives
    assert {way.kind for way in ways} == {"reseat", "shorten", "continue"}
    assert all(way.period.starts_on.day == 10 for way in ways if way.kind == "shorten")


SUMMER = {"code": "SUMMER", "percent": 10, "made": {"last_on": "2026-07-05"}}


def test_what_a_code_gave_is_not_asked_for_again_when_its_days_are_over(build, clock):
    house = build(document(pricing={"base_minor": 10_000, "promo_codes": [SUMMER]}))
    ref = make.reserve(house, 20, 23, promo_code="summer")
    clock.move_to(local(2026, 7, 8))
    make.alter(house, ref, note="Comes late", paid_minor=5_000)
    make.alter(house, ref, party=Party(3))
    make.alter(house, ref, period=make.nights(20, 24))  # the nights sold keep what they had off
    assert make.find(ref).total_minor == 27_000 + 10_000
    make.alter(house, ref, unit="cabin-2")  # which has today's price
    assert make.find(ref).total_minor == 40_000


def test_a_code_that_is_typed_anew_must_count_today(build, clock):
    house = build(document(pricing={"base_minor": 10_000, "promo_codes": [SUMMER]}))
    ref = make.reserve(house, 20, 23)
    clock.move_to(local(2026, 7, 8))
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, promo_code="SUMMER")
    assert [refusal.code for refusal in refused.value.refusals] == ["promo_not_now"]


def test_a_note_is_kept_although_the_unit_holds_fewer_people_by_now(house):
    ref = make.reserve(house, 10, 13, adults=4)
    db.session.execute(update(Unit).where(Unit.ref == "cabin-1").values(capacity=2))
    make.alter(house, ref, note="Brings a dog", party=Party(4))
    assert make.find(ref).note == "Brings a dog"
    with pytest.raises(Refused) as refused:
        make.alter(house, ref, period=make.nights(10, 14))
    assert "over_capacity" in [refusal.code for refusal in refused.value.refusals]
