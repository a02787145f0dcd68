"""Start and end the servers' processes, and find those that an earlier, killed run left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from app.embedded.identity import Identity

PR_SET_PDEATHSIG = 1
PAUSE_S = 0.02
LOG_LIMIT = 10_000_000
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"}


def dies_with_parent(death_signal: int) -> Callable[[], None] | None:
    """Return what a child runs before its program, so that it gets a signal when its parent dies.

    The kernel watches the parent's thread: start children from the main thread.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os.kill(os.getpid(), death_signal)

    return arrange


def spawn(
    command: Sequence[str | Path],
    *,
    identity: Identity,
    log: Path,
    death_signal: int,
    typed: str | None = None,
    environ: Mapping[str, str] = ENVIRONMENT,
    folder: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, its output in a log file."""
    options: dict[str, Any] = identity.popen_options()
    with _open_log(log) as output:
        process = subprocess.Popen(
            [*identity.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL if typed is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environ,
            start_new_session=True,
            preexec_fn=dies_with_parent(death_signal),
            **options,
        )
    if process.stdin is not None and typed is not None:
        process.stdin.write(typed.encode())
        process.stdin.close()
    return process


def end(process: subprocess.Popen[bytes], *, signals: Sequence[int], patience_s: float) -> None:
    """End a child: each signal in turn, with patience between them."""
    for number in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
        process.wait()


def end_orphan(pid: int, *, home: Path, signals: Sequence[int], patience_s: float) -> bool:
    """End a server that a killed run left in a folder; answer whether there was one.

    A number alone proves nothing: it must be a process that works in that very folder.
    """
    if not works_in(pid, home):
        return False
    for number in (*signals, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        if wait_until(lambda: not works_in(pid, home), patience_s):
            return True
    return True


def works_in(pid: int, folder: Path) -> bool:
    """Tell whether a process is alive and has a folder as its working directory."""
    if pid <= 1:
        return False
    try:
        if Path("/proc/self/cwd").exists():
            return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve() and not _is_zombie(pid)
        answer = subprocess.run(
            ["/usr/sbin/lsof", "-a", "-d", "cwd", "-p", str(pid), "-Fn"],
            capture_output=True,
            text=True,
            check=False,
        )
        return f"n{folder.resolve()}" in answer.stdout.splitlines()
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], patience_s: float) -> bool:
    """Look again and again until something is so, or patience ends."""
    until = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE_S)
    return True


def log_size(log: Path) -> int:
    """Return how much a log holds before the next process writes to it."""
    size = log.stat().st_size if log.exists() else 0
    return size if size <= LOG_LIMIT else 0


def log_tail(log: Path, line_count: int = 8, *, read_from: int = 0) -> str:
    """Return the last lines of a log, or of what was written since it had a size."""
    try:
        with log.open("rb") as file:
            file.seek(read_from)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-line_count:])
    except OSError:
        return ""


def _open_log(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.old"))
    return log.open("ab")


def _is_zombie(pid: int) -> bool:
    facts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    return facts.rpartition(")")[2].split()[0] == "Z"
