"""Workers that are killed at the worst moment: a push service has taken a message, and nobody wrote that down yet."""

import os
import time

import pytest
from sqlalchemy import create_engine

from app import queues, tenancy
from app.actions import devices
from app.actions.devices import Subscription
from app.actions.transaction import Attempt, run
from tests.cast import add_house
from tests.jobs.test_killed import _kill, ask, made, relays, worker  # noqa: F401  fixtures
from tests.push_service import running

NOTICES = int(os.environ.get("KILLED_NOTICES", "3"))
KILLED_AT = range(2, 2 * NOTICES, max(3, NOTICES // 5))  # which messages are the last that a worker sends
OPEN = "SELECT count(*) FROM outbox WHERE done_at IS NULL"
IDLE = 15  # tenths of a second with empty queues: what is left then waits for the relay
PATIENCE_S = 90 + 5 * NOTICES

pytestmark = pytest.mark.servers


@pytest.fixture
def service():
    with running() as started:
        yield started


def test_no_notice_is_lost_and_none_is_seen_twice(own_database, made, ask, tmp_path, service):  # noqa: F811
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner:
        house = add_house(owner, "shore")
    engine.dispose()
    phones = [service.subscriber(), service.subscriber()]
    with tenancy.entered(house.tenant):
        for role, phone in zip(("owner", "viewer"), phones, strict=True):
            asked = Subscription(phone.endpoint, phone.p256dh, phone.auth)
            devices.add(house.actor(role), asked, name="Phone", loopback=True)
        for number in range(NOTICES):
            run(
                house.actor(),
                Attempt("reservation", "made"),
                lambda work, ref=f"R{number}": work.record("reservation", entity_ref=ref, action="made"),
            )
    until, relay, left = time.monotonic() + PATIENCE_S, relays(), set(KILLED_AT)
    while ask(OPEN):
        assert time.monotonic() < until, (tmp_path / "worker.log").read_text()[-3000:]
        next(relay)
        with worker(own_database, tmp_path) as process:

            def strike(pid=process.pid):
                if sum(len(phone.received) for phone in phones) in left:
                    left.discard(sum(len(phone.received) for phone in phones))
                    _kill(pid)

            service.on_taken = strike
            idle = 0
            while ask(OPEN) and process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
                idle = 0 if any(queues.queue(name).count for name in queues.QUEUES) else idle + 1
                if idle == IDLE:
                    next(relay)
                    idle = 0
    assert left == set()
    for phone in phones:
        assert len(phone.shown) == NOTICES
        assert len({each["path"] for each in phone.shown}) == NOTICES
    assert sum(len(phone.received) for phone in phones) == 2 * NOTICES + len(KILLED_AT)
    assert ask("SELECT count(*) FROM deliveries WHERE outcome = 'told'") == 2 * NOTICES
    assert ask("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL") == 0
