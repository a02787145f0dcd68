"""Which statements a page runs, and how many buffers PostgreSQL touches for each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import psycopg

_READS = ("SELECT", "WITH")
_COUNTED = ("Shared Hit Blocks", "Shared Read Blocks")


@dataclass(frozen=True)
class Statement:
    """A statement as the driver was given it."""

    sql: str
    values: Any


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Keep every statement that runs inside the block; a tenant is set as its transaction begins, which is none."""
    seen: list[Statement] = []
    execute = psycopg.Cursor.execute

    def keep(cursor: Any, sql: str, values: Any = None, **options: Any) -> Any:
        seen.append(Statement(sql, values))
        return execute(cursor, sql, values, **options)

    with mock.patch.object(psycopg.Cursor, "execute", keep):
        yield seen


@dataclass(frozen=True)
class Cost:
    """What statements cost together."""

    buffers: int
    time_ms: float


def cost(connection: psycopg.Connection, tenant_id: int, statements: Sequence[Statement]) -> Cost:
    """Run reads again as the app's role inside a tenant, and answer what PostgreSQL counted."""
    buffers, time_ms = 0, 0.0
    with connection.transaction():
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(tenant_id),))
        for each in statements:
            if not each.sql.lstrip().startswith(_READS):
                continue
            answer = connection.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + each.sql, each.values, prepare=False
            ).fetchone()
            plan = answer[0][0]
            buffers += sum(plan["Plan"][name] for name in _COUNTED)
            time_ms += plan["Execution Time"]
    return Cost(buffers, time_ms)
