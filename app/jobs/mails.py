"""The jobs that send a mail and make a link to a new password, the way of telling by mail, the reminders before arrivals, and the ends of the record."""

from __future__ import annotations

from app import clock
from app.actions import notices, passwords
from app.actions.mails import anchors, reminders, sending, summaries, telling
from app.actions.mails.desk import SEND
from app.actions.transaction import Work
from app.jobs.kinds import job

notices.WAYS.append(telling.tell)


@job(SEND)
def send(work: Work, mail: int) -> None:
    """Send one mail."""
    sending.send(work, mail)


@job(passwords.SEND_LINK)
def send_link(work: Work, person: int) -> None:
    """Send a member the link to a new password, if there is such a member."""
    passwords.send_link(work, person)


def remind() -> int:
    """Write to the clients who arrive soon, and answer to how many."""
    return reminders.remind_all(clock.now())


def anchor() -> int:
    """Mail the end of the sealed record to the members who chose it, once a day, and answer to how many."""
    return anchors.anchor_all(clock.now())


def summarise() -> int:
    """Mail the week or the month that ended to the members who chose it, and answer to how many."""
    return summaries.summarise_all()
