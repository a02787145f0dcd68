"""The whole of `make run` but the installing: real processes, killed for real."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy.engine import make_url

from app.embedded import addresses, process
from tests.servers import make_database, plain

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """One `python -m app.cli.run`, and what it prints."""

    def __init__(self, var_dir, port, **environ):
        given = {
            "PATH": os.defpath,
            "HOME": "/",
            "APP_ENV": "test",
            "VAR_DIR": str(var_dir),
            "PORT": str(port),
        }
        if os.environ.get("EMBEDDED_PG_BIN"):
            given["EMBEDDED_PG_BIN"] = os.environ["EMBEDDED_PG_BIN"]
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.run"],
            cwd=ROOT,
            env=given | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.said += line

    def says(self, words):
        """Wait for words; show what was said instead when they do not come."""
        process.wait_until(lambda: words in self.said or self.process.poll() is not None, PATIENCE_S)
        if self.process.poll() is not None:
            self.code()
        assert words in self.said, self.said

    def end(self, number=signal.SIGTERM):
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.code()

    def code(self):
        """Wait for the end, and return the exit code."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        self.process.stdout.close()
        return code


@pytest.fixture
def start():
    """Start runs that are ended with the test."""
    runs = []

    def begin(*arguments, **environ):
        runs.append(Run(*arguments, **environ))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end()


def processes_naming(word):
    """Return the processes of this machine whose environment or command names a folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                facts = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if os.fsencode(word) in facts:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


def sweeps(var_dir):
    known = addresses.known(var_dir)
    with redis.Redis.from_url(known.redis_url) as client:
        names = client.keys("rq:job:sweep-*")
        return {client.hget(name, "status") for name in names}


def seconds_to_load_the_application():
    """A busy machine is slow at everything: what a start takes is judged beside this."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import app.factory"], cwd=ROOT, check=True)
    return time.monotonic() - begun


def test_a_run_from_its_start_to_its_end(folder, start):
    var_dir, port = folder / "a folder", free_port()
    first = start(var_dir, port)
    first.says("Ctrl-C stops everything")
    assert answers(port)

    twin = start(var_dir, free_port())
    assert twin.code() == 1
    assert re.search(rf"already runs in this folder \(process \d+, http://127.0.0.1:{port}/\)", twin.said)

    assert process.wait_until(lambda: sweeps(var_dir) == {b"finished"}, PATIENCE_S)

    cron = next(pid for pid, said in processes_naming(var_dir).items() if "app.jobs.schedule" in said)
    os.kill(cron, signal.SIGKILL)
    first.says("cron ended by itself (signal SIGKILL); starting it again")

    postmaster = int((var_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    first.says("PostgreSQL ended by itself; starting it again")
    assert process.wait_until(lambda: answers(port), PATIENCE_S)

    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = start(var_dir, port)
    second.says("Ctrl-C stops everything")
    assert "first start only" not in second.said

    assert second.end(signal.SIGINT) == 0
    assert "The data stay" in second.said
    assert processes_naming(var_dir) == {}
    assert "database system is shut down" in (var_dir / "log" / "postgres.log").read_text()[-500:]

    floor_s = seconds_to_load_the_application()
    begun = time.monotonic()
    third = start(var_dir, port)
    third.says("Ctrl-C stops everything")
    assert time.monotonic() - begun < max(5, 5 * floor_s)
    assert third.end() == 0


def test_a_port_in_use_is_a_sentence(folder, start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = start(folder, port)
        assert run.code() == 1
    assert f"Port {port} is in use by another program" in run.said
    assert "Traceback" not in run.said


def test_production_refuses_the_embedded_servers(folder, start):
    run = start(folder, free_port(), APP_ENV="production")
    assert run.code() == 1
    assert run.said.count("unless ALLOW_EMBEDDED=1") == 2
    assert "SECRET_KEY is not set" in run.said
    assert not (folder / "secrets.json").exists()


def test_a_database_that_does_not_answer_is_a_sentence(folder, start):
    run = start(folder, free_port(), DATABASE_URL=f"postgresql://x:y@127.0.0.1:{free_port()}/z")
    assert run.code() == 1
    assert "can't be reached" in run.said
    assert "Traceback" not in run.said


@pytest.mark.servers
def test_given_servers_are_used_and_the_apps_role_is_made(folder, start, own_database):
    given = own_database.environ() | {
        "DATABASE_OWNER_URL": own_database.superuser_url,
        "DATABASE_URL": own_database.app_url.replace("rp_app:", "made_by_release:"),
    }
    make_database(own_database, make_url(own_database.app_url).database)
    run = start(folder, free_port(), **given)
    run.says("Ctrl-C stops everything")
    assert run.end() == 0
    with psycopg.connect(plain(own_database.superuser_url), autocommit=True) as connection:
        connection.execute("DROP OWNED BY made_by_release")
        connection.execute("DROP ROLE made_by_release")
    assert "PostgreSQL" not in run.said
    assert not (folder / "postgres").exists()


@pytest.mark.servers
def test_a_role_that_could_look_past_the_walls_serves_nothing(folder, start, own_database):
    given = own_database.environ() | {"DATABASE_URL": own_database.owner_url}
    run = start(folder, free_port(), **given)
    assert run.code() == 1
    assert "'rp_owner' must not serve requests: it owns tables." in run.said
