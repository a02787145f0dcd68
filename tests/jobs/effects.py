"""Kinds of job that only tests know: one leaves an entry of the record, the others fail."""

from __future__ import annotations

import time

from app.actions.outbox import JobFailed
from app.actions.transaction import Attempt, Work, run
from app.jobs.kinds import KINDS, job
from app.queues import DEFAULT

NOTE, BROKEN, HOPELESS = "test.note", "test.broken", "test.hopeless"
PAUSE_S = 0.01

if NOTE not in KINDS:

    @job(NOTE)
    def note(work: Work, number: int) -> None:
        """Leave an entry, slowly enough to be killed on both sides of it."""
        time.sleep(PAUSE_S)
        work.record("test", entity_id=number, action="noted")
        time.sleep(PAUSE_S)

    @job(BROKEN)
    def broken(work: Work, number: int) -> None:
        """Leave an entry and fail, with words that nobody may keep."""
        work.record("test", entity_id=number, action="noted")
        raise ValueError("ada@clients.test is not to be reached")

    @job(HOPELESS)
    def hopeless(_work: Work, number: int) -> None:
        """Fail for good."""
        raise JobFailed("address_is_gone", is_final=True)


def ask_for(house, kind=NOTE, *, number=1, queue=DEFAULT):
    """Ask for a job as an action does; the house is entered."""
    run(house.actor(), Attempt("test", "asked"), lambda work: work.later(kind, queue=queue, number=number))
