"""Whether the process is alive, and may be sent work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, jsonify
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import look_up
from app.web.guard import installation

pages = Blueprint("health", __name__)
HEAD = (Path(__file__).resolve().parents[2] / "migrations" / "head.txt").read_text().strip()


@pages.get("/healthz")
@installation()
def alive() -> Any:
    """Answer that the process runs."""
    return jsonify(status="ok")


@pages.get("/readyz")
@installation()
def ready() -> Any:
    """Answer whether requests can be served: the database and its migration decide."""
    database, head = _database()
    is_ready = database and head == HEAD
    with_redis = _redis()
    word = ("ok" if with_redis else "degraded") if is_ready else "unavailable"
    body = jsonify(status=word, database=database, migration=head, expected_migration=HEAD, redis=with_redis)
    return body, 200 if is_ready else 503


def _database() -> tuple[bool, str | None]:
    try:
        rows = look_up("SELECT version_num FROM alembic_version")
        return True, rows[0].version_num if rows else None
    except SQLAlchemyError:
        return False, None


def _redis() -> bool:
    settings = current_app.config["SETTINGS"]
    try:
        with Redis.from_url(settings.redis_url, socket_connect_timeout=1, socket_timeout=1) as redis:
            return bool(redis.ping())
    except (RedisError, OSError, ValueError):
        return False
