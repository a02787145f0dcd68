"""Notices: what others did, counted until it was seen, of one's own business alone."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import literal_column, select

from app import clock as clocks
from app.actions import locks
from app.actions.reservations import states
from app.domain.notices import event_of
from app.extensions import db
from app.live.locks import Holder
from app.models.audit import TOLD
from app.queries import frame, notices
from app.sentences import deeds
from tests import make
from tests.actions.test_courtesy import ana_holds
from tests.actions.test_groups import group, item


@pytest.fixture
def busy(house, inside):
    """A house where staff reserved, asked and made a group, and the manager cancelled one."""
    with inside(house):
        kept, gone = make.reserve(house, 10, 13), make.request(house, 15, 17)
        group(house, item("cabin-2"), item("cabin-3"))
        states.cancel(house.actor("manager"), gone)
    return kept, gone


def shown(page):
    return [link.text for link in page.all(".notices a strong")]


def test_an_empty_page_says_what_will_stand_here(house, open_as):
    page = open_as(house).get("admin/notices")
    assert page.headline == "Notices"
    assert "Nothing new." in page.text


def test_others_are_told_and_nobody_of_their_own_deeds(house, open_as, busy):
    owner = open_as(house, "owner").get("admin/notices")
    for words in (
        "A request came in",
        "A reservation was made",
        "A reservation was cancelled",
        "Ada Okonkwo",
        "Cabin 1",
    ):
        assert words in owner.text
    assert owner.text.count("A reservation was made") == 2  # one reservation, one group
    staff = open_as(house, "staff").get("admin/notices")
    assert "A reservation was cancelled" in staff.text
    assert "A reservation was made" not in staff.text


def test_what_was_seen_is_new_no_more(house, open_as, busy, inside, clock):
    browser = open_as(house, "owner")
    page = browser.get("admin/notices")
    assert page.text.count(" new") >= 4
    again = browser.send(page, page.form("notices/seen"))
    assert again.headline == "Notices"
    assert "Mark all as seen" not in again.text
    clock.shift(60)
    with inside(house):
        make.reserve(house, 20, 22)
    assert "Mark all as seen" in browser.get("admin/notices").text


def test_of_what_was_told_only_the_latest_is_looked_at_for_a_count(house, inside, busy, monkeypatch):
    monkeypatch.setattr(frame, "_asked", frame._asked.__wrapped__)
    staff, owner = (house.actor(role).person_id for role in ("staff", "owner"))

    def unseen(person):
        with inside(house):
            return frame.load_frame(person, clocks.now()).unseen_count

    assert (unseen(owner), unseen(staff)) == (4, 1)
    monkeypatch.setattr(notices, "MOST_LOOKED_AT", 2)
    assert (unseen(owner), unseen(staff)) == (2, 1)
    with inside(house):
        make.reserve(house, 20, 22)
        make.reserve(house, 24, 26)
    assert (unseen(owner), unseen(staff)) == (2, 0)


def test_another_business_tells_nothing(build, open_as, inside):
    one, other = build(), build()
    with inside(one):
        make.reserve(one, 10, 13, client="Somebody Else")
    assert "Somebody Else" not in open_as(other, "owner").get("admin/notices").text


def test_only_the_holder_is_told_that_somebody_waits(house, open_as, inside):
    with inside(house):
        lock = ana_holds(house, 10, 13, person="staff")
        asking = Holder(house.people["manager"], "Manager", "M")
        locks.ask(house.actor("manager"), asking, lock.id)
    assert "waits for you" in open_as(house, "staff").get("admin/notices").text
    assert "waits for you" not in open_as(house, "owner").get("admin/notices").text


def test_the_index_knows_the_events_that_are_told(house, inside):
    known = {(entity, action) for entity, action in deeds.done()}
    pairs = set(itertools.product({entity for entity, _ in known}, {action for _, action in known}))
    with inside(house):
        for entity, action in sorted(pairs):
            values = select(
                literal_column(f"'{entity}'").label("entity"),
                literal_column(f"'{action}'").label("action"),
                literal_column("'done'").label("outcome"),
            ).subquery()
            is_told = db.session.execute(select(literal_column(f"({TOLD})")).select_from(values)).scalar_one()
            assert is_told == (event_of(entity, action, after={}) is not None), (entity, action)


def test_who_has_no_device_is_led_to_adding_one(house, open_as):
    links = open_as(house).get("admin/notices").links()
    assert links["get told on this device"].endswith("/admin/settings/devices")
