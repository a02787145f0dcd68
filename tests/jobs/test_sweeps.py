"""Two sweeps at once do each transition once, and what was due first is written down first."""

import datetime as dt
import threading

import pytest
import time_machine
from sqlalchemy import create_engine, text

from app import clock, tenancy
from app.actions import deadlines
from app.extensions import db
from app.factory import create_app
from app.settings import load
from tests import make
from tests.cast import add_house, document, local
from tests.races.rushing import rush

SWEEPS = 4
pytestmark = pytest.mark.servers


@pytest.fixture
def made(own_database):
    app = create_app(load(own_database.environ()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def houses(own_database, made):
    """Two houses with stays of every day of July, of which nobody comes to any."""
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner, time_machine.travel(local(2026, 6, 1), tick=False):
        found = [
            add_house(owner, slug, policy=document(absent_after={"time": "22:00"})) for slug in ("a", "b")
        ]
        for house in found:
            with tenancy.entered(house.tenant):
                for unit in house.units:
                    for day in range(1, 31):
                        make.reserve(house, day, day + 1, unit=unit)
    engine.dispose()
    return found


@pytest.fixture
def sql(own_database):
    engine = create_engine(own_database.superuser_url)

    def ask(question):
        with engine.connect() as connection:
            return connection.execute(text(question)).fetchall()

    yield ask
    engine.dispose()


def test_sweeps_at_once_do_each_transition_once_and_in_order(made, houses, sql, monkeypatch):
    monkeypatch.setattr(deadlines, "_NEXT", deadlines._NEXT.limit(7))

    def sweep(_number):
        with made.app_context():
            return deadlines.settle_due(local(2026, 8, 15))

    with time_machine.travel(local(2026, 8, 15), tick=True):
        counts = rush(SWEEPS, sweep)
    due = len(houses) * 3 * 30
    assert sum(counts) == due
    assert sql("SELECT DISTINCT state FROM reservations") == [("absent",)]
    assert sql(
        "SELECT count(*), count(DISTINCT reservation_id) FROM state_changes WHERE to_state = 'absent'"
    ) == [(due, due)]
    assert sql("SELECT count(*), count(DISTINCT entity_ref) FROM audit_entries WHERE action = 'absent'") == [
        (due, due)
    ]
    named = "FROM audit_mentions m JOIN audit_entries e ON e.id = m.entry_id WHERE e.action = 'absent'"
    assert sql(f"SELECT m.entity, count(*) {named} GROUP BY 1 ORDER BY 1") == [("client", due), ("unit", due)]
    assert sql("SELECT count(*) FROM claims WHERE live OR due_at IS NOT NULL") == [(0,)]
    for house in houses:
        happened = sql(
            f"SELECT happened_at FROM audit_entries WHERE tenant_id = {house.tenant.id} AND action = 'absent' ORDER BY id"
        )
        assert happened == sorted(happened)
        assert len(happened) == due // 2


def test_a_business_in_which_it_fails_does_not_keep_the_others_waiting(made, houses, sql, monkeypatch):
    first = houses[0].tenant.id
    move = deadlines._move

    def fail_in_the_first(work, due):
        if work.tenant.id == first:
            raise RuntimeError("broken")
        return move(work, due)

    monkeypatch.setattr(deadlines, "_move", fail_in_the_first)
    with time_machine.travel(local(2026, 8, 15), tick=True), pytest.raises(RuntimeError, match="broken"):
        deadlines.settle_due(clock.now())
    assert sql("SELECT DISTINCT tenant_id, state FROM reservations ORDER BY 1") == [
        (first, "confirmed"),
        (houses[1].tenant.id, "absent"),
    ]


def test_those_that_are_far_behind_go_on_side_by_side(made, houses, sql, monkeypatch):
    monkeypatch.setattr(deadlines, "BATCH", 7)
    monkeypatch.setattr(deadlines, "_NEXT", deadlines._NEXT.limit(7))
    hands: dict[int, list[str]] = {house.tenant.id: [] for house in houses}
    both, move = threading.Barrier(2, timeout=60), deadlines._move

    def meet(work, due):
        mine = hands[work.tenant.id]
        mine.append(threading.current_thread().name)
        if len(mine) == 2:
            both.wait()  # broken after a minute, if one waits for the other to end
        return move(work, due)

    monkeypatch.setattr(deadlines, "_move", meet)
    with time_machine.travel(local(2026, 8, 15), tick=True):
        assert deadlines.settle_due(clock.now()) == 180
    firsts, nexts = {names[0] for names in hands.values()}, [set(names[1:]) for names in hands.values()]
    assert firsts == {threading.current_thread().name}
    assert not firsts & (nexts[0] | nexts[1])
    assert nexts[0] != nexts[1]
    assert sql("SELECT count(*), count(DISTINCT entity_ref) FROM audit_entries WHERE action = 'absent'") == [
        (180, 180)
    ]


def test_one_that_is_far_behind_and_fails_leaves_the_others_alone(made, houses, sql, monkeypatch):
    monkeypatch.setattr(deadlines, "BATCH", 7)
    monkeypatch.setattr(deadlines, "_NEXT", deadlines._NEXT.limit(7))
    first, move, batches = houses[0].tenant.id, deadlines._move, []

    def fail_in_the_first(work, due):
        if work.tenant.id == first:
            batches.append(len(due))
            if len(batches) == 3:
                raise RuntimeError("broken")
        return move(work, due)

    monkeypatch.setattr(deadlines, "_move", fail_in_the_first)
    with time_machine.travel(local(2026, 8, 15), tick=True), pytest.raises(RuntimeError, match="broken"):
        deadlines.settle_due(clock.now())
    absent = "SELECT tenant_id, count(*) FROM reservations WHERE state = 'absent' GROUP BY 1 ORDER BY 1"
    assert sql(absent) == [(first, 14), (houses[1].tenant.id, 90)]


def test_one_event_tells_of_a_batch(made, houses, monkeypatch):
    told = []
    monkeypatch.setattr(
        "app.actions.transaction.events.publish", lambda _tenant, changes: told.append(len(changes))
    )
    with time_machine.travel(local(2026, 8, 15) + dt.timedelta(0), tick=True):
        deadlines.settle_due(clock.now())
    assert [count for count in told if count] == [90, 90]
