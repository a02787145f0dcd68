"""A real web server for tests: gunicorn with several processes, on a free port of this machine."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.servers import Urls

ROOT = Path(__file__).resolve().parents[1]
READY_S = 40.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(urls: Urls, *, folder: Path, workers: int = 2, **environ: str) -> Iterator[str]:
    """Serve the application and give its address; it ends with the block."""
    port = free_port()
    values = {"PORT": str(port), "WEB_WORKERS": str(workers), **environ}
    words = ["-c", "gunicorn.conf.py", "wsgi:app"]
    with _gunicorn("web", words, urls, folder=folder, port=port, environ=values) as (base, _process):
        yield base


@contextlib.contextmanager
def serving_live(
    urls: Urls, *, folder: Path, port: int, pages: str, **environ: str
) -> Iterator[subprocess.Popen]:
    """Serve the sockets of some pages on a port and give the process; it ends with the block."""
    words = ["-c", "gunicorn.live.conf.py", "wsgi:live()"]
    values = {"LIVE_PORT": str(port), "PORT": pages.rpartition(":")[2], **environ}
    with _gunicorn("live", words, urls, folder=folder, port=port, environ=values) as (_base, process):
        yield process


@contextlib.contextmanager
def _gunicorn(
    name: str, words: list[str], urls: Urls, *, folder: Path, port: int, environ: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen]]:
    values = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        **urls.environ(),
        "VAR_DIR": str(folder),
        **environ,
    }
    values.pop("DATABASE_OWNER_URL")
    log = (folder / f"{name}.log").open("ab")
    command = [sys.executable, "-m", "gunicorn", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=log, stderr=subprocess.STDOUT)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, process, folder / f"{name}.log")
        yield base, process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(base: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"The web server ended:\n{log.read_text()[-3000:]}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{base}/readyz", timeout=2).close()  # noqa: S310 - our own address
            return
        time.sleep(0.1)
    raise AssertionError(f"The web server does not get ready:\n{log.read_text()[-3000:]}")
