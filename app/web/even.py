"""How the processes of `web` share what comes in."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]  # it has none


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Takes a connection only while one of its threads is free.

    The others wait where any process may take them. Taken at once, as gunicorn does, most of a rush may stand in line
    for the threads of one process while those of another have nothing to do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._busy = 0

    def set_accept_enabled(self, enabled: bool) -> None:
        """Listen, unless every thread is busy; gunicorn asks again after each event."""
        super().set_accept_enabled(enabled and self._busy < self.cfg.threads)

    def enqueue_req(self, conn: TConn) -> None:
        """Hand a request to the threads."""
        self._busy += 1
        super().enqueue_req(conn)
        if self._busy >= self.cfg.threads:
            self.set_accept_enabled(False)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Go on after a thread has answered."""
        self._busy -= 1
        super().finish_request(conn, fs)
