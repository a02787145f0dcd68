"""A statement that is kept goes to the driver from its second run on, and answers as it did by SQLAlchemy."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from decimal import Decimal

import pytest
from sqlalchemy import Boolean, Integer, bindparam, column, func, insert, literal, select, text, values
from sqlalchemy.exc import DataError, IntegrityError, InvalidRequestError, OperationalError, ProgrammingError

from app import driver
from app.driver import ask, begin, write
from app.extensions import look_up
from app.factory import create_app
from app.models import Unit
from app.settings import load
from tests.database.test_connections import end

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
KEPT = {
    "text": (text("SELECT :number AS number, 'a' AS letter"), {"number": 5}),
    "no value": (text("SELECT 1 AS one"), None),
    "times": (text("SELECT CAST(:at AS timestamptz) AS at, CAST(:on AS date) AS on"), {"at": NOON, "on": NOON.date()}),
    "lists": (text("SELECT unnest(CAST(:keys AS bigint[])) AS key"), {"keys": [3, 1, 2]}),
    "bytes and json": (text("""SELECT CAST(:raw AS bytea) AS raw, jsonb '{"a": [1]}' AS facts"""), {"raw": b"\0x"}),
    "columns": (select(Unit.id, Unit.ref.label("named"), Unit.in_service_from).where(Unit.id == bindparam("id")), {"id": 0}),
    "a bound": (select(literal(4).label("four")).limit(1), None),
    "a list that is written out": (select(func.count().label("n")).where(literal(4).in_(bindparam("some", expanding=True))), {"some": [3, 4]}),
    "decimals": (select(func.avg(column("x")).label("mean")).select_from(values(column("x"), name="v").data([(1,), (2,)])), None),
    "a truth": (select(literal(True, Boolean).label("yes")), None),
}  # fmt: skip


@pytest.mark.parametrize("named", KEPT)
def test_the_driver_answers_what_sqlalchemy_did(engine, named):
    statement, given = KEPT[named]
    with engine.connect() as connection:
        expected = connection.execute(statement, given)
        keys, rows = list(expected.keys()), [tuple(row) for row in expected.all()]
        for _ in range(7):  # psycopg prepares what it has run five times
            found = ask(connection, statement, given)
            assert list(found.keys()) == keys
            assert [tuple(row) for row in found.all()] == rows


def test_rows_are_named_and_counted(engine):
    asked = text("SELECT id, id * 2 AS twice FROM generate_series(1, :most) AS id")
    with engine.connect() as connection:
        for _ in range(3):
            assert ask(connection, asked, {"most": 2}).all()[1]._mapping == {"id": 2, "twice": 4}
            assert ask(connection, asked, {"most": 3}).scalars().all() == [1, 2, 3]
            assert ask(connection, asked, {"most": 0}).first() is None


def test_what_is_written_waits_for_the_commit_of_its_transaction(engine):
    adding = text("INSERT INTO kept VALUES (:number)")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE kept (number int)")
        connection.commit()
        for number in range(3):
            ask(connection, adding, {"number": number})
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar_one() == 0
        assert ask(connection, adding, {"number": 9}).all() == []


def failing(connection, statement, given, error):
    """Run a statement by both ways, and answer the second error."""
    for _ in range(2):
        with pytest.raises(error) as caught:
            ask(connection, statement, given)
        connection.rollback()
    return caught.value


def test_errors_are_those_of_sqlalchemy_and_name_no_values(engine):
    with engine.connect() as connection:
        told = failing(connection, text("SELECT 1 / CAST(:secret AS int)"), {"secret": "0"}, DataError)
        assert told.orig.sqlstate == "22012"
        assert not told.connection_invalidated
        told = failing(connection, text("SELECT CAST(:secret AS int)"), {"secret": "rosebud"}, DataError)
        assert "rosebud" not in str(told).replace(str(told.orig), "")
        connection.exec_driver_sql("CREATE TEMPORARY TABLE once (number int UNIQUE)")
        connection.commit()
        adding = text("INSERT INTO once VALUES (:number)")
        ask(connection, adding, {"number": 1})
        connection.commit()
        assert (
            failing(connection, adding, {"number": 1}, IntegrityError).orig.diag.constraint_name
            == "once_number_key"
        )
        ask(connection, adding, {"number": 2})


def test_a_value_that_is_missing_is_named(engine):
    asked = select(Unit.id).where(Unit.id == bindparam("wanted_id"))
    with engine.connect() as connection:
        ask(connection, asked, {"wanted_id": 1})
        for _ in range(2):
            with pytest.raises(InvalidRequestError, match="wanted_id"):
                ask(connection, asked, {})


def test_a_lost_connection_is_said_to_be_lost_and_replaced(engine, own_database):
    asked = text("SELECT pg_backend_pid()")
    with engine.connect() as connection:
        ask(connection, asked)
        pid = ask(connection, asked).scalar_one()
        end(own_database.superuser_url, pid)
        with pytest.raises(OperationalError) as caught:
            ask(connection, asked)
        assert caught.value.connection_invalidated
        assert connection.invalidated
        connection.rollback()
        assert ask(connection, asked).scalar_one() != pid


def test_a_look_up_commits_by_itself_and_leaves_the_connection_as_it_was(engine):
    sql = "SELECT pg_backend_pid() AS pid, pg_current_xact_id() AS xid"
    (first,), (second,) = look_up(sql), look_up(sql)
    assert first.pid == second.pid
    assert first.xid != second.xid
    with engine.connect() as connection:
        assert connection.connection.driver_connection.autocommit is False


def test_a_look_up_that_fails_says_so_and_the_next_one_answers(engine):
    for _ in range(3):
        with pytest.raises(DataError) as caught:
            look_up("SELECT 1 / CAST(:number AS int)", number=0)
        assert not caught.value.connection_invalidated
        assert look_up("SELECT CAST(:number AS int) AS number", number=4)[0].number == 4
    assert engine.pool.checkedout() == 0


def test_a_look_up_on_a_connection_that_ends_meanwhile_says_that_it_was_lost(engine):
    with pytest.raises(OperationalError) as caught:
        look_up("SELECT pg_terminate_backend(pg_backend_pid())")
    assert caught.value.connection_invalidated
    assert look_up("SELECT 1 AS one")[0].one == 1


def test_with_the_database_away_a_look_up_fails_as_sqlalchemy_does(own_database):
    app = create_app(
        load({**own_database.environ(), "DATABASE_URL": "postgresql+psycopg://app@127.0.0.1:1/none"})
    )
    with app.app_context(), pytest.raises(OperationalError) as caught:
        look_up("SELECT 1")
    assert not caught.value.connection_invalidated


def test_what_counts_rows_or_is_rewritten_is_left_to_sqlalchemy(engine):
    assert write(insert(Unit), engine.dialect) is None
    assert write(select(Unit.id).where(Unit.id.in_([1, 2])), engine.dialect) is None
    assert write(select(literal(Decimal(1))), engine.dialect) is None
    assert write(select(Unit.id), engine.dialect) is not None


def test_what_is_left_to_sqlalchemy_is_looked_at_once(engine, monkeypatch):
    asked = select(literal(Decimal(1)).label("one"))
    written = []
    monkeypatch.setattr(driver, "write", lambda *given: written.append(given))
    with engine.connect() as connection:
        for _ in range(4):
            assert ask(connection, asked).scalar_one() == 1
    assert len(written) == 1


def test_a_statement_that_was_made_for_a_moment_is_not_kept(engine):
    asked = select(Unit.id).where(Unit.id == bindparam("id"), Unit.ref == "cabin-1")
    with engine.connect() as connection:
        for _ in range(3):
            assert ask(connection, asked, {"id": 1}).all() == []
    gone = weakref.ref(asked)
    assert isinstance(driver._seen[asked], driver.Written)
    del asked
    engine.clear_compiled_cache()  # SQLAlchemy keeps the last few hundred that it ran
    gc.collect()
    assert gone() is None


def test_a_name_that_must_be_escaped_is_left_to_sqlalchemy(engine):
    asked = select(bindparam("a (b)", type_=Integer).label("one"))
    assert write(asked, engine.dialect) is None
    with engine.connect() as connection:
        assert [ask(connection, asked, {"a (b)": 1}).scalar_one() for _ in range(3)] == [1, 1, 1]


def test_a_transaction_begins_with_what_is_set_until_its_end(engine):
    setting = "SELECT set_config('app.tenant_id', '7', true)"
    asked = text("SELECT current_setting('app.tenant_id', true), pg_current_xact_id()::text")
    with engine.connect() as connection:
        for _ in range(3):
            begin(connection, setting)
            (first, xid), (second, same) = ask(connection, asked).one(), ask(connection, asked).one()
            assert (first, second, xid) == ("7", "7", same)
            connection.rollback()
            assert not connection.exec_driver_sql(asked.text).scalar()
            begin(connection, setting)  # within what has begun already
            assert ask(connection, asked).scalar() == "7"
            connection.commit()


def test_a_transaction_that_can_t_begin_says_so(engine, own_database):
    with engine.connect() as connection:
        with pytest.raises(ProgrammingError):
            begin(connection, "SELECT no_such_function()")
        connection.rollback()
        pid = ask(connection, text("SELECT pg_backend_pid()")).scalar_one()
        connection.rollback()
        end(own_database.superuser_url, pid)
        with pytest.raises(OperationalError) as caught:
            begin(connection, "SELECT 1")
        assert caught.value.connection_invalidated
        connection.rollback()
        assert ask(connection, text("SELECT pg_backend_pid()")).scalar_one() != pid
