"""Of what a member hears by mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request, url_for

from app.actions.mails import choices
from app.domain.mails import CHOSEN_BY_MEMBERS, TO_MEMBERS
from app.language import gettext as _
from app.queries.mails import events_of
from app.sentences import mails, notices
from app.web.fragments import done, respond
from app.web.guard import signed_in
from app.web.members import actor, me

pages = Blueprint("own_mail", __name__, url_prefix="/admin/settings/own-mail")


@pages.get("")
@signed_in()
def show() -> Any:
    """Show what one hears of."""
    member = me()
    chosen, called = events_of(member.person_id) if member else frozenset[str](), notices.choices()
    offered = [(event.value, called[event]) for event in TO_MEMBERS]
    offered += [
        (errand.value, mails.chosen(errand))
        for errand, needed in CHOSEN_BY_MEMBERS.items()
        if member is not None and member.may(needed)
    ]
    return respond(
        "admin/own_mail/show.html",
        "admin/own_mail/_show.html",
        events=[(key, word, key in chosen) for key, word in offered],
        sends_mail=current_app.config["SETTINGS"].mail_server is not None,
    )


@pages.post("")
@signed_in()
def choose() -> Any:
    """Save what one hears of."""
    choices.choose_own(actor("settings"), set(request.form.getlist("events")))
    return done(url_for("own_mail.show"), toast=_("Saved."))
