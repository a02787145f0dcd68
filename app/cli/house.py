"""The house: its servers, its processes, and the order in which they come and go."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg

from app.cli import keeper, preparation
from app.cli.release import plain_url
from app.embedded import addresses, postgres, process, secrets, valkey
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
HEAD = ROOT / "migrations" / "head.txt"
FIRST = "web"
READY_PATIENCE_S = 60.0
LOOK_S = 0.3
DEMO_PASSWORD = "demo-demo-demo"  # noqa: S105  printed for the demo only; production refuses it


class House:
    """Everything that one run starts and ends."""

    def __init__(self, settings: Settings, *, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        self._logs = settings.var_dir / "log"
        self._cluster: postgres.Cluster | None = None
        self._valkey: valkey.Server | None = None
        self._children: list[keeper.Child] = []

    def start(self) -> None:
        """Start everything, in order, and say each step.

        Raises:  EmbeddedError, KeepsDying or CannotRun, in a sentence.
        """
        begun = time.monotonic()
        self._say("Reservation Platform")
        self._start_servers()
        self._release()
        self._seed_demo()
        self._start_processes()
        self._say(f"  ready after {time.monotonic() - begun:.1f} s; logs in {self._logs}\n")
        self._welcome()

    def keep(self) -> None:
        """Watch over everything, for ever."""
        while True:
            for child in self._children:
                child.look_after(self._say)
            if self._cluster is not None and self._cluster.pid is None:
                self._say("PostgreSQL ended by itself; starting it again.")
                self._cluster.start()
            if self._valkey is not None and self._valkey.pid is None:
                self._say("Valkey ended by itself; starting it again.")
                self._valkey.start()
            time.sleep(LOOK_S)

    def stop(self) -> None:
        """End everything: web, worker and cron, Valkey, PostgreSQL."""
        if self._children or self._valkey or self._cluster:
            self._say("\nStopping …")
        for child in self._children:
            child.stop()
        if self._valkey is not None:
            self._valkey.stop()
        if self._cluster is not None:
            self._cluster.stop()
            self._say(f"Stopped. The data stay in {self._settings.var_dir}.")

    def _start_servers(self) -> None:
        settings = self._settings
        known = secrets.read(settings.var_dir) or {}
        if settings.is_production and (settings.embeds_postgres or settings.embeds_valkey):
            self._say("  ALLOW_EMBEDDED=1: a managed or packaged server gets its security fixes sooner.")
        if settings.embeds_postgres:
            home = addresses.postgres_home(settings.var_dir)
            self._cluster = postgres.Cluster(home, passwords=known, bin_folder=settings.embedded_pg_bin)
            if not self._cluster.data.exists():
                self._say("  PostgreSQL: making the database (first start only) …")
            self._cluster.start()
            self._say(f"  PostgreSQL {self._cluster.major} runs")
        if settings.embeds_valkey:
            home = addresses.valkey_home(settings.var_dir)
            self._valkey = valkey.Server(home, password=known["valkey_password"])
            self._valkey.start()
            self._say("  Valkey runs")

    def _environ(self, *, as_owner: bool) -> dict[str, str]:
        """Return the environment of a process; only what migrates or seeds learns the owner's URL."""
        settings = self._settings
        environ = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        if as_owner and settings.database_owner_url:
            environ["DATABASE_OWNER_URL"] = settings.database_owner_url
        return environ | {
            "PATH": keeper.search_path(),
            "APP_ENV": settings.environment,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "SECRET_KEY": settings.secret_key,
            "PORT": str(settings.port),
            "LIVE_PORT": str(settings.live_port),
            "VAR_DIR": str(settings.var_dir),
            "FLASK_APP": "wsgi.py",
            "PYTHONUNBUFFERED": "1",
        }

    def _ask(self, question: str) -> list[str]:
        """Ask the database as the owner where it is known; answer the first column."""
        url = self._settings.database_owner_url or self._settings.database_url
        with psycopg.connect(plain_url(url), connect_timeout=10) as connection:
            return [str(row[0]) for row in connection.execute(question.encode()).fetchall()]

    def _release(self) -> None:
        head = HEAD.read_text(encoding="utf-8").strip()
        try:
            is_current = self._ask("SELECT version_num FROM alembic_version") == [head]
        except psycopg.errors.UndefinedTable:
            is_current = False
        except psycopg.Error as error:
            raise preparation.CannotRun(f"The database can't be asked: {error}") from error
        if is_current:
            self._say(f"  Database: at migration {head}")
            return
        self._say(f"  Database: migrating to {head} …")
        self._run([sys.executable, "-m", "app.cli.release"], "The migrations failed")

    def _seed_demo(self) -> None:
        if self._settings.environment != "development" or self._settings.database_owner_url is None:
            return
        if not self._ask("SELECT 1 FROM tenants LIMIT 1"):
            self._say("  Demo: making four businesses (first start only) …")
            self._run([sys.executable, "-m", "flask", "seed", "demo"], "The demo could not be made")

    def _run(self, command: list[str], failure: str) -> None:
        answer = subprocess.run(
            command, env=self._environ(as_owner=True), capture_output=True, text=True, check=False, cwd=ROOT
        )
        if answer.returncode != 0:
            raise preparation.CannotRun(f"{failure}:\n{(answer.stderr or answer.stdout).strip()}")

    def _start_processes(self) -> None:
        """Start web first, without which there is no house: the others need not be there for a page."""
        commands = keeper.read_procfile(ROOT / "Procfile")
        commands.pop("release", None)
        environ = self._environ(as_owner=False)
        for name, command in sorted(commands.items(), key=lambda pair: pair[0] != FIRST):
            log = self._logs / f"{name}.log"
            child = keeper.Child(name, command, environ=environ, log=log, is_vital=name == FIRST)
            self._children.append(child)
            child.start()
            if name == FIRST:
                self._wait_until_ready(child)
        self._say(f"  {', '.join(child.name for child in self._children)} run")

    def _wait_until_ready(self, web: keeper.Child) -> None:
        url = f"http://{preparation.address(self._settings)}/readyz"

        def is_ready() -> bool:
            if web.exit_code is not None:
                raise preparation.CannotRun(f"web did not start:\n{process.log_tail(web.log, 20)}")
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    return bool(json.load(answer))
            except (urllib.error.URLError, TimeoutError, ValueError, ConnectionError):
                return False

        if not process.wait_until(is_ready, READY_PATIENCE_S):
            raise preparation.CannotRun(f"web does not get ready; see {web.log}")

    def _welcome(self) -> None:
        base = f"http://{preparation.address(self._settings)}"
        self._say(f"  {base}/")
        demos = []
        if not self._settings.is_production and self._settings.database_owner_url:
            demos = self._ask("SELECT slug FROM tenants WHERE is_demo ORDER BY id")
        for slug in demos:
            self._say(f"  {base}/{slug}/admin/   sign in as owner@{slug}.example")
        if demos:
            self._say(
                "  also manager@, staff@ and viewer@ of each, and ana@everywhere.example of all of them;"
            )
            self._say(f"  the password is {DEMO_PASSWORD}")
        self._say("\nCtrl-C stops everything; the data stay.")
