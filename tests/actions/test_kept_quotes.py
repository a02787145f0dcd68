"""The rows of quotes: one for what is shown, none for what could not be saved, none for ever."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app import tenancy
from app.actions import quotes
from app.extensions import db
from app.models import AuditEntry, StoredQuote
from tests import make
from tests.actions.test_quotes import DEAR, at, count, shown
from tests.cast import add_house, document, local, new_version


def test_what_is_shown_again_and_again_is_one_row(house):
    first = shown(house)
    for _ in range(20):
        assert shown(house).ref == first.ref
        assert shown(house, quote_ref=first.ref).ref == first.ref
    assert count() == 1
    assert shown(house, adults=3).ref != first.ref
    assert count() == 2


def test_a_quote_of_an_older_price_is_not_used_again(house):
    first = shown(house)
    new_version(house, DEAR)
    second = shown(house)
    assert (second.quote.total_minor, count()) == (36_000, 2)
    assert second.ref != first.ref
    assert shown(house, quote_ref=first.ref).quote.total_minor == 30_000


def test_an_expired_quote_of_the_same_price_is_held_anew(house, clock):
    at(clock, 10, 0)
    first = shown(house)
    at(clock, 10, 15)
    second = shown(house, quote_ref=first.ref)
    assert (second.held_until, second.before_minor) == (local(2026, 7, 1, 10, 30), None)
    assert second.ref != first.ref


def test_what_can_not_be_saved_is_held_for_nobody(build):
    house = build(policy=document(min_nights=2))
    make.reserve(house, 20, 22)
    assert (shown(house, 10, 11).ref, shown(house, 10, 10), shown(house, 20, 22).ref) == ("", None, "")
    assert count() == 0
    assert shown(house, 10, 11, role="manager").ref
    assert count() == 1


def test_holding_is_recorded_nowhere_and_reserves_nothing(house):
    before = db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()
    shown(house)
    assert db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one() == before
    make.reserve(house, 10, 13)


def test_old_quotes_are_swept_in_batches_in_every_tenant(owner, house, clock, monkeypatch):
    monkeypatch.setattr(quotes, "BATCH", 2)
    other = add_house(owner, "sweeper")
    with tenancy.entered(other.tenant):
        shown(other)
    with tenancy.entered(house.tenant):
        for day in range(1, 6):
            shown(house, day, day + 1)
    clock.shift(quotes.HOLDS + quotes.KEPT - dt.timedelta(seconds=1))
    with tenancy.entered(house.tenant):
        kept = shown(house, 20, 23)
    assert quotes.sweep(local(2026, 7, 8, 12, 14, 59)) == 0
    assert quotes.sweep(local(2026, 7, 8, 12, 15)) == 6
    with tenancy.entered(house.tenant):
        assert list(db.session.execute(select(StoredQuote.ref)).scalars()) == [kept.ref]
    assert quotes.sweep(local(2026, 7, 8, 12, 15)) == 0
