"""What is given: a manager says so, the price shows what is given, and nothing is to be paid."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock as clocks
from app.actions.clients import ClientChoice, ClientFields
from app.actions.quotes import request_digest
from app.actions.reservations import states
from app.actions.reservations.group import GroupWish, Item, make_group
from app.actions.reservations.preview import Draft, keep, preview_change, preview_new
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import PriceLine, Reservation
from app.queries.past_requests import list_past_requests
from app.queries.stats import load_total
from app.queries.units import find_unit
from tests import make
from tests.cast import document, local, new_version
from tests.make import july
from tests.stockroom import HOURLY, TOUR, add_unit, at, between, take

FEES = {"fees": [{"name": "Cleaning", "minor": 4_000}], "taxes": [{"name": "VAT", "percent": 10}]}


def lines_of(ref):
    """The lines that count of a reservation's price."""
    asked = select(PriceLine.kind, PriceLine.amount_minor).join(
        Reservation, Reservation.id == PriceLine.reservation_id
    )
    asked = asked.where(Reservation.ref == ref, PriceLine.counts).order_by(PriceLine.position)
    return [tuple(row) for row in db.session.execute(asked)]


def give(house, *args, role="manager", **wish):
    return make.reserve(house, *args, role=role, complimentary=True, **wish)


def said(caught):
    return [(each.code, each.field) for each in caught.value.refusals]


def last_of(action, outcome="done"):
    return make.audit_of(action, outcome)[-1]


@pytest.mark.parametrize("role", ["manager", "owner"])
def test_M13_a_manager_gives_and_the_stored_lines_are_nothing_together(build, role):
    house = build(document(pricing=FEES))
    ref = give(house, 10, 12, role=role)
    assert lines_of(ref) == [
        ("night", 10_000), ("night", 10_000), ("fee", 4_000), ("complimentary", -24_000),
    ]  # fmt: skip
    assert make.find(ref).total_minor == sum(amount for _kind, amount in lines_of(ref)) == 0
    entry = last_of("made")
    assert (entry.after["complimentary"], entry.after["total_minor"]) == (True, 0)


@pytest.mark.parametrize(
    ("unit", "policy", "period", "expected"),
    [
        ("tour", TOUR, at(10, "10:00"), [("night", 8_000), ("complimentary", -8_000)]),
        ("drill", HOURLY, between(10, "10:00", 10, "12:00"), [("night", 2_000), ("complimentary", -2_000)]),
    ],
)
def test_every_kind_can_be_given(house, unit, policy, period, expected):
    stock = {"stock": "seats", "quantity": 9} if unit == "tour" else {}
    add_unit(house, unit, policy=policy, **stock)
    ref = take(house, unit, period, people=2, role="manager", complimentary=True)
    assert (lines_of(ref), make.find(ref).total_minor) == (expected, 0)


def test_staff_are_told_that_they_may_not_give_and_nothing_is_made(house):
    with pytest.raises(Refused) as caught:
        give(house, 10, 12, role="staff")
    assert said(caught) == [("complimentary_not_allowed", "complimentary")]
    assert caught.value.alternatives == []
    assert db.session.query(Reservation).count() == 0
    asked = last_of("made", "refused").request
    assert (asked["codes"], asked["complimentary"]) == (["complimentary_not_allowed"], True)


def test_staff_hear_of_that_together_with_all_else(build):
    house = build(document(min_nights=3))
    with pytest.raises(Refused) as caught:
        give(house, 10, 12, role="staff")
    assert [code for code, _field in said(caught)] == ["too_short", "complimentary_not_allowed"]


def test_staff_neither_give_nor_end_a_gift_later_and_may_change_the_rest(house):
    paid, given = make.reserve(house, 10, 12), give(house, 20, 22)
    for ref, wanted in ((paid, True), (given, False)):
        with pytest.raises(Refused) as caught:
            make.alter(house, ref, complimentary=wanted)
        assert said(caught) == [("complimentary_not_allowed", "complimentary")]
    make.alter(house, given, complimentary=True, note="As it stands")
    make.alter(house, given, period=make.nights(20, 23))
    make.alter(house, given, unit="cabin-2")
    assert (make.find(given).total_minor, make.find(paid).total_minor) == (0, 20_000)
    assert lines_of(given)[-1] == ("complimentary", -30_000)


def test_a_paid_one_that_becomes_a_gift_gives_what_was_sold(house):
    ref = make.reserve(house, 10, 12)
    new_version(house, document(pricing={"base_minor": 12_000}))
    make.alter(house, ref, role="manager", complimentary=True, paid_minor=5_000)
    assert lines_of(ref) == [("night", 10_000), ("night", 10_000), ("complimentary", -20_000)]
    entry = last_of("changed")
    assert (entry.before["complimentary"], entry.after["complimentary"]) == (False, True)
    assert (entry.before["total_minor"], entry.after["total_minor"]) == (20_000, 0)


def test_a_gift_that_ends_has_the_price_of_today_and_the_record_says_both(house):
    ref = give(house, 10, 12)
    new_version(house, document(pricing={"base_minor": 12_000}))
    told = preview_change(
        house.actor("manager"),
        ref,
        Draft(find_unit("cabin-1"), make.nights(10, 12), Party(2), complimentary=False),
    )
    assert (told.before_minor, told.quote.total_minor) == (0, 24_000)
    make.alter(house, ref, role="manager", complimentary=False)
    assert lines_of(ref) == [("night", 12_000), ("night", 12_000)]
    entry = last_of("changed")
    assert (entry.before["complimentary"], entry.after["complimentary"]) == (True, False)
    assert (entry.before["total_minor"], entry.after["total_minor"]) == (0, 24_000)


def test_saying_again_what_stands_prices_nothing_anew(house):
    paid, given = make.reserve(house, 10, 12), give(house, 20, 22)
    before = lines_of(paid), lines_of(given)
    new_version(house, document(pricing={"base_minor": 12_000}))
    make.alter(house, paid, role="manager", complimentary=False, note="Late")
    make.alter(house, given, role="manager", complimentary=True, note="Late")
    assert (lines_of(paid), lines_of(given)) == before
    assert "complimentary" not in last_of("changed").after


def test_a_quote_of_another_setting_is_another_quote(house, clock):
    clock.move_to(local(2026, 7, 1, 10))
    asked = {"unit": find_unit("cabin-1"), "period": make.nights(10, 12), "party": Party(2)}
    paid, given = (
        keep(preview_new(house.actor("manager"), Draft(**asked, complimentary=wanted)))
        for wanted in (False, True)
    )
    assert (paid.offer.quote.total_minor, given.offer.quote.total_minor) == (20_000, 0)
    assert paid.offer.ref != given.offer.ref
    assert request_digest(paid.ask) != request_digest(given.ask)
    ref = make.reserve(house, 10, 12, role="staff", quote_ref=given.offer.ref)
    assert make.find(ref).total_minor == 20_000


def test_a_preview_for_staff_refuses_what_a_save_refuses_and_holds_nothing(house):
    draft = Draft(find_unit("cabin-1"), make.nights(10, 12), Party(2), complimentary=True)
    told = keep(preview_new(house.actor("staff"), draft))
    assert [each.code for each in told.verdict.refusals] == ["complimentary_not_allowed"]
    assert told.offer.held_until is None
    ref = make.reserve(house, 10, 12)
    told = preview_change(house.actor("staff"), ref, draft)
    assert [each.code for each in told.verdict.refusals] == ["complimentary_not_allowed"]


def test_L4_one_key_with_another_setting_is_another_body(house):
    ref = give(house, 10, 12, key="k")
    assert give(house, 10, 12, key="k") == ref
    with pytest.raises(Refused) as caught:
        make.reserve(house, 10, 12, role="manager", key="k")
    assert said(caught)[0][0] == "key_reused"


def test_a_replay_asks_for_it_as_it_was_asked(house):
    give(house, 10, 12)
    make.reserve(house, 20, 22)
    found = list_past_requests(
        [find_unit("cabin-1").facts], since=clocks.now() - dt.timedelta(days=1), most=9
    )
    assert sorted(past.complimentary for past in found.requests) == [False, True]


def test_a_group_gives_some_of_its_rows(house):
    ada = ClientChoice(fields=ClientFields(name="Ada"))
    items = [
        Item("cabin-1", make.nights(10, 12), Party(2), complimentary=True),
        Item("cabin-2", make.nights(10, 12), Party(2)),
    ]
    with pytest.raises(Refused) as caught:
        make_group(house.actor("staff"), GroupWish(ada, items))
    assert said(caught) == [("complimentary_not_allowed", "items-1-complimentary")]
    make_group(house.actor("manager"), GroupWish(ada, items))
    totals = db.session.execute(select(Reservation.total_minor).order_by(Reservation.id)).scalars()
    assert list(totals) == [0, 20_000]


def test_M13_it_is_reserved_and_not_sold_and_its_unit_is_taken(house):
    make.reserve(house, 20, 22)
    give(house, 10, 13)
    found = load_total(july(1), july(32), clocks.now())["nightly"]
    assert (found.sold, found.complimentary, found.reserved, found.taken) == (2, 3, 5, 5)
    assert (found.adr_minor(), found.revenue_minor) == (10_000, 20_000)


def test_cancelling_a_gift_costs_nothing(build, clock):
    house = build(document(cancellation=[{"days_before": 0, "first_unit": True}]))
    ref = give(house, 10, 13)
    clock.move_to(local(2026, 7, 9))
    states.cancel(house.actor(), ref)
    assert make.find(ref).fee_minor == 0
