"""Servers under measurement, and the processor time that they and their children used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from bench.stage import ROOT, Stage

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 90.0  # a start imports a lot, and others may work on the cores


@dataclass(frozen=True)
class Served:
    """A gunicorn that answers on a port of the loopback."""

    pid: int
    port: int

    def cpu_s(self) -> float:
        """Answer the processor time of the server and its workers so far."""
        return cpu_s(self.pid)

    def client(self) -> Client:
        """Open a connection that is kept."""
        return Client(self.port)


def cpu_s(pid: int) -> float:
    """Answer the processor time of a process and of its children, those included that have ended, in seconds."""
    return (_ticks(pid, with_ended=True) + sum(_ticks(each) for each in _children(pid))) / TICKS


def _ticks(pid: int, *, with_ended: bool = False) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(each) for each in fields[11 : 15 if with_ended else 13])


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [int(each) for each in listed]


def free_port() -> int:
    """Answer a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(stage: Stage, application: str, *, workers: int) -> Iterator[Served]:
    """Serve an application with the product's own configuration, until the block ends."""
    port = free_port()
    environ = {
        **stage.environ,
        "PORT": str(port),
        "WEB_WORKERS": str(workers),
    }
    log = (stage.folder / "log" / "web.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application],
        cwd=ROOT,
        env=environ,
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(port, server)
        yield Served(server.pid, port)
    finally:
        ended(server)
        log.close()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it where it does not."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens and, of a gunicorn, its first worker answers.

    Raises:  RuntimeError when it ended, or takes too long.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as probe:
                probe.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                probe.recv(1)  # the master listens before a worker is there
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("A server under measurement did not start.")
