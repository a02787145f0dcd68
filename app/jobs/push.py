"""The jobs that tell devices."""

from __future__ import annotations

from app.actions import pushing
from app.actions.devices import PUSH_TEST
from app.actions.notices import WAYS
from app.actions.pushing import PUSH
from app.actions.transaction import Work
from app.jobs.kinds import job

WAYS.append(pushing.tell_devices)


@job(PUSH)
def push(work: Work, delivery: int) -> None:
    """Tell a device what it was to be told."""
    pushing.deliver(work, delivery)


@job(PUSH_TEST)
def push_test(work: Work, device: int) -> None:
    """Send a device a trial."""
    pushing.try_out(work, device)
