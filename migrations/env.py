"""Run the migrations as the owner, one runner at a time, never waiting long for a lock.

After an upgrade the app's role gets exactly the privileges that `app.models.privileges` lists.
"""

import time

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool, text

from app.models import Base
from app.models.privileges import grant

ONE_RUNNER = 7_305_517
PATIENCE_S, PAUSE_S = 600, 0.2


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = create_engine(current_app.config["DATABASE_OWNER_URL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


def migrate(connection) -> None:
    connection.execute(text("SET lock_timeout = '3s'"))
    _wait_for_turn(connection)
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        grant(connection, current_app.config["DATABASE_APP_ROLE"])
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ONE_RUNNER})
        connection.commit()


def _wait_for_turn(connection):
    """Ask again and again instead of waiting in one statement: its snapshot would hold up CREATE INDEX CONCURRENTLY."""
    for _ in range(int(PATIENCE_S / PAUSE_S)):
        is_ours = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ONE_RUNNER})
        connection.commit()
        if is_ours:
            return
        time.sleep(PAUSE_S)
    raise TimeoutError(f"Another release has been migrating for {PATIENCE_S} seconds.")


run()
