"""Count the queries of a block as the driver is given them: savepoints are not among them, and a tenant is set as it begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import psycopg

UNCOUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def queries() -> Iterator[list[str]]:
    """Keep the statements that run inside the block."""
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def keep(cursor, sql, *args, **options):
        if not sql.startswith(UNCOUNTED):
            seen.append(sql)
        return execute(cursor, sql, *args, **options)

    with mock.patch.object(psycopg.Cursor, "execute", keep):
        yield seen
