"""The objects that are made once and bound to each application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, Executable, Row, text
from sqlalchemy.orm import scoped_session

from app.models.base import Base

DbSession = scoped_session[Session]

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()


@contextmanager
def lookup_connection() -> Iterator[Connection]:
    """Give a short connection of its own, for what is asked before a tenant is entered.

    It commits each statement by itself and holds no tenant, so the identity map of the session
    never sees what it read.
    """
    with _autocommitting(db.engine).connect() as connection:
        yield connection


@lru_cache(maxsize=8)
def _autocommitting(engine: Engine) -> Engine:
    """Make it once a process, as the statements below: every request looks up its tenant and its session."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


_written = lru_cache(maxsize=64)(text)


def look_up(sql: str, /, **values: Any) -> list[Row[Any]]:
    """Ask one of the owner's functions (`tenant_by_address`, `session_by_digest`, …)."""
    with lookup_connection() as connection:
        return list(connection.execute(_written(sql), values))


def read(asked: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
    """Answer the rows of a statement that asks for columns only; nothing that waits is flushed before.

    The session's own `execute` would take each row apart in search of entities.
    """
    return db.session.connection().execute(asked, values).all()
