"""What the editor is told while people type is what a save would answer, and asking writes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.actions.reservations.preview import Draft, preview_change, preview_new
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import AuditEntry, Claim, PriceLine, Reservation
from app.queries.units import find_unit, list_units
from tests import make
from tests.cast import document, new_version

TABLES = (Reservation, Claim, PriceLine, AuditEntry)


def draft(arrives, departs, *, unit="cabin-1", adults=2, **times):
    return Draft(find_unit(unit), make.nights(arrives, departs, **times), Party(adults=adults))


def rows():
    return [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


def codes(refusals):
    return sorted(refusal.code for refusal in refusals)


def refused_by(house, arrives, departs, adults):
    """What a save refuses; nothing when it went through."""
    try:
        make.reserve(house, arrives, departs, adults=adults)
    except Refused as refused:
        return refused.refusals
    return []


@pytest.mark.parametrize(
    ("arrives", "departs", "adults"),
    [
        (10, 13, 2),  # somebody is there
        (20, 21, 2),  # too short
        (20, 20, 2),  # no night
        (14, 16, 9),  # too many people
        (12, 14, 9),  # all at once
        (20, 23, 2),  # nothing
    ],
)
def test_a_preview_refuses_what_a_save_refuses(build, arrives, departs, adults):
    house = build(policy=document(min_nights=2))
    make.reserve(house, 11, 14, client="Nomsa Dlamini")
    before = rows()
    told = preview_new(house.actor(), draft(arrives, departs, adults=adults))
    assert rows() == before
    assert codes(told.verdict.refusals) == codes(refused_by(house, arrives, departs, adults))


def test_a_preview_has_the_price_of_the_save(house):
    ref = make.reserve(house, 10, 13)
    new_version(house, document(pricing={"base_minor": 12_000}))
    told = preview_change(house.actor(), ref, draft(10, 15))
    assert (told.before_minor, told.quote.total_minor) == (30_000, 54_000)
    make.alter(house, ref, period=make.nights(10, 15))
    assert make.find(ref).total_minor == 54_000


def test_the_same_dates_keep_the_price_they_were_sold_at(house):
    ref = make.reserve(house, 10, 13)
    new_version(house, document(pricing={"base_minor": 12_000}))
    assert preview_change(house.actor(), ref, draft(10, 13)).quote.total_minor == 30_000


def test_T4_an_earlier_time_of_leaving_is_a_way_out(build):

    house = build(policy=document(after_min=180, latest_check_out="14:00"))
    make.reserve(house, 13, 15)
    told = preview_new(house.actor(), draft(10, 13, ends_time=dt.time(13)))
    assert codes(told.verdict.refusals) == ["too_close"]
    (way,) = told.ways([], list_units())
    assert (way.alternative.kind, way.alternative.period.ends_time) == ("earlier", dt.time(12))
    make.reserve(house, 10, 13, ends_time=dt.time(12))
