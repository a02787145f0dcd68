"""Leases on times of units, on a real server of Redis' protocol: one holder each, fenced, renewed, ended by themselves."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
import threading

import pytest
from redis import Redis

from app.domain.span import Span
from app.live import events, locks, presence
from app.live.locks import Held, Holder, Lock, Lost, Place
from app.live.store import Store

ANA, BRUNO = Holder(1, "Ana Robles", "AR"), Holder(2, "Bruno Díaz", "BD")
_tenants = itertools.count(900_000)


@pytest.fixture
def tenant():
    """A tenant whose keys nobody has touched."""
    return next(_tenants)


@pytest.fixture(autouse=True)
def _in_context(app):
    with app.app_context():
        yield


def at(day, hour=15):
    return dt.datetime(2026, 7, day, hour, tzinfo=dt.UTC)


def place(first=10, last=13, *, units=("cabin-3",), reservation=""):
    return Place(
        reservation,
        units,
        units,
        Span(at(first), at(last, 11)),
        dt.date(2026, 7, first),
        dt.date(2026, 7, last),
    )


def held(tenant, who=ANA, where=None, key=None) -> Held:
    return locks.take(tenant, *(key or locks.new_id()), who, where or place())


def test_a_lock_is_held_by_one_and_its_answer_names_the_holder(tenant):
    mine = held(tenant)
    theirs = held(tenant, BRUNO, place(12, 14))
    assert (mine.is_mine, mine.is_new) == (True, True)
    assert not theirs.is_mine
    assert (theirs.lock.id, theirs.lock.holder) == (mine.lock.id, ANA)
    assert [lock.holder for lock in locks.standing(tenant)] == [ANA]


def test_two_members_work_on_different_times_of_a_unit(tenant):
    assert held(tenant).is_mine
    assert held(tenant, BRUNO, place(13, 15)).is_mine
    assert held(tenant, BRUNO, place(10, 13, units=("cabin-4",))).is_mine


def test_a_reservation_is_changed_by_one_wherever_it_is_moved_to(tenant):
    assert held(tenant, ANA, place(1, 2, reservation="K3F9")).is_mine
    assert not held(tenant, BRUNO, place(20, 22, units=("cabin-9",), reservation="K3F9")).is_mine


def test_ones_own_second_tab_is_not_locked_out(tenant):
    first, second = held(tenant), held(tenant)
    assert first.is_mine
    assert second.is_mine
    assert first.lock.id != second.lock.id


def test_a_lock_goes_along_to_other_dates_and_keeps_its_age_and_fence(tenant):
    key = locks.new_id()
    before = held(tenant, key=key).lock
    moved = held(tenant, where=place(20, 22), key=key)
    assert (moved.is_mine, moved.is_new) == (True, False)
    assert (moved.lock.since, moved.lock.fence) == (before.since, before.fence)
    assert held(tenant, BRUNO).is_mine
    assert not held(tenant, BRUNO, place(20, 22)).is_mine


def test_a_lock_that_meets_another_stays_where_it_was(tenant):
    key = locks.new_id()
    held(tenant, key=key)
    held(tenant, BRUNO, place(20, 22))
    assert held(tenant, where=place(21, 23), key=key).lock.holder == BRUNO
    assert {lock.place.starts_on.day for lock in locks.standing(tenant)} == {10, 20}


def test_the_fence_grows_with_every_lock(tenant):
    fences = [held(tenant, where=place(day, day + 1)).lock.fence for day in (1, 2, 3)]
    assert fences == sorted(set(fences))


def test_L2_a_lock_ends_by_itself_and_its_late_holder_learns_it(tenant, monkeypatch):
    monkeypatch.setattr(locks, "LEASE", dt.timedelta(milliseconds=30))
    mine = held(tenant).lock
    threading.Event().wait(0.05)
    assert locks.standing(tenant) == []
    assert held(tenant, BRUNO).is_mine
    assert locks.renew(tenant, mine.id, mine.secret, is_active=True) == Lost(None)
    assert locks.free(tenant, mine.id, mine.secret) is None


def test_a_renewed_lease_lasts_longer_and_says_who_was_idle(tenant):
    mine = held(tenant).lock
    idle = locks.renew(tenant, mine.id, mine.secret, is_active=False)
    busy = locks.renew(tenant, mine.id, mine.secret, is_active=True)
    assert isinstance(idle, Lock)
    assert isinstance(busy, Lock)
    assert idle.lease_ends_at >= mine.lease_ends_at
    assert idle.seen_at == mine.seen_at <= busy.seen_at


def test_a_forged_secret_neither_renews_nor_frees_nor_moves_a_lock(tenant):
    mine = held(tenant).lock
    forged = secrets.token_urlsafe(18)
    assert locks.renew(tenant, mine.id, forged, is_active=True) == Lost(None)
    assert locks.free(tenant, mine.id, forged) is None
    assert not held(tenant, BRUNO, place(25, 26), key=(mine.id, forged)).is_mine
    assert not held(tenant, BRUNO, place(25, 26), key=(mine.id, mine.secret)).is_mine
    assert [lock.place for lock in locks.standing(tenant)] == [mine.place]


def test_another_tenants_lock_is_out_of_reach(tenant):
    mine = held(tenant).lock
    other = next(_tenants)
    assert locks.free(other, mine.id, mine.secret) is None
    assert locks.ask(other, mine.id, BRUNO) is None
    assert locks.take_over(other, mine.id, BRUNO, at_once=True) is None
    assert locks.standing(tenant)


def test_a_lock_at_work_is_taken_over_by_managers_only_and_the_other_learns_by_whom(tenant):
    mine = held(tenant).lock
    wait = locks.take_over(tenant, mine.id, BRUNO, at_once=False)
    assert isinstance(wait, dt.timedelta)
    assert dt.timedelta(seconds=110) < wait <= locks.IDLE
    taken = locks.take_over(tenant, mine.id, BRUNO, at_once=True)
    assert isinstance(taken, Lock)
    assert locks.renew(tenant, mine.id, mine.secret, is_active=True) == Lost(BRUNO)
    assert held(tenant, BRUNO).is_mine


def test_a_lock_that_was_given_back_is_not_taken_by_who_asked_before(tenant):
    key = locks.new_id()
    assert locks.free(tenant, *key) is None
    assert held(tenant, key=key) == Lost(None, is_given_back=True)
    assert locks.renew(tenant, *key, is_active=True) == Lost(None, is_given_back=True)
    again = held(tenant).lock
    locks.free(tenant, again.id, again.secret)
    assert held(tenant, key=(again.id, again.secret)) == Lost(None, is_given_back=True)
    assert locks.standing(tenant) == []


def test_a_lock_that_ended_unseen_is_not_taken_any_more_once_its_holder_has_saved(tenant, monkeypatch):
    key = locks.new_id()
    with monkeypatch.context() as short:
        short.setattr(locks, "LEASE", dt.timedelta(milliseconds=30))
        held(tenant, key=key)
        threading.Event().wait(0.05)
    assert locks.free(tenant, *key) is None
    assert held(tenant, key=key) == Lost(None, is_given_back=True)
    assert locks.standing(tenant) == []


def test_nobody_gives_anothers_lock_back(tenant):
    mine = held(tenant).lock
    assert locks.free(tenant, mine.id, "forged") is None
    assert locks.renew(tenant, mine.id, mine.secret, is_active=True).id == mine.id


def test_who_lost_a_lock_hears_by_whom_when_they_move_it(tenant):
    mine = held(tenant).lock
    locks.take_over(tenant, mine.id, BRUNO, at_once=True)
    assert held(tenant, ANA, place(20, 22), key=(mine.id, mine.secret)) == Lost(BRUNO)


def test_an_idle_lock_is_taken_over_by_anybody(tenant, monkeypatch):
    mine = held(tenant).lock
    monkeypatch.setattr(locks, "IDLE", dt.timedelta(milliseconds=10))
    threading.Event().wait(0.03)
    assert isinstance(locks.take_over(tenant, mine.id, BRUNO, at_once=False), Lock)


def test_asking_to_finish_is_told_once_by_each_person(tenant):
    mine = held(tenant).lock
    for _ in range(2):
        asked = locks.ask(tenant, mine.id, BRUNO)
        assert asked is not None
        assert asked.asked == (BRUNO,)


def test_64_who_want_the_same_nights_at_once_make_one_holder(tenant, app):
    found: list[Held] = []

    def want(person):
        with app.app_context():
            found.append(locks.take(tenant, *locks.new_id(), Holder(person, f"P{person}", "P"), place()))

    threads = [threading.Thread(target=want, args=(person,)) for person in range(100, 164)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.is_mine for answer in found) == 1
    assert len({answer.lock.id for answer in found}) == 1


def test_events_are_numbered_without_a_gap_and_come_again_to_who_was_away(tenant):
    start = events.hello(tenant, "", None)
    for number in range(5):
        events.publish(
            tenant, [("reservation", f"R{number}"), ("client", "C"), ("reservation", f"R{number}")]
        )
    whole = events.hello(tenant, "", None)
    assert (start.is_whole, whole.seq) == (False, 5)
    again = events.hello(tenant, whole.epoch, 3)
    assert again.is_whole
    assert [f'"seq":{number},' in frame for number, frame in zip((4, 5), again.missed, strict=True)] == [
        True,
        True,
    ]
    assert '[["reservation", ["R4"]], ["client", ["C"]]]' in again.missed[1]


def test_who_missed_more_than_is_kept_or_knows_another_epoch_is_told_to_ask_anew(tenant):
    for number in range(700):
        events.publish(tenant, [("unit", str(number))])
    now = events.hello(tenant, "", None)
    assert events.hello(tenant, now.epoch, 699).is_whole
    assert not events.hello(tenant, now.epoch, 1).is_whole
    assert not events.hello(tenant, now.epoch, 9_999).is_whole
    assert not events.hello(tenant, "another", 699).is_whole


def test_a_lock_is_told_by_the_names_of_its_units_and_nothing_personal(tenant):
    held(tenant, ANA, place(reservation="K3F9"))
    frame = events.hello(tenant, events.hello(tenant, "", None).epoch, 0).missed[0]
    assert "cabin-3" in frame
    assert "K3F9" in frame
    assert "Ana" not in frame
    assert "Robles" not in frame


def test_presence_counts_a_member_once_with_the_page_they_turned_to_last(tenant):
    presence.say(tenant, "tab-1", ANA, "timeline")
    threading.Event().wait(0.01)
    presence.say(tenant, "tab-2", ANA, "reservation K3F9")
    presence.say(tenant, "tab-3", BRUNO, "today")
    assert [(one.holder.name, one.on) for one in presence.people(tenant)] == [
        ("Ana Robles", "reservation K3F9"),
        ("Bruno Díaz", "today"),
    ]
    presence.leave(tenant, "tab-3")
    assert [one.holder for one in presence.people(tenant)] == [ANA]


def test_presence_is_told_when_somebody_comes_turns_or_goes_not_each_time_they_say_it(tenant):
    for _ in range(3):
        presence.say(tenant, "tab-1", ANA, "timeline")
    presence.say(tenant, "tab-1", ANA, "today")
    presence.leave(tenant, "tab-1")
    assert events.hello(tenant, "", None).seq == 3


def test_with_redis_away_nobody_holds_anything_and_nobody_waits_twice(app, tenant, monkeypatch):
    gone = Store("redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.extensions, "live_store", gone)
    assert locks.standing(tenant) == []
    assert presence.people(tenant) == []
    events.publish(tenant, [("unit", "a")])
    asked = []
    monkeypatch.setattr(Redis, "execute_command", lambda *_args, **_options: asked.append(1))
    assert locks.standing(tenant) == []
    assert asked == []
