"""The database as its owner sees it: past the walls, for what fills or inspects a whole installation."""

from __future__ import annotations

import click
import psycopg
from flask import current_app

from app.cli.release import plain_url
from app.settings import Settings


def settings() -> Settings:
    """Return the settings of the application that the command belongs to."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def connect(*, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection of the owner's.

    Raises:  ClickException, in a sentence.
    """
    url = settings().database_owner_url
    if url is None:
        raise click.ClickException(
            "DATABASE_OWNER_URL is not set: this command works as the owner of the tables."
        )
    try:
        return psycopg.connect(
            plain_url(url),
            autocommit=autocommit,
            connect_timeout=10,
            options="-c timezone=UTC -c lock_timeout=30s",
        )
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database can't be reached: {error}") from error
