"""Rows written as the text that COPY reads: ten times as quick as values one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from app.actions.refs import ALPHABET

REFS = len(ALPHABET) ** 8
PAIRS = [first + second for second in ALPHABET for first in ALPHABET]
STRIDE = 402_653_189_381
PIECE = 400


def copy_lines(
    connection: psycopg.Connection, table: str, columns: Sequence[str], lines: Iterable[str]
) -> None:
    """Write lines of tab-separated cells, each with its end of line."""
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(command) as target:
        piece: list[str] = []
        for line in lines:
            piece.append(line)
            if len(piece) == PIECE:
                target.write("".join(piece))
                piece.clear()
        target.write("".join(piece))


def cells(*values: object) -> str:
    """Return the cells of a row; none of their texts may hold what COPY gives a meaning."""
    return "\t".join(map(_cell, values))


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def ref(number: int) -> str:
    """Return the reference of a number; different ones up to REFS, and not in a row."""
    rest, first = divmod(number * STRIDE % REFS, len(PAIRS))
    rest, second = divmod(rest, len(PAIRS))
    last, third = divmod(rest, len(PAIRS))
    return f"{PAIRS[first]}{PAIRS[second]}-{PAIRS[third]}{PAIRS[last]}"
