"""Which statements a page runs, and how many buffers PostgreSQL touches for each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

SETTING = "SELECT set_config("
_READS = ("SELECT", "WITH")
_COUNTED = ("Shared Hit Blocks", "Shared Read Blocks")


@dataclass(frozen=True)
class Statement:
    """A statement as the driver was given it."""

    sql: str
    values: Any

    @property
    def sets_tenant(self) -> bool:
        return self.sql.startswith(SETTING)


@contextmanager
def listening(engine: Engine) -> Iterator[list[Statement]]:
    """Keep every statement that runs inside the block."""
    seen: list[Statement] = []

    def keep(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        seen.append(Statement(sql, values))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", keep)


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
            if each.sets_tenant or not each.sql.lstrip().startswith(_READS):
                continue
            answer = connection.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + each.sql, each.values, prepare=False
            ).fetchone()
            plan = answer[0][0]
            buffers += sum(plan["Plan"][name] for name in _COUNTED)
            time_ms += plan["Execution Time"]
    return Cost(buffers, time_ms)
