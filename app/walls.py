"""Row-level security is the wall between tenants; a role that may look past it must not serve requests."""

import sys

import psycopg

from app.settings import Settings

_POWERS = """
    SELECT r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
      FROM pg_roles r WHERE r.rolname = current_user
"""


def powers(connection: psycopg.Connection) -> list[str]:
    """Return what a connection's role may do that the app's role must not, each in a few words."""
    row = connection.execute(_POWERS).fetchone() or (False, False, False)
    words = ("it is a superuser", "it may bypass row security", "it owns tables")
    return [said for has, said in zip(row, words, strict=True) if has]


def refuse_powerful_role(settings: Settings) -> None:
    """End this process, in a sentence, when its role of the database could look past the walls.

    A database that does not answer yet is no reason: readiness tells that.
    """
    url = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            found = powers(connection)
    except psycopg.OperationalError:
        return
    if found:
        sys.stderr.write(
            f"DATABASE_URL's role {settings.app_role!r} must not serve requests: {', '.join(found)}."
            " Give that URL as DATABASE_OWNER_URL, and a plain role's as DATABASE_URL.\n"
        )
        sys.exit(1)
