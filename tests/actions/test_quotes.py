"""A price that was shown is held for a quarter of an hour, for exactly what was asked and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app import tenancy
from app.actions.reservations import states
from app.actions.reservations.preview import Draft, keep, preview_new
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.domain.words import State
from app.extensions import db
from app.models import Policy, PolicyVersion, PriceLine, Reservation, StoredQuote, Unit
from app.queries.units import find_unit
from tests import make
from tests.cast import add_house, document, local, new_version
from tests.counting import queries

DEAR = document(pricing={"base_minor": 12_000})


def at(clock, hour, minute, second=0):
    clock.move_to(local(2026, 7, 1, hour, minute, second))


def shown(
    house, arrives=10, departs=13, *, unit="cabin-1", quote_ref="", is_told=False, role="staff", **asked
):
    """What a member is shown for some nights, its price held where that is worth it."""
    draft = Draft(
        find_unit(unit), make.nights(arrives, departs), Party(adults=asked.pop("adults", 2)), **asked
    )
    return keep(preview_new(house.actor(role), draft, quote_ref=quote_ref), is_told=is_told).offer


def count():
    return db.session.execute(select(func.count()).select_from(StoredQuote)).scalar_one()


def refused(house, *args, **wish):
    with pytest.raises(Refused) as caught:
        make.reserve(house, *args, **wish)
    return caught.value


def lines_of(ref):
    asked = select(PriceLine.amount_minor).join(Reservation, Reservation.id == PriceLine.reservation_id)
    return list(db.session.scalars(asked.where(Reservation.ref == ref).order_by(PriceLine.position)))


@pytest.mark.parametrize(("hour", "minute", "second"), [(10, 14, 0), (10, 14, 59)])
def test_M12_a_quote_holds_its_price_for_fifteen_minutes(house, clock, hour, minute, second):
    at(clock, 10, 0)
    offer = shown(house)
    assert (offer.quote.total_minor, offer.held_until) == (30_000, local(2026, 7, 1, 10, 15))
    at(clock, 10, 5)
    new_version(house, DEAR)
    at(clock, hour, minute, second)
    ref = make.reserve(house, 10, 13, quote_ref=offer.ref)
    row = make.find(ref)
    assert (row.total_minor, lines_of(ref)) == (30_000, [10_000, 10_000, 10_000])
    assert row.policy_version_id == house.version_id


@pytest.mark.parametrize(("minute", "second"), [(15, 0), (16, 0), (59, 0)])
def test_M12_afterwards_the_new_price_is_refused_once_with_the_difference(house, clock, minute, second):
    at(clock, 10, 0)
    offer = shown(house)
    at(clock, 10, 5)
    version_id = new_version(house, DEAR)
    at(clock, 10, minute, second)
    refusal = refused(house, 10, 13, quote_ref=offer.ref)
    assert refusal.status == 409
    assert [(each.code, each.facts) for each in refusal.refusals] == [
        ("price_changed", {"before_minor": 30_000, "now_minor": 36_000})
    ]
    assert refusal.alternatives == []
    assert db.session.execute(select(func.count()).select_from(Reservation)).scalar_one() == 0
    fresh = shown(house, quote_ref=offer.ref, is_told=True)
    assert (fresh.quote.total_minor, fresh.before_minor) == (36_000, 30_000)
    ref = make.reserve(house, 10, 13, quote_ref=fresh.ref)
    assert (make.find(ref).total_minor, make.find(ref).policy_version_id) == (36_000, version_id)


def test_a_price_that_fell_is_told_too(house, clock):
    at(clock, 10, 0)
    offer = shown(house)
    new_version(house, document(pricing={"base_minor": 9_000}))
    at(clock, 10, 16)
    (refusal,) = refused(house, 10, 13, quote_ref=offer.ref).refusals
    assert refusal.facts == {"before_minor": 30_000, "now_minor": 27_000}


def test_an_expired_quote_of_the_same_price_is_just_saved_under_todays_version(house, clock):
    at(clock, 10, 0)
    offer = shown(house)
    version_id = new_version(house, document(min_nights=2))
    at(clock, 10, 16)
    ref = make.reserve(house, 10, 13, quote_ref=offer.ref)
    assert (make.find(ref).total_minor, make.find(ref).policy_version_id) == (30_000, version_id)


def test_until_they_are_told_nobody_is_given_a_quote_of_another_price(house, clock):
    at(clock, 10, 0)
    offer = shown(house)
    new_version(house, DEAR)
    at(clock, 10, 16)
    looked = shown(house, quote_ref=offer.ref)
    assert (looked.ref, looked.held_until, looked.before_minor) == (offer.ref, None, 30_000)
    assert looked.quote.total_minor == 36_000
    assert count() == 1
    assert refused(house, 10, 13, quote_ref=looked.ref).refusals[0].code == "price_changed"


def test_without_a_quote_todays_price_is_taken(house, clock):
    at(clock, 10, 0)
    shown(house)
    new_version(house, DEAR)
    assert make.find(make.reserve(house, 10, 13)).total_minor == 36_000


@pytest.mark.parametrize(
    "ref", ["AAAA-AAAA", "x", "\x00", "A" * 5_000, "' OR true --", "aaaa-aaaa", "AAAA-AAAA\n"]
)
def test_a_quote_that_is_not_here_says_nothing(house, ref):
    assert make.find(make.reserve(house, 10, 13, quote_ref=ref)).total_minor == 30_000
    assert shown(house, 20, 23, quote_ref=ref).before_minor is None


@pytest.mark.parametrize(
    "other",
    [
        {"arrives": 11}, {"departs": 14}, {"unit": "cabin-2"}, {"adults": 3}, {"promo_code": "SUMMER"},
    ],
)  # fmt: skip
def test_a_quote_counts_for_exactly_what_was_asked(build, other):
    promo = {"promo_codes": [{"code": "SUMMER", "percent": 10}]}
    house = build(policy=document(pricing={"base_minor": 10_000, **promo}))
    offer = shown(house)
    new_version(house, document(pricing={"base_minor": 20_000, **promo}))
    wish = {"arrives": 10, "departs": 13, **other}
    ref = make.reserve(house, wish.pop("arrives"), wish.pop("departs"), quote_ref=offer.ref, **wish)
    nights = (make.find(ref).departs_on - make.find(ref).arrives_on).days
    assert make.find(ref).total_minor == nights * (18_000 if "promo_code" in other else 20_000)


def test_a_promotional_code_is_the_same_however_it_is_written(build):
    promo = {"promo_codes": [{"code": "SUMMER", "percent": 10}]}
    house = build(policy=document(pricing={"base_minor": 10_000, **promo}))
    offer = shown(house, promo_code="SUMMER")
    new_version(house, document(pricing={"base_minor": 20_000, **promo}))
    assert (
        make.find(make.reserve(house, 10, 13, promo_code=" summer", quote_ref=offer.ref)).total_minor
        == 27_000
    )


def test_another_tenants_quote_is_not_here(owner, house, clock):
    other = add_house(owner, "quoter", policy=document(pricing={"base_minor": 1}))
    with tenancy.entered(other.tenant):
        offer = shown(other)
        assert (offer.quote.total_minor, count()) == (3, 1)
    with tenancy.entered(house.tenant):
        assert count() == 0
        assert db.session.execute(select(StoredQuote).where(StoredQuote.ref == offer.ref)).first() is None
        assert make.find(make.reserve(house, 10, 13, quote_ref=offer.ref)).total_minor == 30_000


def test_restrictions_are_todays_although_the_price_is_held(house):
    offer = shown(house)
    new_version(house, document(min_nights=4, pricing={"base_minor": 12_000}))
    (refusal,) = refused(house, 10, 13, quote_ref=offer.ref).refusals
    assert refusal.code == "too_short"
    told = preview_new(
        house.actor(), Draft(find_unit("cabin-1"), make.nights(10, 13), Party(2)), quote_ref=offer.ref
    )
    assert [each.code for each in told.verdict.refusals] == ["too_short"]
    assert told.quote.total_minor == 30_000


def test_a_held_price_takes_nothing_from_who_was_faster(house):
    offer = shown(house)
    make.reserve(house, 11, 12)
    assert refused(house, 10, 13, quote_ref=offer.ref).refusals[0].code == "taken"


def test_a_reservation_keeps_the_terms_that_were_shown_with_its_price(build):
    """C2: it ends and is cancelled by the version of its quote."""
    house = build(
        policy=document(check_out_time="12:00", cancellation=[{"days_before": 0, "charge_percent": 10}])
    )
    offer = shown(house)
    strict = [{"days_before": 0, "charge_percent": 100}]
    new_version(house, document(check_out_time="09:00", cancellation=strict, pricing={"base_minor": 12_000}))
    ref = make.reserve(house, 10, 13, quote_ref=offer.ref)
    row = make.find(ref)
    assert (row.policy_version_id, row.ends_at) == (house.version_id, local(2026, 7, 13, 12))
    states.cancel(house.actor(), ref)
    assert make.find(ref).fee_minor == 3_000


def test_what_is_made_under_older_times_needs_room_for_those(build):
    """Today's check-out leaves room before an early arrival, the version of the quote does not."""
    house = build(policy=document(after_min=180))
    offer = shown(house)
    new_version(house, document(after_min=0, pricing={"base_minor": 12_000}, check_in_time="12:00"))
    make.reserve(house, 13, 15)
    told = preview_new(
        house.actor(), Draft(find_unit("cabin-1"), make.nights(10, 13), Party(2)), quote_ref=offer.ref
    )
    assert [each.code for each in told.verdict.refusals] == ["too_close"]
    assert refused(house, 10, 13, quote_ref=offer.ref).refusals[0].code == "too_close"
    assert make.find(make.reserve(house, 10, 13)).total_minor == 36_000


def test_all_that_stands_against_it_is_said_at_once(house, clock):
    at(clock, 10, 0)
    offer = shown(house)
    new_version(house, document(min_nights=4, pricing={"base_minor": 12_000}))
    at(clock, 10, 16)
    codes = [each.code for each in refused(house, 10, 13, quote_ref=offer.ref, role="manager").refusals]
    assert codes == ["too_short", "reason_would_do", "price_changed"]
    fresh = shown(house, quote_ref=offer.ref, is_told=True, role="manager")
    ref = make.reserve(house, 10, 13, quote_ref=fresh.ref, role="manager", override_reason="A wedding")
    assert make.find(ref).total_minor == 36_000


def test_a_unit_that_follows_another_policy_by_now_has_that_ones_price(house):
    offer = shown(house)
    policy = Policy(tenant_id=house.tenant.id, ref="other", name="Other")
    db.session.add(policy)
    db.session.flush()
    db.session.add(
        PolicyVersion(
            tenant_id=house.tenant.id, policy_id=policy.id, number=1, kind="nightly", document=DEAR, note=""
        )
    )
    db.session.get(Unit, (house.tenant.id, house.units["cabin-1"])).policy_id = policy.id
    db.session.commit()
    assert refused(house, 10, 13, quote_ref=offer.ref).refusals[0].code == "price_changed"


def test_the_same_form_with_another_quote_is_the_same_request(house, clock):
    at(clock, 10, 0)
    first = shown(house)
    ref = make.reserve(house, 10, 13, key="k-1", quote_ref=first.ref)
    assert make.reserve(house, 10, 13, key="k-1", quote_ref=first.ref) == ref
    new_version(house, DEAR)
    at(clock, 10, 16)
    assert make.reserve(house, 10, 13, key="k-1", quote_ref=first.ref) == ref
    assert make.reserve(house, 10, 13, key="k-1") == ref


def test_L4_a_changed_price_does_not_use_up_the_key(house, clock):
    at(clock, 10, 0)
    first = shown(house)
    new_version(house, DEAR)
    at(clock, 10, 16)
    refused(house, 10, 13, key="k-1", quote_ref=first.ref)
    fresh = shown(house, quote_ref=first.ref, is_told=True)
    ref = make.reserve(house, 10, 13, key="k-1", quote_ref=fresh.ref)
    assert make.find(ref).total_minor == 36_000


def test_a_refused_price_is_recorded(house, clock):
    at(clock, 10, 0)
    offer = shown(house)
    new_version(house, DEAR)
    at(clock, 10, 16)
    refused(house, 10, 13, quote_ref=offer.ref)
    (entry,) = make.audit_of("made", "refused")
    assert entry.request["codes"] == ["price_changed"]


def test_a_quote_makes_making_one_statement_dearer(house):
    make.reserve(house, 1, 2)
    with queries() as plain:
        make.reserve(house, 2, 5)
    offer = shown(house, 10, 13)
    with queries() as quoted:
        make.reserve(house, 10, 13, quote_ref=offer.ref)
    later = shown(house, 20, 23)
    new_version(house, DEAR)
    make.reserve(house, 6, 7)
    with queries() as held:
        make.reserve(house, 20, 23, quote_ref=later.ref)
    assert (len(quoted), len(held)) == (len(plain) + 1, len(plain) + 1)


def test_a_request_waits_under_the_version_of_its_quote(build):
    house = build(policy=document(pending_expires_hours=24))
    offer = shown(house)
    new_version(house, document(pending_expires_hours=48, pricing={"base_minor": 12_000}))
    row = make.find(make.reserve(house, 10, 13, state=State.PENDING, quote_ref=offer.ref))
    assert row.due_at == local(2026, 7, 1) + dt.timedelta(hours=24)
