"""The roles and the database inside an embedded cluster."""

import psycopg
from psycopg import sql

from app.embedded import addresses

# Neither can make roles, become superuser or pass row security; the owner passes it on its own tables only.
PLAIN_ROLE = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN")


def ensure(connection: psycopg.Connection, *, owner_password: str, app_password: str) -> None:
    """Make the owner, the app's role and the database, where they are missing."""
    ensure_role(connection, addresses.OWNER, owner_password)
    ensure_role(connection, addresses.APP, app_password)
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", (addresses.DATABASE,)
    ).fetchone()
    if known is None:
        database, owner = sql.Identifier(addresses.DATABASE), sql.Identifier(addresses.OWNER)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    grant_database(connection, addresses.DATABASE, addresses.APP)


def grant_database(connection: psycopg.Connection, database: str, role: str) -> None:
    """Let the app's role, and nobody else but the owner, into a database."""
    names = {"database": sql.Identifier(database), "role": sql.Identifier(role)}
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}").format(**names))


def ensure_role(connection: psycopg.Connection, name: str, password: str) -> None:
    """Make a role that owns nothing and passes no wall, where it is missing.

    The server is told the password's verifier, so that no log can hold the password.
    """
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is not None:
        return
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
            sql.Identifier(name), PLAIN_ROLE, sql.Literal(verifier)
        )
    )
