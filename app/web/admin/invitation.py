"""Where the link of an invitation leads: become a member, as a new person or as one who has an account.

Nothing here tells whether an address has an account before its owner has shown a password.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for

from app import clock
from app.actions import members as acting
from app.actions import people
from app.actions.members import digest_of
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.members import InvitationRow, find_invitation
from app.web import throttle
from app.web import typed as typing
from app.web.admin.session import begin
from app.web.fragments import done
from app.web.guard import public
from app.web.members import actor, me
from app.web.typed import NONE, Problems, Typed

pages = Blueprint("invitation", __name__, url_prefix="/admin/invitations")


def _email_invited() -> str:
    """Answer whose password is tried, as the key of a limit: the inviter knows as many links as they like."""
    found = find_invitation(digest_of((request.view_args or {}).get("token", "")))
    return f"email:{found.email}" if found else "email:"


@pages.get("/<token>")
@public()
def show(token: str) -> Any:
    """Show what somebody is invited to."""
    return _page(token, _invitation(token))


@pages.post("/<token>/new")
@public()
@throttle.limiter.limit(throttle.SIGN_IN_BY_ADDRESS)
def register(token: str) -> Any:
    """Accept as a new person, with a name and a password."""
    invitation, typed = _invitation(token), Typed()
    if invitation is None:
        return _page(token, None)
    try:
        person_id = acting.register(
            email=invitation.email,
            name=typed.text("name"),
            password=request.form.get("password", ""),
            is_production=current_app.config["SETTINGS"].is_production,
        )
        if person_id is None:
            return _page(token, invitation, _did_not_work("name"))
        acting.accept(actor("invitation"), token, person_id=person_id, email=invitation.email)
    except Refused as refused:
        return _page(token, invitation, typing.told(refused))
    return _in(person_id, invitation.email)


@pages.post("/<token>/sign-in")
@public()
@throttle.limiter.limit(throttle.SIGN_IN_BY_ADDRESS)
@throttle.limiter.limit(throttle.SIGN_IN_BY_EMAIL, key_func=_email_invited)
def accept_signing_in(token: str) -> Any:
    """Accept as somebody who has an account, with its password."""
    invitation = _invitation(token)
    if invitation is None:
        return _page(token, None)
    password = request.form.get("own_password", "")
    is_demo = current_app.config["SETTINGS"].is_production and password == people.DEMO_PASSWORD
    person_id = people.verify(invitation.email, password)
    if person_id is None or is_demo:
        return _page(token, invitation, _did_not_work("own_password"))
    try:
        acting.accept(actor("invitation"), token, person_id=person_id, email=invitation.email)
    except Refused as refused:
        return _page(token, invitation, typing.told(refused))
    return _in(person_id, invitation.email)


@pages.post("/<token>/accept")
@public()
def accept(token: str) -> Any:
    """Accept as the person who is signed in."""
    invitation, member = _invitation(token), me()
    if invitation is None:
        return _page(token, None)
    if member is None:
        return redirect(url_for("invitation.show", token=token), 303)
    try:
        acting.accept(actor("invitation"), token, person_id=member.person_id, email=member.email)
    except Refused as refused:
        return _page(token, invitation, typing.told(refused))
    return done(url_for("today.show"), toast=_("Welcome. You are a member now."))


def _in(person_id: int, email: str) -> Any:
    begin(person_id, email)
    return done(url_for("today.show"), toast=_("Welcome. You are a member now."))


def _did_not_work(field: str) -> Problems:
    text = _(
        "This did not work. If you have an account, use its password; if you have none, choose a new one."
    )
    return Problems([(text, field)], 422)


def _invitation(token: str) -> InvitationRow | None:
    """Answer the invitation of a link, None when it is over.

    A link that never was is 404.
    """
    invitation = find_invitation(digest_of(token))
    if invitation is None:
        abort(404)
    return invitation if invitation.is_open(clock.now()) else None


def _page(token: str, invitation: InvitationRow | None, problems: Problems = NONE) -> Any:
    status = 409 if invitation is None and request.method == "POST" else problems.status
    page = render_template(
        "admin/invitation/show.html",
        token=token,
        invitation=invitation,
        problems=problems,
        name=Typed().text("name"),
        signed_in_as=me(),
    )
    return page, status
