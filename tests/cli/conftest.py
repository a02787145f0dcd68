"""The commands, run on a database of their own that they commit to."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from flask import Flask

from app.settings import load
from tests.fixtures import forget_database
from tests.servers import Urls, plain

UNSETTLED = """
SELECT 1 FROM pg_stat_activity WHERE datname <> current_database() AND backend_xid::text::bigint <= (
  SELECT max(xid::text::bigint) FROM audit_entries WHERE xid < pg_snapshot_xmax(pg_current_snapshot()))
"""


@dataclass
class Installation:
    """An application on a fresh database, and the means to command and to ask it."""

    app: Flask
    urls: Urls
    folder: Path

    def run(self, *words: str, typed: str | None = None) -> Result:
        """Run a command, whatever comes of it; one that reads the record in its final order finds it final."""
        if words[0] in {"audit", "stats"}:
            self.settle()
        return self.app.test_cli_runner().invoke(args=list(words), input=typed)

    def done(self, *words: str, typed: str | None = None) -> str:
        """Run a command that must succeed and return what it said."""
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *words: str, typed: str | None = None) -> str:
        """Run a command that must say no and return what it said."""
        result = self.run(*words, typed=typed)
        assert result.exit_code != 0, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.output

    def settle(self) -> None:
        """Wait until the transactions of other tests' databases are over that began before the last entry was written.

        The server counts transactions over all databases: an entry is final when no older one is open in any.
        """
        ends = time.monotonic() + 60
        with psycopg.connect(plain(self.urls.superuser_url), autocommit=True) as connection:
            while connection.execute(UNSETTLED).fetchone() and time.monotonic() < ends:
                time.sleep(0.05)

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as its owner."""
        with psycopg.connect(plain(self.urls.owner_url)) as connection:
            return connection.execute(question, values or None).fetchall()

    def one(self, question: str, *values: Any) -> Any:
        """Ask for one value."""
        return self.ask(question, *values)[0][0]

    def change(self, command: str, *values: Any) -> None:
        """Change the database behind the application's back, as its superuser."""
        with psycopg.connect(plain(self.urls.superuser_url), autocommit=True) as connection:
            connection.execute(command, values or None)


@pytest.fixture
def install(own_database, tmp_path) -> Iterator[Callable[..., Installation]]:
    """Put an application on the test's own database; settings may be changed."""
    from app.extensions import db
    from app.factory import create_app

    made: list[Flask] = []

    def put(**environ: str) -> Installation:
        forget_database()
        values = own_database.environ() | {"VAR_DIR": str(tmp_path / "var")} | environ
        if environ.get("APP_ENV") == "production":
            del values["PUSHES_TO_LOOPBACK"]
        app = create_app(load({name: value for name, value in values.items() if value}))
        made.append(app)
        return Installation(app, own_database, tmp_path)

    yield put
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def cli(install) -> Installation:
    """An empty installation."""
    return install()


@pytest.fixture
def business(cli) -> Installation:
    """An installation with one empty business, `resort`."""
    cli.done(
        "tenants", "create", "resort", "--name", "Resort", "--timezone", "Europe/Lisbon", "--currency", "EUR"
    )
    return cli
