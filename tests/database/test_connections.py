"""A connection that the server ended is seen before it is used."""

from __future__ import annotations

import time

import psycopg
import pytest

from app.extensions import db, look_up
from app.factory import create_app
from app.settings import load
from tests.servers import plain

PID = "SELECT pg_backend_pid() AS pid"


@pytest.fixture
def engine(own_database):
    app = create_app(load(own_database.environ()))
    with app.app_context():
        yield db.engine
        db.engine.dispose()


def end(url: str, pid: int) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    time.sleep(0.05)


def test_a_kept_connection_is_used_again(engine):
    assert look_up(PID)[0].pid == look_up(PID)[0].pid


def test_a_connection_that_was_ended_is_replaced(engine, own_database):
    pid = look_up(PID)[0].pid
    end(own_database.superuser_url, pid)
    assert look_up(PID)[0].pid != pid


def test_one_dead_connection_condemns_those_opened_before(engine, own_database):
    with engine.connect() as one, engine.connect() as other:
        pids = [each.exec_driver_sql(PID).scalar_one() for each in (one, other)]
    end(own_database.superuser_url, pids[0])
    end(own_database.superuser_url, pids[1])
    with engine.connect() as one, engine.connect() as other:
        found = [each.exec_driver_sql(PID).scalar_one() for each in (one, other)]
    assert not {*found} & {*pids}
