"""Rows written as the text that COPY reads: ten times as quick as values one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from app.actions.refs import ALPHABET
from app.domain.localtime import instant

REFS = len(ALPHABET) ** 8
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


def ref(number: int) -> str:
    """Return the reference of a number; different ones up to REFS, and not in a row."""
    rest, letters = number * STRIDE % REFS, ""
    for _ in range(8):
        rest, place = divmod(rest, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"


@lru_cache(maxsize=100_000)
def at(day: dt.date, hour: int, zone: ZoneInfo) -> str:
    """Return a local hour of a day as an instant in text."""
    return instant(day, dt.time(hour), zone, lenient=True).strftime("%Y-%m-%d %H:%M:%S+00")
