"""`flask check` tells whether an installation is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from flask.cli import with_appcontext
from redis import Redis
from redis.exceptions import RedisError

from app import media, walls
from app.actions.mails import server
from app.cli import owner, truths
from app.cli.release import plain_url
from app.settings import Settings

HEAD = Path(__file__).resolve().parents[2] / "migrations" / "head.txt"
PATIENCE_S = 5
OLDEST_POSTGRESQL = 15

Answer = tuple[list[str], str]


@click.command("check")
@with_appcontext
def check() -> None:
    """Look at settings, database, Redis, mail, migrations, constraints, row policies and claims; a line each."""
    settings = owner.settings()
    failures = 0
    for name, look in _looks(settings):
        problems, fine = _look(look)
        failures += bool(problems)
        for problem in problems:
            click.echo(f"FAIL  {name}: {problem}")
        if not problems:
            click.echo(f"ok    {name}: {fine}")
    if failures:
        click.echo(f"{failures} of the checks failed.", err=True)
        raise SystemExit(1)


def _look(look: Callable[[], Answer]) -> Answer:
    try:
        return look()
    except (psycopg.Error, RedisError, OSError, ValueError, click.ClickException) as problem:
        said = problem.message if isinstance(problem, click.ClickException) else str(problem)
        return [" ".join(said.split()) or type(problem).__name__], ""


def _looks(settings: Settings) -> Iterator[tuple[str, Callable[[], Answer]]]:
    yield "settings", lambda: _settings(settings)
    yield "push", lambda: _push(settings)
    yield "database", lambda: _database(settings)
    yield "redis", lambda: _redis(settings)
    yield "mail", lambda: _mail(settings)
    yield "media", lambda: _media(settings)
    yield "migrations", lambda: _migrations(settings)
    yield "app's role", lambda: _role(settings)
    yield "constraints", _asked(truths.constraints)
    yield "row policies", _asked(truths.row_policies)
    yield "privileges", _asked(lambda connection: truths.privileges(connection, settings.app_role))
    for name, sql, fine in truths.COUNTS:
        yield name, _counted(sql, fine)


@contextmanager
def _as_app(settings: Settings) -> Iterator[psycopg.Connection]:
    with psycopg.connect(plain_url(settings.database_url), connect_timeout=PATIENCE_S) as connection:
        yield connection


def _settings(settings: Settings) -> Answer:
    problems = []
    if settings.is_production and not settings.trusted_proxies:
        problems.append("TRUSTED_PROXIES is 0 in production: addresses of clients would be the proxy's.")
    if settings.database_owner_url is None:
        problems.append(
            "DATABASE_OWNER_URL is not set: only the owner sees all businesses, as this command must."
        )
    return problems, f"{settings.environment}, served on {settings.bind_host}:{settings.port}"


def _push(settings: Settings) -> Answer:
    """Look for what push services ask; a business can do without, so it says how to have it."""
    problems = []
    if not settings.vapid_private_key:
        problems.append(
            "VAPID_PRIVATE_KEY is not set: nobody is told anything by push; `flask push-key` makes one."
        )
    elif not settings.vapid_contact:
        problems.append(
            "VAPID_CONTACT is not set: push services ask for an address of the operator's, as mailto:…."
        )
    return problems, f"signed, with {settings.vapid_contact} as contact"


def _database(settings: Settings) -> Answer:
    with _as_app(settings) as connection:
        version = connection.info.server_version // 10_000
    if version < OLDEST_POSTGRESQL:
        return [f"PostgreSQL {version} is older than {OLDEST_POSTGRESQL}."], ""
    return [], f"PostgreSQL {version} answers {settings.app_role}"


def _redis(settings: Settings) -> Answer:
    with Redis.from_url(
        settings.redis_url, socket_connect_timeout=PATIENCE_S, socket_timeout=PATIENCE_S
    ) as redis:
        redis.ping()
    return [], "answers"


def _mail(settings: Settings) -> Answer:
    if settings.mail_server is None:
        return [], "no SMTP_URL: mails are kept and shown as not sent"
    with server.connected(settings.mail_server, patience_s=PATIENCE_S):
        pass
    return [], f"{settings.mail_server.host} takes mails from {settings.mail_from}"


def _media(settings: Settings) -> Answer:
    """Write a file where pictures are kept, read it and remove it."""
    store, key = media.open_store(settings.media_url), "0/CHCK-CHCK-check.txt"
    try:
        store.put(key, b"checked")
        found = store.get(key)
        store.remove([key])
    except Exception as problem:
        return [f"{settings.media_url} does not take files: {type(problem).__name__}."], ""
    return (
        [] if found == b"checked" else ["a file came back otherwise than it was written"]
    ), f"kept in {settings.media_url}"


def _migrations(settings: Settings) -> Answer:
    head = HEAD.read_text(encoding="utf-8").strip()
    with _as_app(settings) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = row[0] if row else "none"
    return ([] if found == head else [f"the database is at {found}, this version needs {head}"]), f"at {head}"


def _role(settings: Settings) -> Answer:
    with _as_app(settings) as connection:
        found = walls.powers(connection)
    return ([", ".join(found)] if found else []), f"{settings.app_role} owns nothing and sees through no wall"


def _asked(question: Callable[[psycopg.Connection], Answer]) -> Callable[[], Answer]:
    def look() -> Answer:
        with owner.connect() as connection:
            return question(connection)

    return look


def _counted(sql: str, fine: str) -> Callable[[], Answer]:
    def look() -> Answer:
        with owner.connect() as connection:
            row = connection.execute(sql.encode()).fetchone()
        count = int(row[0]) if row else 0
        return ([f"{count} found, and there must be none"] if count else []), fine

    return look
