"""Keep the Procfile's processes alive, and end them in order."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.embedded import identity, process

PATIENCE_S = 15.0
RESTART_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
MOST_DEATHS, WITHIN_S = 5, 60.0


class KeepsDying(Exception):
    """Raised when a vital process ends again and again, with the end of its log."""


def read_procfile(path: Path) -> dict[str, list[str]]:
    """Return the processes of a Procfile, their programs taken from this interpreter's folder."""
    commands = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, words = line.partition(":")
        if separator and not line.startswith("#"):
            commands[name.strip()] = _resolved(shlex.split(words))
    return commands


def search_path() -> str:
    """Return a PATH that begins with this interpreter's own folder."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _resolved(words: list[str]) -> list[str]:
    program = shutil.which(words[0], path=search_path())
    return [program or words[0], *words[1:]]


class Child:
    """One process: started, watched, started again, ended.

    One that is not vital may end as often as it will: it is started again after longer and longer pauses.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, environ: Mapping[str, str], log: Path, is_vital: bool
    ) -> None:
        self.name = name
        self.log = log
        self._is_vital = is_vital
        self._command = command
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []
        self._started_at = self._again_at = 0.0
        self._pause_s = RESTART_PAUSE_S

    def start(self) -> None:
        """Start the process."""
        self._started_at = time.monotonic()
        self._process = process.spawn(
            self._command,
            identity=identity.Identity(os.geteuid(), os.getegid()),
            log=self.log,
            death_signal=signal.SIGTERM,
            environ=self._environ,
            folder=Path.cwd(),
        )

    @property
    def exit_code(self) -> int | None:
        """Return the code with which the process ended, or None while it lives."""
        return None if self._process is None else self._process.poll()

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start the process again when it has ended.

        Raises:  KeepsDying, when that happens too often to what is vital.
        """
        now = time.monotonic()
        if self._process is None:
            if now >= self._again_at:
                self.start()
            return
        code = self.exit_code
        if code is None:
            return
        self._process = None
        if self._is_vital:
            self._count_death(now)
        elif now - self._started_at >= WITHIN_S:
            self._pause_s = RESTART_PAUSE_S
        say(
            f"{self.name} ended by itself ({_how(code)}); starting it again in {self._pause_s:.0f} s."
            f" Its log: {self.log}"
        )
        self._again_at = now + self._pause_s
        if not self._is_vital:
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _count_death(self, now: float) -> None:
        self._deaths = [moment for moment in self._deaths if now - moment < WITHIN_S] + [now]
        if len(self._deaths) >= MOST_DEATHS:
            raise KeepsDying(
                f"{self.name} ended {MOST_DEATHS} times within a minute; the end of {self.log}:\n"
                + process.log_tail(self.log)
            )

    def stop(self) -> None:
        """Ask the process to end, and wait until it has."""
        if self._process is not None:
            process.end(self._process, signals=(signal.SIGTERM,), patience_s=PATIENCE_S)
            self._process = None


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
