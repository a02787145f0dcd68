"""Add rows that have no entity's life, in as few statements as can be.

Each `add` is one statement however many rows it brings. An action that from now on only adds says so by
`collect`: then everything goes as one statement, when the action commits.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text

from app.driver import ask
from app.extensions import DbSession
from app.models.base import Base

Rows = tuple[type[Base], Sequence[Mapping[str, Any]]]
Shape = tuple[str, tuple[str, ...]]

_NUMBER = text(
    "SELECT name, nextval(pg_get_serial_sequence(name, 'id'))"
    " FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS wanted (name, place) ORDER BY place"
)


class Writer:
    """Adds rows to the open transaction of a session; entities that wait there go first.

    Shapes:  `told` is what the record says was done so far, by noun and reference: the world hears it after the commit.
    """

    def __init__(self, session: DbSession) -> None:
        self._session = session
        self._numbers: dict[str, list[int]] = {}
        self._collected: dict[Shape, list[Mapping[str, Any]]] = {}
        self._is_collecting = False
        self.told: list[tuple[str, str]] = []

    def collect(self, *numbered: type[Base]) -> None:
        """Keep what is added until `send`; what is kept can't be read before.

        Shapes:  `numbered` names the tables for whose rows `new_id` will be asked, once for each row.
        """
        self._is_collecting = True
        self._number([model.__tablename__ for model in numbered])

    def new_id(self, model: type[Base]) -> int:
        """Answer the key of a row to be added, so that other rows can name it."""
        name = model.__tablename__
        if not self._numbers.get(name):
            self._number([name])
        return self._numbers[name].pop(0)

    def add(self, *tables: Rows) -> None:
        """Add rows to tables; those of one table name the same columns, its defaults fill the others."""
        for model, rows in tables:
            if rows:
                shape = (model.__tablename__, tuple(rows[0]))
                self._collected.setdefault(shape, []).extend(rows)
        if not self._is_collecting:
            self.send()

    def send(self) -> None:
        """Write what was added and not yet written."""
        if not self._collected:
            return
        added, self._collected = self._collected, {}
        self._session.flush()
        values = {f"rows_{place}": _as_json(rows) for place, rows in enumerate(added.values())}
        ask(self._session.connection(), _adding(tuple(added)), values)

    def _number(self, names: list[str]) -> None:
        for name, number in map(tuple, ask(self._session.connection(), _NUMBER, {"names": names})):
            self._numbers.setdefault(name, []).append(number)


def values_of(entity: Base) -> dict[str, Any]:
    """Answer the columns that were given to an entity, for a row without its life."""
    return {name: value for name, value in vars(entity).items() if not name.startswith("_")}


@lru_cache(maxsize=256)
def _adding(shapes: tuple[Shape, ...]) -> TextClause:
    """Write the statement that adds rows of such shapes: foreign keys are checked when all of it is done."""
    *first, last = (_insert(place, *shape) for place, shape in enumerate(shapes))
    before = ", ".join(f"added_{place} AS ({insert})" for place, insert in enumerate(first))
    return text(f"WITH {before} {last}" if before else last)


def _insert(place: int, table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    rows = f"json_populate_recordset(CAST(NULL AS {table}), CAST(:rows_{place} AS json))"
    return f"INSERT INTO {table} ({named}) SELECT {named} FROM {rows}"  # noqa: S608 - names of our own models


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"A row can't hold a {type(value).__name__}.")
