"""Everything at once: workers killed again and again while deadlines are settled and phones are told, and Redis emptied.

Source:  the whole numbers are CHAOS_TRANSITIONS=2000 CHAOS_KILLS=50, a quarter of the transitions told: some minutes.
"""

import datetime as dt
import os
import random
import time

import pytest
from sqlalchemy import create_engine

from app import clock, queues, tenancy
from app.actions import devices
from app.actions.devices import DeviceFields, Subscription
from app.domain.notices import Event
from tests import many
from tests.cast import add_house
from tests.jobs import test_killed
from tests.jobs.test_killed import ask, made, relays, worker  # noqa: F401  fixtures
from tests.push_service import running

TRANSITIONS = int(os.environ.get("CHAOS_TRANSITIONS", "40"))
KILLS = int(os.environ.get("CHAOS_KILLS", "4"))
TOLD = TRANSITIONS // 4
PHONES = 2
STEP = max(1, (TRANSITIONS + PHONES * TOLD) // (2 * KILLS))  # after at least so much a worker is killed
AT_ONCE = max(1, STEP // 2)  # transitions in a transaction
PATIENCE_S = 120 + TRANSITIONS + 10 * KILLS
WORKER = f"""
import runpy, time, app.actions.deadlines as deadlines
deadlines._NEXT = deadlines._NEXT.limit({AT_ONCE})
move = deadlines._move
deadlines._move = lambda work, due: (move(work, due), time.sleep(0.1))[0]  # long enough to be killed in
runpy.run_module('app.jobs.worker', run_name='__main__')
"""
SWEEP = "app.jobs.transitions.sweep"
DONE = "(SELECT count(*) FROM state_changes)"
SENT = "(SELECT count(*) FROM deliveries WHERE outcome = 'told')"
LEFT = (
    "SELECT (SELECT count(*) FROM reservations WHERE due_at IS NOT NULL)"
    " + (SELECT count(*) FROM outbox WHERE done_at IS NULL)"
)
# A quarter of the guests did not come, which is told; the other stays are over.
MAKE_DUE = """
WITH due AS (
  UPDATE reservations SET state = CASE id %% 4 WHEN 0 THEN 'confirmed' ELSE 'checked_in' END,
    due_state = CASE id %% 4 WHEN 0 THEN 'absent' ELSE 'finished' END, due_at = %s - id * interval '1 millisecond'
  RETURNING id, due_at, due_state
)
UPDATE claims SET due_at = due.due_at
FROM due WHERE claims.reservation_id = due.id AND due.due_state <> 'finished'
"""

pytestmark = pytest.mark.servers


@pytest.fixture
def house(own_database, made):  # noqa: F811
    """A house in whose past no deadline was settled."""
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner:
        found = add_house(owner, "shore", units=4)
    engine.dispose()
    first = clock.now().date() - dt.timedelta(days=TRANSITIONS // 4 + 10)
    with tenancy.entered(found.tenant):
        days = [first + dt.timedelta(days=place) for place in range(TRANSITIONS // 4)]
        many.stays(found, [(unit, day, day + dt.timedelta(days=1)) for day in days for unit in found.units])
    return found


@pytest.fixture
def phones(house):
    """Two phones that are told, of a push service of the loopback."""
    with running() as service, tenancy.entered(house.tenant):
        found = [service.subscriber() for _ in range(PHONES)]
        for role, phone in zip(("owner", "viewer"), found, strict=True):
            asked = Subscription(phone.endpoint, phone.p256dh, phone.auth)
            ref = devices.add(house.actor(role), asked, name="Phone", loopback=True)
            devices.change(house.actor(role), ref, DeviceFields("Phone", events=(Event.ABSENT,)))
        yield found


def sweep(number):
    """Ask for a sweep, as the scheduler does once a minute."""
    queues.queue(queues.NOW).enqueue_call(SWEEP, job_id=f"sweep-{number}", unique=True)


def test_every_transition_is_made_once_and_every_notice_is_seen_once_whoever_is_killed(
    own_database,
    house,
    phones,
    ask,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    monkeypatch.setattr(test_killed, "WORKER", WORKER)
    engine = create_engine(own_database.owner_url)
    with engine.begin() as owner:
        assert owner.exec_driver_sql(MAKE_DUE, (clock.now(),)).rowcount == TOLD
    assert ask("SELECT count(*) FROM reservations WHERE due_at IS NOT NULL") == TRANSITIONS
    engine.dispose()
    dice, relay, kills, until = random.Random(20261130), relays(), 0, time.monotonic() + PATIENCE_S
    while ask(LEFT):
        sweep(kills)
        next(relay)
        with worker(own_database, tmp_path) as process:
            before = ask(f"SELECT {DONE} + {SENT}")
            looked = time.monotonic()
            while ask(LEFT) and (kills >= KILLS or ask(f"SELECT {DONE} + {SENT}") < before + STEP):
                assert process.poll() is None, (tmp_path / "worker.log").read_text()[-3000:]
                assert time.monotonic() < until, ask(LEFT)
                time.sleep(0.02)
                if time.monotonic() - looked > 2 and not any(
                    queues.queue(each).count for each in queues.QUEUES
                ):
                    next(relay)
                    looked = time.monotonic()
            time.sleep(dice.random() * 0.1)
        kills += 1
        if kills == KILLS // 2:
            queues.connection().flushdb()
    assert kills > KILLS
    assert (
        ask("SELECT count(DISTINCT reservation_id) FROM state_changes")
        == TRANSITIONS
        == ask(f"SELECT {DONE}")
    )
    settled = "FROM audit_entries WHERE actor = 'policy' AND action IN ('absent', 'finished')"
    assert (
        ask(f"SELECT count(DISTINCT entity_id) {settled}") == TRANSITIONS == ask(f"SELECT count(*) {settled}")
    )
    assert ask("SELECT count(*) FROM claims WHERE due_at IS NOT NULL") == 0
    assert ask("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL") == 0
    assert ask(f"SELECT {SENT}") == PHONES * TOLD
    for phone in phones:
        assert len(phone.shown) == TOLD == len({each["path"] for each in phone.shown})
