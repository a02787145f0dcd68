"""Many rows at once: numbered from the tables' own sequences, written by COPY with every constraint on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

IN_ORDER = (
    "tenants", "people", "credentials", "memberships", "unit_types", "policies", "policy_versions", "units",
    "unit_parts", "slot_occurrences", "clients", "closures", "reservation_groups", "reservations", "claims", "price_lines", "state_changes", "audit_entries",
    "sites", "site_units", "site_pages",
)  # fmt: skip
BLOCK = 1000


class Batch:
    """Rows of several tables that are kept until they are written together."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, Iterator[int]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in IN_ORDER}

    def add(self, table: str, **values: Any) -> int:
        """Keep a row and return its number; every row of a table names the same columns."""
        number = self.number(table)
        self._rows[table].append({"id": number, **values})
        return number

    def add_plain(self, table: str, **values: Any) -> None:
        """Keep a row of a table whose rows have no number of their own."""
        self._rows[table].append(values)

    def number(self, table: str) -> int:
        """Take the next number of a table."""
        if table not in self._numbers:
            self._numbers[table] = numbers(self._connection, table)
        return next(self._numbers[table])

    def count(self, table: str) -> int:
        """Return how many rows of a table are kept."""
        return len(self._rows[table])

    def write(self) -> None:
        """Write all rows, each table before those that point to it."""
        for table, rows in self._rows.items():
            if rows:
                columns = list(rows[0])
                copy(self._connection, table, columns, ([row[name] for name in columns] for row in rows))
                rows.clear()


def numbers(connection: psycopg.Connection, table: str) -> Iterator[int]:
    """Yield numbers from a table's sequence, so that others may write at the same time."""
    while True:
        yield from take(connection, table, BLOCK)


def take(connection: psycopg.Connection, table: str, count: int) -> list[int]:
    """Take that many numbers from a table's sequence; not while a COPY uses the connection."""
    # A subquery is asked once; the bare call looked into the catalogue for each number, a seventh of a load.
    question = (
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)"
    )
    return [row[0] for row in connection.execute(question, (table, count)).fetchall()]


def copy(
    connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows by COPY; dicts and lists become JSON."""
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(command) as target:
        for row in rows:
            target.write_row([Jsonb(value) if isinstance(value, (dict, list)) else value for value in row])
