"""Every kind of job that the outbox may hold: its name, and the function that does it.

A function is given the open transaction and the ids of its row. What it writes there is done exactly once. An effect
outside the database, as a mail, comes last and at least once: whoever receives it tells a repetition by the row's `ref`.
It fails by raising; `JobFailed` says why in a code, anything else is an error of the program.
"""

from __future__ import annotations

from collections.abc import Callable

from app.actions.outbox import JobKind

KINDS: dict[str, JobKind] = {}


def job(name: str) -> Callable[[JobKind], JobKind]:
    """Register a function as a kind of job."""

    def add(function: JobKind) -> JobKind:
        if name in KINDS:
            raise ValueError(f"There are two kinds of job called {name!r}.")
        KINDS[name] = function
        return function

    return add
