"""Real workers that are killed, and a Redis that is emptied: every effect once, and nothing is left."""

import contextlib
import datetime as dt
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from app import clock, queues, tenancy
from app.actions.transaction import Attempt, run
from app.extensions import db
from app.factory import create_app
from app.jobs import outbox
from app.settings import load
from tests.cast import add_house
from tests.jobs.effects import NOTE
from tests.servers import plain
from tests.serving import ROOT

JOBS = int(os.environ.get("KILLED_JOBS", "15"))  # several hundred take minutes
KILLS, PATIENCE_S = 3, 60 + 5 * JOBS
WORKER = "import runpy, tests.jobs.effects; runpy.run_module('app.jobs.worker', run_name='__main__')"

pytestmark = pytest.mark.servers


@pytest.fixture
def made(own_database):
    app = create_app(load(own_database.environ()))
    with app.app_context():
        queues.connection().flushdb()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ask(own_database):
    with psycopg.connect(plain(own_database.owner_url), autocommit=True) as connection:
        yield lambda question: connection.execute(question).fetchone()[0]


@contextlib.contextmanager
def worker(own_database, folder):
    """A worker that is killed when the block ends."""
    values = {"PATH": os.environ["PATH"], "HOME": str(folder), **own_database.environ()}
    values.pop("DATABASE_OWNER_URL")
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=ROOT, env=values, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield process
        finally:
            _kill(process.pid)
            process.wait(30)


def _kill(pid):
    """End a worker and the child that does its job at this instant, both with -9."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    doing = [int(word) for word in children.read_text().split()] if children.exists() else []
    for each in (pid, *doing):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def relays():
    """Let an hour pass for the relay each time, so that it looks at everything that waits."""
    for hours in itertools.count(1):
        yield outbox.outbox.relay(clock.now() + dt.timedelta(hours=hours))


def test_workers_are_killed_and_redis_is_emptied_but_every_effect_is_there_once(
    own_database, made, ask, tmp_path
):
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner:
        house = add_house(owner, "shore")
    engine.dispose()
    with tenancy.entered(house.tenant):
        for number in range(JOBS):
            run(
                house.actor(),
                Attempt("test", "asked"),
                lambda work, number=number: work.later(NOTE, number=number),
            )
    done = "SELECT count(*) FROM outbox WHERE done_at IS NOT NULL"
    dice, until, kills = random.Random(20261122), time.monotonic() + PATIENCE_S, 0
    relay = relays()
    while ask(done) < JOBS:
        assert time.monotonic() < until, (tmp_path / "worker.log").read_text()[-3000:]
        next(relay)
        with worker(own_database, tmp_path) as process:
            before = ask(done)
            while ask(done) in range(before, min(before + 2, JOBS)) and time.monotonic() < until:
                assert process.poll() is None, (tmp_path / "worker.log").read_text()[-3000:]
                time.sleep(0.02)
            if kills >= KILLS:
                while ask(done) < JOBS and time.monotonic() < until:
                    time.sleep(2)
                    if not queues.queue(queues.DEFAULT).count:
                        next(relay)
            time.sleep(dice.random() * 0.3)
        kills += 1
        if kills == KILLS // 2:
            queues.connection().flushdb()
    assert kills >= KILLS
    assert ask("SELECT count(*) FROM audit_entries WHERE action = 'noted'") == JOBS
    assert ask("SELECT count(DISTINCT entity_id) FROM audit_entries WHERE action = 'noted'") == JOBS
    assert ask("SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL OR done_at IS NULL") == 0
