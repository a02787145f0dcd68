"""Run statements past SQLAlchemy's execution, which costs a short one more than all the rest of it.

SQLAlchemy writes a statement, once if it is kept; psycopg runs it; what comes back is SQLAlchemy's again: its rows, its
errors. See `docs/decisions/0026-short-statements-go-to-the-driver.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import BindParameter, Connection, Engine, Executable, Result, Row
from sqlalchemy.engine import Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.sql.expression import UpdateBase
from sqlalchemy.types import Numeric

Values = Mapping[str, Any]
Process = Callable[[Any], Any]


class Standing(Enum):
    """Of a statement that is not written: never met, met once, or left to SQLAlchemy."""

    NEW = auto()
    SEEN = auto()
    LEFT = auto()


@dataclass
class Written:
    """A statement as psycopg takes it; the statement itself is not among what it holds, so that both can go.

    Shapes:  `binds` are the values it takes, each with its name and what makes of it what psycopg takes; `names` are
             those of the columns, once known.
    """

    sql: str
    binds: list[tuple[str, BindParameter[Any], Process | None]]
    names: SimpleResultMetaData | None = None

    def given(self, values: Values) -> dict[str, Any]:
        """Answer what psycopg is given for values.

        Raises:  InvalidRequestError where one is missing.
        """
        found = {}
        for name, bind, process in self.binds:
            if bind.key in values:
                value = values[bind.key]
            elif bind.required:
                raise InvalidRequestError(f"A value is required for bind parameter {bind.key!r}")
            else:
                value = bind.effective_value
            found[name] = process(value) if process else value
        return found

    def run(self, driver: psycopg.Connection[Any], values: Values | None) -> Result[Any]:
        """Run it on a connection and answer all its rows."""
        given = self.given(values or {})
        cursor = driver.cursor()
        cursor.execute(self.sql, given)
        if self.names is None:  # psycopg describes the columns anew each time that it is asked for them
            self.names = SimpleResultMetaData([column.name for column in cursor.description or ()])
        return IteratorResult(self.names, iter(cursor.fetchall() if self.names.keys else ()))


# What comes a second time is kept and worth writing; most of what comes once was made for that once.
_seen: WeakKeyDictionary[Executable, Written | Standing] = WeakKeyDictionary()


def ask(connection: Connection, statement: Executable, values: Values | None = None) -> Result[Any]:
    """Run a statement of columns in the transaction of a connection.

    Raises:  what `Connection.execute` does.
    """
    known = _seen.get(statement, Standing.NEW)
    if known is Standing.NEW:
        _seen[statement] = Standing.SEEN
    elif known is Standing.SEEN:
        known = _seen[statement] = write(statement, connection.dialect) or Standing.LEFT
    if isinstance(known, Standing):
        return connection.execute(statement, values)
    with _telling(connection, known.sql) as driver:
        return known.run(driver, values)


def begin(connection: Connection, settings: str) -> None:
    """Begin the transaction of a connection together with what is set until its end, in one round trip.

    Shapes:  `settings` is a SELECT of nothing but our own words.

    Raises:  what `Connection.execute` does.
    """
    with _telling(connection, settings) as driver:
        is_begun = driver.pgconn.transaction_status != TransactionStatus.IDLE
        said = driver.pgconn.exec_((settings if is_begun else f"BEGIN; {settings}").encode())
        if driver.closed:
            raise psycopg.OperationalError("the connection was lost")
        if said.status != ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(said)


def ask_alone(engine: Engine, written: Written, values: Values) -> Sequence[Row[Any]]:
    """Run a statement that commits by itself, on a connection that nobody else uses.

    Raises:  what `Connection.execute` does.
    """
    lent: Any = None
    try:
        lent = engine.raw_connection()
        lent.driver_connection.autocommit = True
        found = written.run(lent.driver_connection, values).all()
        lent.driver_connection.autocommit = False
    except BaseException as error:
        was_lost = lent is not None and bool(lent.driver_connection.closed)
        if lent is not None:  # it may have been left in the middle of something
            lent.invalidate(error)
        if isinstance(error, psycopg.Error):
            raise _told(error, written.sql, engine.dialect, was_lost=was_lost) from error
        raise
    lent.close()
    return found


def write(statement: Executable, dialect: Dialect) -> Written | None:
    """Write a statement for psycopg, or answer None where SQLAlchemy must do more than write it: rewrite it for its
    values, convert what it answers, or count the rows that it changed.
    """
    if isinstance(statement, UpdateBase):
        return None
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # whatever is executed can be written
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names:
        return None
    columns = [column.type.dialect_impl(dialect) for column in compiled._result_columns or ()]
    if any(isinstance(impl, Numeric) or impl.result_processor(dialect, None) for impl in columns):
        return None
    binds = [
        (name, bind, bind.type.dialect_impl(dialect).bind_processor(dialect))
        for bind, name in compiled.bind_names.items()
    ]
    return Written(str(compiled), binds)


class _telling:  # noqa: N801 - a block, which costs a tenth as a class of what it does as a generator
    """Lend the driver of a connection for a block of its transaction, and tell its errors as SQLAlchemy would."""

    def __init__(self, connection: Connection, sql: str) -> None:
        self._connection, self._sql = connection, sql

    def __enter__(self) -> Any:
        if not self._connection.in_transaction():
            self._connection.begin()
        self._driver: Any = self._connection.connection.driver_connection
        return self._driver

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if not isinstance(error, psycopg.Error):
            return
        was_lost = self._driver.closed
        if was_lost:
            self._connection.invalidate(error)
        raise _told(error, self._sql, self._connection.dialect, was_lost=was_lost) from error


def _told(error: psycopg.Error, sql: str, dialect: Dialect, *, was_lost: bool) -> BaseException:
    """Tell an error as SQLAlchemy would, without the values, which are personal data."""
    return DBAPIError.instance(
        sql,
        None,
        error,
        psycopg.Error,
        hide_parameters=True,
        connection_invalidated=was_lost,
        dialect=dialect,
    )
