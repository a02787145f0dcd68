"""The servers of a run, durable as in production, in a folder that goes with it."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.cli import release
from app.embedded import addresses, binaries, postgres, secrets, valkey
from app.settings import Settings, load

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 3_600
OPTIONS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "max_connections": "120"}


@dataclass(frozen=True)
class Loaded:
    """New businesses, by their addresses, and how many reservations a second were written."""

    slugs: list[str]
    rate: float


@dataclass(frozen=True)
class Stage:
    """A PostgreSQL with fsync on and a Valkey; the app's settings and environment on them."""

    folder: Path
    settings: Settings
    environ: dict[str, str]
    pg_bin: Path
    postgres_pid: int

    def as_owner(self) -> psycopg.Connection:
        """Connect as the owner of the tables, each statement a transaction."""
        return psycopg.connect(
            release.plain_url(self.settings.database_owner_url or ""),
            autocommit=True,
            options="-c timezone=UTC",
        )

    def as_app(self) -> psycopg.Connection:
        """Connect as the role that serves requests."""
        return psycopg.connect(
            release.plain_url(self.settings.database_url), autocommit=True, options="-c timezone=UTC"
        )

    def load(self, *, units: int, reservations: int, tenants: int = 1) -> "Loaded":
        """Fill with `seed load`: so much over so many new businesses."""
        said = self.flask(
            "seed", "load", f"--units={units}", f"--reservations={reservations}", f"--tenants={tenants}"
        )
        rate = re.search(r"([\d,]+) a second", said)
        with self.as_owner() as connection:
            rows = connection.execute(
                "SELECT slug FROM tenants WHERE slug LIKE 'load-%%' ORDER BY id DESC LIMIT %s", (tenants,)
            )
            return Loaded(sorted(row[0] for row in rows), float(rate[1].replace(",", "")) if rate else 0.0)

    def tenant_id(self, slug: str) -> int:
        """Answer the key of a business."""
        with self.as_owner() as connection:
            found = connection.execute("SELECT id FROM tenants WHERE slug = %s", (slug,)).fetchone()
        return int(found[0]) if found else 0

    def flask(self, *words: str) -> str:
        """Run a `flask` command on this stage and answer what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(words)} failed:\n{done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def staged(environ: dict[str, str]) -> Iterator[Stage]:
    """Start the servers, migrate, and stop and remove everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rpb"))
    folder.chmod(0o755)
    known = secrets.read_or_make(folder)
    cluster = postgres.Cluster(addresses.postgres_home(folder), passwords=known, options=OPTIONS)
    store = valkey.Server(addresses.valkey_home(folder), password=known["valkey_password"])
    try:
        cluster.start()
        store.start()
        ours = {
            **environ,
            "APP_ENV": "test",
            "VAR_DIR": str(folder),
            "DATABASE_URL": cluster.url(addresses.APP),
            "DATABASE_OWNER_URL": cluster.url(addresses.OWNER),
            "REDIS_URL": store.url(),
            "SECRET_KEY": known["secret_key"],
            "LOG_LEVEL": "error",
        }
        settings = load(ours)
        release.migrate(settings)
        yield Stage(folder, settings, ours, binaries.postgres_bin(None), cluster.pid or 0)
    finally:
        store.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
