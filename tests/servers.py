"""Real servers for tests: quick instead of durable, and gone when the tests are."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql
from sqlalchemy.engine import make_url

from app.embedded import addresses, postgres, roles, secrets, valkey

TEMPLATE = "template_reservations"
VAPID_PRIVATE_KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtb28"


@dataclass(frozen=True)
class Urls:
    """Where the test servers answer; the databases are named later."""

    superuser_url: str
    owner_url: str
    app_url: str
    redis_url: str

    def on(self, database: str, number: int = 0) -> "Urls":
        """Return the URLs of another database, and of another of Valkey's."""

        def moved(url: str) -> str:
            return make_url(url).set(database=database).render_as_string(hide_password=False)

        return Urls(
            superuser_url=moved(self.superuser_url),
            owner_url=moved(self.owner_url),
            app_url=moved(self.app_url),
            redis_url=f"{self.redis_url.rpartition('=')[0]}={number}",
        )

    def environ(self) -> dict[str, str]:
        """Return the environment of a process on these servers."""
        return {
            "APP_ENV": "test",
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": "only-for-tests-" * 4,
            "LOG_LEVEL": "warning",
            "VAPID_PRIVATE_KEY": VAPID_PRIVATE_KEY,
            "PUSHES_TO_LOOPBACK": "1",
        }

    def as_dict(self) -> dict[str, str]:
        """Return what another process makes the same object from."""
        return asdict(self)


class TestServers:
    """A PostgreSQL and a Valkey in a temporary folder."""

    __test__ = False

    def __init__(self, folder: Path, bin_folder: Path | None = None) -> None:
        self.folder = folder
        known = secrets.read_or_make(folder)
        home = addresses.postgres_home(folder)
        self.cluster = postgres.Cluster(
            home, passwords=known, bin_folder=bin_folder, is_durable=False, options={"max_connections": "200"}
        )
        self.valkey = valkey.Server(
            addresses.valkey_home(folder), password=known["valkey_password"], is_durable=False
        )

    def start(self) -> Urls:
        """Start both and return their URLs."""
        self.cluster.start()
        self.valkey.start()
        return Urls(
            superuser_url=self.cluster.url(addresses.SUPERUSER),
            owner_url=self.cluster.url(addresses.OWNER),
            app_url=self.cluster.url(addresses.APP),
            redis_url=self.valkey.url(),
        )

    def stop(self) -> None:
        """Stop both and remove their folder."""
        self.valkey.stop()
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_test_servers(folder: Path | None = None) -> tuple[TestServers, Urls]:
    """Start servers in a folder, a new temporary one by default; EMBEDDED_PG_BIN names other programs."""
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="rpt", dir="/tmp"))
        folder.chmod(0o755)
    other = os.environ.get("EMBEDDED_PG_BIN")
    servers = TestServers(folder, Path(other) if other else None)
    try:
        return servers, servers.start()
    except BaseException:
        servers.stop()
        raise


def plain(url: str) -> str:
    """Return a URL as psycopg itself reads it."""
    return url.replace("+psycopg", "", 1)


def make_database(urls: Urls, name: str, *, template: str | None = None) -> None:
    """Make a database of the owner's, as a copy of a template if one is named; one of that name goes first."""
    source = (
        sql.SQL("TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        if template
        else sql.SQL("")
    )
    with psycopg.connect(plain(urls.on("postgres").superuser_url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} {}").format(
                sql.Identifier(name), sql.Identifier(addresses.OWNER), source
            )
        )
        roles.grant_database(connection, name, addresses.APP)


def drop_database(urls: Urls, name: str) -> None:
    """Remove a database, and whoever is in it."""
    with psycopg.connect(plain(urls.on("postgres").superuser_url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def lent(urls: Urls, name: str, number: int) -> Iterator[Urls]:
    """Lend a fresh migrated database and an empty Valkey of that number.

    Tenants bear the same numbers in each database: what one left in Valkey would be told to the next.
    """
    make_database(urls, name, template=TEMPLATE)
    own = urls.on(name, number)
    with redis.Redis.from_url(own.redis_url) as client:
        client.flushdb()
    yield own
    drop_database(urls, name)


def number_of(worker: str) -> int:
    """The number of an xdist worker; 0 where there is none."""
    return int(worker.removeprefix("gw")) if worker.startswith("gw") else 0
