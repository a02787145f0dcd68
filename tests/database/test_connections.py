"""A connection that the server ended is seen before it is used; one that lives keeps what it has planned."""

from __future__ import annotations

import time

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import tenancy
from app.extensions import db, look_up
from tests.servers import plain

PID = "SELECT pg_backend_pid() AS pid"


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


PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE starts_with(statement, 'SELECT 40 + ')"
TIMES = 7  # psycopg prepares a statement that it has run five times


def often(connection, ending="rollback"):
    """Run a statement again and again, each time in a transaction of its own."""
    for number in range(TIMES):
        assert connection.execute(text("SELECT 40 + :number"), {"number": number}).scalar_one() == 40 + number
        getattr(connection, ending)()


def test_statements_stay_prepared_when_a_sound_transaction_is_rolled_back(engine):
    with engine.connect() as connection:
        often(connection)
        assert connection.exec_driver_sql(PREPARED).scalar_one() == 1


def test_after_an_error_they_are_forgotten_and_work_again(engine):
    with engine.connect() as connection:
        often(connection)
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1 / :number"), {"number": 0})
        connection.rollback()
        assert connection.exec_driver_sql(PREPARED).scalar_one() == 0
        often(connection)
        assert connection.exec_driver_sql(PREPARED).scalar_one() == 1


def test_a_rollback_undoes_what_was_written(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE kept (number int)")
        connection.commit()
        connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar_one() == 0


def test_a_rollback_on_a_connection_that_ended_says_so(engine, own_database):
    with engine.connect() as connection:
        pid = connection.exec_driver_sql(PID).scalar_one()
        end(own_database.superuser_url, pid)
        with pytest.raises(DBAPIError):
            connection.rollback()
    assert look_up(PID)[0].pid != pid


def test_what_reads_is_planned_for_its_values_and_what_acts_once(app):
    modes = []
    for reads in (True, False):
        with app.test_request_context():
            tenancy.enter_request(None, None, reads=reads)
            modes.append(db.session.execute(text("SHOW plan_cache_mode")).scalar_one())
            tenancy.leave_request()
    assert modes == ["force_custom_plan", "auto"]
