"""What was written, what became of it, and trying again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from app import clock
from app.actions.mails import links, sending
from app.domain.mails import LINK, MailState
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.mails import PAGE, MailRow, count_by_state, find_mail, list_mails
from app.sentences import mails as words
from app.tenancy import current
from app.web import typed as typing
from app.web.admin.mail.blueprint import pages
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed

SHOWN_LINKS = (links.RESERVATION, links.GROUP, links.MEMBER)
LATE = dt.timedelta(hours=4)
MAY_RETRY = (MailState.FAILED, MailState.HELD_BACK)


@dataclass(frozen=True)
class Shown:
    """A mail in words."""

    row: MailRow
    name: str
    state: str
    reason: str
    may_retry: bool


def shown(row: MailRow) -> Shown:
    """Say what a mail was and what became of it."""
    return Shown(
        row,
        words.name_of(row.kind, row.audience),
        words.state_word(row.state),
        words.reason(row.reason) if row.reason else "",
        bool(row.recipient) and (row.state in MAY_RETRY or _is_late(row)),
    )


def _is_late(row: MailRow) -> bool:
    """Tell whether a mail waits longer than its job is tried: nobody may be sending it any more."""
    return row.state == MailState.WAITING and clock.now() - row.made_at > LATE


@pages.get("/sent")
@allow(Permission.MANAGE_SETTINGS)
def sent() -> Any:
    """List the mails, of one state or all."""
    return _list()


@pages.get("/sent/<ref>")
@allow(Permission.MANAGE_SETTINGS)
def one(ref: str) -> Any:
    """Show what one mail said."""
    return _one(ref)


@pages.post("/sent/<ref>/retry")
@allow(Permission.MANAGE_SETTINGS)
def retry(ref: str) -> Any:
    """Send a mail that was not sent."""
    try:
        sending.retry(actor("settings"), ref)
    except Refused as refused:
        return _one(ref, typing.told(refused))
    return done(url_for("mail.one", ref=ref), toast=_("The mail will be sent again."))


def _list() -> Any:
    state = request.args.get("state", "")
    state = state if state in set(MailState) else ""
    before = Typed(request.args).whole("before")
    rows, counts = list_mails(state=state, before=before), count_by_state()
    has_older, rows = len(rows) > PAGE, rows[:PAGE]
    filters = [("", _("All"), sum(counts.values()))]
    filters += [(each.value, words.state_word(each), counts.get(each, 0)) for each in MailState]
    return respond(
        "admin/mail/sent.html",
        "admin/mail/_sent.html",
        mails=[shown(row) for row in rows],
        filters=[(key, name, count, url_for("mail.sent", state=key or None)) for key, name, count in filters],
        state=state,
        older=url_for("mail.sent", state=state or None, before=rows[-1].id) if has_older else "",
        newest=url_for("mail.sent", state=state or None) if before else "",
    )


def _one(ref: str, problems: Problems = NONE) -> Any:
    mail = find_mail(ref)
    if mail is None:
        abort(404)
    row = next(each for each in list_mails(before=mail.id + 1) if each.id == mail.id)
    is_shown = mail.leads_to.partition(":")[0] in SHOWN_LINKS
    link = links.address(current(), mail.leads_to) if is_shown else _("(a link that only this mail has)")
    return respond(
        "admin/mail/one.html",
        "admin/mail/_one.html",
        status=problems.status,
        problems=problems,
        mail=shown(row),
        subject=mail.subject,
        in_language=mail.language,
        body=mail.body.replace(LINK, link),
        calendar_count=len(mail.calendars),
    )
