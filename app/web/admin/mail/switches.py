"""Which kinds of mail clients get, and how many days before an arrival they are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from app.actions.mails import choices
from app.domain.mails import MOST_REMINDER_DAYS, Kind
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.mails import Switches, count_by_state, list_own_texts, load_switches
from app.sentences import mails as words
from app.web import typed as typing
from app.web.admin.mail.blueprint import pages
from app.web.context import LANGUAGES
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed


@dataclass(frozen=True)
class Row:
    """A kind of mail: whether it is sent, and in which languages the business wrote its own text."""

    kind: str
    name: str
    is_on: bool
    own: list[str]


@pages.get("")
@allow(Permission.MANAGE_SETTINGS)
def index() -> Any:
    """Show what is sent to clients."""
    switches = load_switches()
    return _page(
        switches, sent={kind.value for kind in Kind} - switches.switched_off, days=str(switches.reminder_days)
    )


@pages.post("")
@allow(Permission.MANAGE_SETTINGS)
def switch() -> Any:
    """Save what is sent."""
    typed, sent = Typed(), set(request.form.getlist("sent"))
    try:
        choices.switch(
            actor("settings"),
            sent,
            reminder_days=typed.whole("reminder_days"),
            version=typed.whole("version") or 0,
        )
    except Refused as refused:
        days = typed.text("reminder_days")
        return _page(load_switches(), sent=sent, days=days, problems=typing.told(refused))
    return done(url_for("mail.index"), toast=_("Saved."))


def _page(switches: Switches, *, sent: set[str], days: str, problems: Problems = NONE) -> Any:
    own = list_own_texts()
    rows = [
        Row(
            kind.value,
            words.kind_word(kind),
            kind in sent,
            [name for key, name in LANGUAGES.items() if (kind.value, key) in own],
        )
        for kind in Kind
    ]
    counts = count_by_state()
    settings = current_app.config["SETTINGS"]
    return respond(
        "admin/mail/index.html",
        "admin/mail/_index.html",
        status=problems.status,
        problems=problems,
        rows=rows,
        days=days,
        most_days=MOST_REMINDER_DAYS,
        version=switches.version,
        sends_mail=settings.mail_server is not None,
        mail_from=settings.mail_from,
        unsent_count=counts.get("failed", 0) + counts.get("held_back", 0),
    )
