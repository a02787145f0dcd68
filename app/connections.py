"""What the connections of the pool are spared: pings before each use, and planning what they planned before.

A ping before each use would cost every request several round trips. A server that ended a connection has
said so on its socket; only one that stood idle for long may have been lost without a word, and is pinged.

Every request ends its reads by rolling back, and psycopg forgets at each rollback all statements that it had
prepared, for one that undid a DDL statement may leave plans of what is no more. This role runs none, so a sound transaction is
ended past psycopg; after an error it forgets them all the same, since the one that failed is not among its names any more.
Source:  psycopg 3.3, `_connection_base._rollback_gen`; PostgreSQL, PREPARE: statements outlive their transaction.
"""

from __future__ import annotations

import select
import time
from typing import Any

from psycopg import Connection
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

LONG_IDLE_S = 30.0
_LEFT_AT = "left_at"


def keep_plans(engine: Engine) -> None:
    """Let an engine's connections keep their prepared statements when a sound transaction is rolled back."""
    engine.dialect.do_rollback = _roll_back  # type: ignore[method-assign, assignment]


def _roll_back(connection: Connection[Any]) -> None:
    if connection.pgconn.transaction_status == TransactionStatus.INTRANS:
        connection.pgconn.exec_(b"ROLLBACK")
    connection.rollback()  # of what failed, or of what could not be sent; else there is none any more


def watch(engine: Engine) -> None:
    """Make an engine's pool drop its connections when one of them turns out to be dead."""
    dialect = engine.dialect

    def leave(_connection: Any, record: Any) -> None:
        record.info[_LEFT_AT] = time.monotonic()

    def enter(connection: Any, record: Any, _proxy: Any) -> None:
        left_at = record.info.get(_LEFT_AT)
        if left_at is None:
            return
        if _has_spoken(connection):
            raise InvalidatePoolError
        if time.monotonic() - left_at > LONG_IDLE_S:
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    event.listen(engine, "checkin", leave)
    event.listen(engine, "checkout", enter)


def _has_spoken(connection: Any) -> bool:
    """Tell whether the server said something that nobody asked for: nearly always its farewell."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
