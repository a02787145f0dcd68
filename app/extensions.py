"""The objects that are made once and bound to each application."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Row, text
from sqlalchemy.orm import scoped_session

from app.driver import Written, ask_alone, write
from app.models.base import Base

DbSession = scoped_session[Session]

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()


@lru_cache(maxsize=64)
def _written(sql: str) -> Written:
    """Write a look-up once a process: every request asks for its tenant and its session."""
    return cast(Written, write(text(sql), db.engine.dialect))


def look_up(sql: str, /, **values: Any) -> Sequence[Row[Any]]:
    """Ask one of the owner's functions (`tenant_by_address`, `session_by_digest`, …), before a tenant is entered.

    It commits by itself on a short connection of its own and holds no tenant, so the identity map of the session
    never sees what it read.
    """
    return ask_alone(db.engine, _written(sql), values)
