"""Count the queries of a block: setting the tenant and savepoints are not among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

UNCOUNTED = ("SELECT set_config(", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def queries() -> Iterator[list[str]]:
    """Keep the statements that run inside the block."""
    seen: list[str] = []

    def keep(_connection, _cursor, sql, _values, _context, _many):
        if not sql.startswith(UNCOUNTED):
            seen.append(sql)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
