"""Bring a database to this version: the app's role, the migrations, the privileges."""

import os
import sys

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app.embedded import roles
from app.settings import BadSettings, Settings, load


def main() -> int:
    """Release once, and answer an exit code."""
    try:
        settings = load(os.environ)
    except BadSettings as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    if settings.database_owner_url is None:
        sys.stderr.write("DATABASE_OWNER_URL is not set: migrations run as the owner of the tables.\n")
        return 1
    try:
        ensure_app_role(settings)
        psycopg.connect(plain_url(settings.database_url), connect_timeout=10).close()
    except psycopg.Error as error:
        sys.stderr.write(f"The app's role {settings.app_role!r} can't be made or can't sign in: {error}\n")
        return 1
    migrate(settings)
    return 0


def plain_url(url: str) -> str:
    """Return a URL as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def ensure_app_role(settings: Settings) -> None:
    """Make the role that web and workers connect as, where the server does not know it yet."""
    app_url = make_url(settings.database_url)
    with psycopg.connect(plain_url(settings.database_owner_url or ""), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", (settings.app_role,)
        ).fetchone()
        if known is not None:
            return
        roles.ensure_role(connection, settings.app_role, str(app_url.password or ""))
        row = connection.execute("SELECT current_database()").fetchone()
        names = {"database": sql.Identifier(row[0] if row else ""), "role": sql.Identifier(settings.app_role)}
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}").format(**names)
        )


def migrate(settings: Settings) -> None:
    """Run the migrations that this database has not seen."""
    import flask_migrate

    from app.factory import create_app

    with create_app(settings).app_context():
        flask_migrate.upgrade()


if __name__ == "__main__":
    sys.exit(main())
