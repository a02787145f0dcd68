"""One run per folder. The kernel lets go of the lock when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path
from typing import Self


class Held(Exception):
    """Raised with the words of whoever holds the lock."""


class Lock:
    """A lock file that says who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.was_left = False
        self._file: int | None = None

    def take(self, words: str) -> Self:
        """Take the lock and write who holds it; note whether its last holder was killed.

        Raises:  Held, with the holder's words.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 1000).decode(errors="replace").strip()
            os.close(file)
            raise Held(holder) from None
        self.was_left = os.fstat(file).st_size > 0
        os.ftruncate(file, 0)
        os.write(file, words.encode())
        self._file = file
        return self

    def give_back(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None
