"""Waiting for what comes true by itself."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], *, patience_s: float = 30.0) -> None:
    """Wait for something to become true."""
    ends = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < ends, "It does not become true."
        time.sleep(0.05)
