"""A price that is too large to be kept is refused wherever one would be stored, and told where one is shown."""

from __future__ import annotations

import pytest

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.group import GroupWish, Item, make_group
from app.actions.reservations.preview import Draft, keep, preview_change, preview_new
from app.actions.reservations.seating import alternatives
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Reservation, StoredQuote
from app.queries.units import find_unit, list_units
from tests import make
from tests.cast import document
from tests.stockroom import add_unit, take

DEAR = document(pricing={"base_minor": 10**12})
TOO_MANY = 400


@pytest.fixture
def pool(build):
    """A house with a pool of beds at the dearest price that a policy may have."""
    house = build()
    add_unit(house, "beds", "pool", quantity=1_000, policy=DEAR)
    return house


def told(refusals):
    return [(each.code, each.field) for each in refusals]


def refused(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


def draft(quantity, departs=13):
    return Draft(find_unit("beds"), make.nights(10, departs), Party(2), quantity=quantity)


def test_a_price_that_is_too_large_is_refused_when_it_would_be_made(pool):
    ref = take(pool, "beds", make.nights(10, 13), people=2, quantity=333)
    assert make.find(ref).total_minor == 999 * 10**12
    refusal = refused(lambda: take(pool, "beds", make.nights(20, 23), people=2, quantity=334))
    assert (refusal.status, told(refusal.refusals)) == (422, [("price_too_large", "quantity")])
    assert refusal.alternatives == []
    assert db.session.query(Reservation).filter(Reservation.quantity == 334).count() == 0


def test_nobody_passes_over_it_with_a_reason(pool):
    refusal = refused(
        lambda: take(
            pool,
            "beds",
            make.nights(10, 13),
            people=2,
            quantity=TOO_MANY,
            role="owner",
            override_reason="I may",
        )
    )
    assert told(refusal.refusals) == [("price_too_large", "quantity")]


def test_a_group_with_a_price_that_is_too_large_makes_nothing(pool):
    beds = Item("beds", make.nights(10, 13), Party(2), quantity=TOO_MANY)
    cabin = Item("cabin-1", make.nights(10, 13), Party(2))
    wish = GroupWish(ClientChoice(fields=ClientFields(name="Ada")), [cabin, beds])
    before = db.session.query(Reservation).count()
    refusal = refused(lambda: make_group(pool.actor(), wish))
    assert told(refusal.refusals) == [("price_too_large", "items-2-quantity")]
    assert db.session.query(Reservation).count() == before


def test_a_change_to_a_price_that_is_too_large_is_refused(pool):
    ref = take(pool, "beds", make.nights(10, 13), people=2, quantity=300)
    wanted = {"unit": "beds", "period": make.nights(10, 14)}
    assert told(refused(lambda: make.alter(pool, ref, **wanted)).refusals) == [
        ("price_too_large", "quantity")
    ]
    row = make.find(ref)
    assert (row.departs_on, row.total_minor) == (make.july(13), 900 * 10**12)
    make.alter(pool, ref, unit="beds", period=make.nights(10, 12))
    assert make.find(ref).total_minor == 600 * 10**12


def test_a_preview_says_it_instead_of_the_price_and_holds_nothing(pool):
    looked = keep(preview_new(pool.actor("owner"), draft(TOO_MANY)))
    assert told(looked.verdict.refusals) == [("price_too_large", "quantity")]
    assert (looked.quote, looked.offer, looked.may_be_passed_over) == (None, None, False)
    [way] = looked.ways(alternatives(looked.asked, looked.ask), list_units())
    assert (way.alternative.period, way.total_minor) == (make.nights(10, 12), 800 * 10**12)
    assert db.session.query(StoredQuote).count() == 0
    ref = take(pool, "beds", make.nights(20, 23), people=2, quantity=300)
    changed = preview_change(pool.actor(), ref, draft(300, departs=14))
    assert (told(changed.verdict.refusals), changed.quote) == ([("price_too_large", "quantity")], None)
    assert preview_change(pool.actor(), ref, draft(300)).verdict.refusals == []
