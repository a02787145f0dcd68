"""Run statements of columns past the session's own part, which costs as much as all the rest of a small read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, Result

from app.driver import ask
from app.extensions import db


def rows_of(statement: Executable, values: Mapping[str, Any] | None = None) -> Result[Any]:
    """Run a statement in the session's transaction; what waits in the session is written first.

    Shapes:  the statement names columns, never entities.
    """
    session = db.session()
    session.flush()
    return ask(session.connection(), statement, values)
