"""Whether a connection of the pool still lives is seen before it is used, mostly without asking the server.

A ping before each use would cost every request several round trips. A server that ended a connection has
said so on its socket; only one that stood idle for long may have been lost without a word, and is pinged.
"""

from __future__ import annotations

import select
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

LONG_IDLE_S = 30.0
_LEFT_AT = "left_at"


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
