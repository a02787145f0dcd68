"""Run statements of columns past the session's own part, which costs as much as all the rest of a small read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Executable

from app.extensions import db


def rows_of(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run a statement in the session's transaction; what waits in the session is written first.

    Shapes:  the statement names columns, never entities.
    """
    db.session.flush()
    return db.session.connection().execute(statement, values)
