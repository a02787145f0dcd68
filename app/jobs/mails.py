"""The job that sends a mail, the way of telling by mail, and the reminders before arrivals."""

from __future__ import annotations

from app import clock
from app.actions import notices
from app.actions.mails import reminders, sending, telling
from app.actions.mails.desk import SEND
from app.actions.transaction import Work
from app.jobs.kinds import job

notices.WAYS.append(telling.tell)


@job(SEND)
def send(work: Work, mail: int) -> None:
    """Send one mail."""
    sending.send(work, mail)


def remind() -> int:
    """Write to the clients who arrive soon, and answer to how many."""
    return reminders.remind_all(clock.now())
