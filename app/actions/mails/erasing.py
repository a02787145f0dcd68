"""Erase what is personal in the mails about clients: to whom, and what they said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from app.actions.transaction import Work
from app.domain.mails import ERASED, MailState
from app.models import Mail


def erase_mails(work: Work, client_ids: Sequence[int]) -> None:
    """Empty the mails to and about clients; those on their way are not sent any more."""
    about = update(Mail).where(Mail.client_id.in_(client_ids))
    work.session.execute(
        about.where(Mail.state == MailState.WAITING.value).values(
            state=MailState.HELD_BACK.value, reason=ERASED
        )
    )
    work.session.execute(about.values(recipient="", subject="", body="", calendars=[]))
