"""Send a mail that waits: at least once, always under the same Message-ID, and what can't be sent says why."""

from __future__ import annotations

from email.message import EmailMessage

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.mails import links, message, server
from app.actions.mails.desk import SEND, address_of
from app.actions.outbox import BACKOFF_S, JobFailed
from app.actions.resting import let_rest, rests
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.mails import BAD_ADDRESS, ERASED, NO_MEMBER, NO_SERVER, MailState
from app.domain.refusal import Refusal, Refused
from app.mail_server import MailServer
from app.models import Mail, Membership, OutboxRow
from app.queries.tenants import load_business

UNWRITABLE = "unwritable"


def send(work: Work, mail: int) -> None:
    """Send one mail; the server comes last, after everything that could fail without it.

    Raises:  JobFailed where it is worth trying again.
    """
    row = work.session.execute(
        select(Mail).where(Mail.id == mail).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None or row.state != MailState.WAITING:
        return
    code = _attempt(work, row)
    if code is None:
        row.state, row.reason, row.sent_at = MailState.SENT.value, "", work.now
    else:
        state = MailState.HELD_BACK if code in (NO_SERVER, ERASED, NO_MEMBER) else MailState.FAILED
        row.state, row.reason = state.value, code
    work.writer.told.append(("mail", row.ref))


def _attempt(work: Work, row: Mail) -> str | None:
    """Try, and answer why it is in vain; None when it is sent.

    Raises:  JobFailed while there are tries left.
    """
    settings = links.settings()
    recipient = address_of(row.recipient)
    if not row.recipient:
        return ERASED
    if _has_left(work, row):
        return NO_MEMBER
    if settings.mail_server is None:
        return NO_SERVER
    if recipient is None:
        return BAD_ADDRESS
    letter = _letter(work, row, recipient)
    try:
        built = message.build(letter, tenant=work.tenant, sender=settings.mail_from, now=row.made_at)
    except Exception:  # its text may hold an address, which no log may
        return UNWRITABLE
    try:
        _hand_in(settings.mail_server, built, sender=settings.mail_from, recipient=recipient)
    except server.NotTaken as not_taken:
        if not_taken.is_final or _is_last_try(work):
            return not_taken.code
        raise JobFailed(not_taken.code) from None
    return None


def _has_left(work: Work, row: Mail) -> bool:
    """Tell whether a mail was written to a member who is none any more."""
    if row.audience != "member" or row.person_id is None:
        return False
    asked = select(Membership.person_id).where(
        Membership.tenant_id == work.tenant.id, Membership.person_id == row.person_id
    )
    return work.session.execute(asked).first() is None


def _hand_in(to: MailServer, built: EmailMessage, *, sender: str, recipient: str) -> None:
    """Hand a mail in; a server that did not answer a moment ago is not waited for, but counts as away still.

    Raises:  NotTaken.
    """
    host = f"{to.host}:{to.port}"
    if rests(SEND, host):
        raise server.NotTaken(server.UNREACHABLE)
    try:
        server.hand_in(to, built, sender=sender, recipient=recipient)
    except server.NotTaken as not_taken:
        if not_taken.code == server.UNREACHABLE:
            let_rest(SEND, host)
        raise


def _letter(work: Work, row: Mail, recipient: str) -> message.Letter:
    is_members = row.audience == "member" and row.entry_id is not None
    return message.Letter(
        ref=row.ref,
        language=row.language,
        recipient=recipient,
        subject=row.subject,
        body=row.body,
        link=links.address(work.tenant, row.leads_to),
        reply_to=address_of(load_business().email) or "",
        settings_link=links.address(work.tenant, links.SETTINGS) if is_members else "",
        calendars=[(method, text) for method, text in row.calendars],
    )


def _is_last_try(work: Work) -> bool:
    """Tell whether the outbox would not try again: then the mail has failed, and says so itself."""
    tried = work.session.execute(
        select(OutboxRow.attempts).where(OutboxRow.ref == work.attempt.entity_ref)
    ).scalar_one_or_none()
    return tried is not None and tried >= len(BACKOFF_S)


def _is_on_its_way(work: Work, row: Mail) -> bool:
    """Tell whether a job will still send it: workers that died again and again leave a mail without one."""
    asked = select(OutboxRow.id).where(
        OutboxRow.job == SEND,
        OutboxRow.ids == {"mail": row.id},
        OutboxRow.done_at.is_(None),
        OutboxRow.failed_at.is_(None),
    )
    return work.session.execute(asked.limit(1)).first() is not None


def retry(actor: Actor, ref: str) -> None:
    """Send a mail that was not sent, by hand.

    Refuses: mail_not_failed, mail_is_erased, no_member, no_mail_server (409).
    Raises:  NotFound.
    """
    run(actor, Attempt("mail", "retried", entity_ref=ref), lambda work: _retry(work, ref))


def _retry(work: Work, ref: str) -> None:
    row = work.session.execute(
        select(Mail).where(Mail.ref == ref).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("mail")
    if row.state == MailState.SENT or (row.state == MailState.WAITING and _is_on_its_way(work, row)):
        raise Refused([Refusal("mail_not_failed", None, {}, status=409)])
    if not row.recipient:
        raise Refused([Refusal("mail_is_erased", None, {}, status=409)])
    if _has_left(work, row):
        raise Refused([Refusal("no_member", None, {}, status=409)])
    if links.settings().mail_server is None:
        raise Refused([Refusal("no_mail_server", None, {}, status=409)])
    before = {"state": row.state, "code": row.reason}
    row.state, row.reason = MailState.WAITING.value, ""
    work.later(SEND, mail=row.id)
    work.record(
        "mail",
        entity_id=row.id,
        entity_ref=row.ref,
        action="retried",
        before=before,
        after={"state": row.state},
    )
