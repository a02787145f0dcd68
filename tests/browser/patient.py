"""A browser that does not keep a whole run waiting: what it does not close in time, it is ended for."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import threading
from pathlib import Path

from playwright.sync_api import Error

CLOSES_WITHIN_S = 30


class PatientBrowser:
    """Chromium for the tests of a worker; started again when it had to be ended.

    Now and then Chromium never answers that a context is closed, after tests whose sockets were cut off: a run then
    stood still until its time was over.
    """

    def __init__(self, playwright, program, flags):
        self._playwright, self._program = playwright, program
        self._mark = (
            f"--test-run={secrets.token_hex(8)}"  # no flag of Chromium's: by it its processes are known
        )
        self._flags = [*flags, self._mark]
        self._browser = None

    @property
    def browser_type(self):
        """Answer Playwright's own."""
        return self._playwright.chromium

    def new_context(self, **options):
        """Make a context that is closed in time, whatever happens."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=self._program, args=self._flags)
        context = self._browser.new_context(**options)
        close = context.close
        context.close = lambda: self._in_time(close)
        return context

    def close(self):
        """End the browser."""
        if self._browser is not None:
            self._in_time(self._browser.close)

    def _in_time(self, close):
        timer = threading.Timer(CLOSES_WITHIN_S, self._end)
        timer.start()
        try:
            with contextlib.suppress(Error):  # of one that had to be ended
                close()
        finally:
            timer.cancel()

    def _end(self):
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and self._mark.encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
