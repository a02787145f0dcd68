"""A rush of connections is shared by the processes that serve, each taking what its threads can begin."""

import contextlib
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.serving import ROOT, free_port
from tests.until import until

APP = """
import os, time

def app(environ, start_response):
    time.sleep(0.2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
PROCESSES, THREADS, ROUNDS = 2, 2, 10


@pytest.fixture
def address(tmp_path):
    """Two processes with two threads each, which take a while to say who they are."""
    (tmp_path / "slow.py").write_text(APP)
    base = f"127.0.0.1:{free_port()}"
    words = ["-k", "app.web.even.EvenWorker", "-w", str(PROCESSES), "--threads", str(THREADS), "-b", base]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        *words,
        "--pythonpath",
        str(ROOT),
        "--no-control-socket",
        "slow:app",
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    try:
        yield f"http://{base}"
    finally:
        process.terminate()
        process.wait(15)


def rush(address, count):
    """Who answers how many of some requests that come at once, each on a connection of its own."""

    def ask(_place):
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own address
            return answer.read()

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(ask, range(count)))


def test_no_process_takes_what_another_has_a_thread_for(address):
    def all_are_there():
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            return len(rush(address, PROCESSES * THREADS)) == PROCESSES
        return False

    until(all_are_there)
    for _ in range(ROUNDS):
        assert list(rush(address, PROCESSES * THREADS).values()) == [THREADS] * PROCESSES


def test_what_no_thread_is_free_for_is_answered_after_it(address):
    def is_there():
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            return bool(rush(address, 1))
        return False

    until(is_there)
    assert rush(address, 40).total() == 40
