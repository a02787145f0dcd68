"""Everybody at once: threads that wait for each other, then each do their work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def rush(writers: int, work: Callable[[int], Any]) -> list[Any]:
    """Let everybody do their work at the same instant, and answer what each got."""
    barrier = threading.Barrier(writers)

    def one(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(one, range(writers)))
