"""Where mails are put: a row in the transaction of what they tell, and the job that sends it after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.actions.mails import links
from app.actions.refs import new_ref
from app.actions.transaction import Work
from app.domain.mails import BAD_ADDRESS, NO_SERVER, MailState
from app.models import Mail

SEND = "mail"


@dataclass(frozen=True)
class Draft:
    """A mail that is written and not yet put on its way."""

    audience: str
    kind: str
    language: str
    recipient: str
    subject: str
    body: str
    leads_to: str
    client_id: int | None = None
    person_id: int | None = None
    reservation_id: int | None = None
    group_id: int | None = None
    entry_id: int | None = None
    calendars: Sequence[tuple[str, str]] = ()


def put(work: Work, draft: Draft) -> int:
    """Keep a mail and ask for it to be sent; without a mail server, or a usable address, it is kept only."""
    state, reason = MailState.WAITING, ""
    if links.settings().mail_server is None:
        state, reason = MailState.HELD_BACK, NO_SERVER
    elif address_of(draft.recipient) is None:
        state, reason = MailState.FAILED, BAD_ADDRESS
    key = work.writer.new_id(Mail)
    row: dict[str, Any] = {
        **vars(draft),
        "calendars": [list(each) for each in draft.calendars],
        "tenant_id": work.tenant.id,
        "id": key,
        "ref": new_ref(),
        "state": state.value,
        "reason": reason,
        "made_at": work.now,
    }
    work.writer.add((Mail, [row]))
    if state is MailState.WAITING:
        work.later(SEND, mail=key)
    return key


def address_of(text: str) -> str | None:
    """Answer an address as it can stand in a header, None for one that can't be written to."""
    try:
        # Whether the host exists is for the mail server to say: it may stand in a network of its own.
        found = validate_email(
            text, check_deliverability=False, globally_deliverable=False, test_environment=True
        )
    except EmailNotValidError:
        return None
    return found.ascii_email or found.normalized
