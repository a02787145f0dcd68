"""A forgotten password: ask for a link by mail, and choose a new one by it.

Nothing here tells whether an address has an account.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import logout_user

from app.actions import passwords, people
from app.domain.refusal import Refused
from app.language import gettext as _
from app.tenancy import current, enter_request, leave_request
from app.web import throttle
from app.web import typed as typing
from app.web.fragments import done
from app.web.guard import public
from app.web.members import actor
from app.web.typed import NONE, Problems

pages = Blueprint("password", __name__, url_prefix="/admin/password")


@pages.get("")
@public()
def ask() -> Any:
    """Show the form that asks for a link."""
    return _ask_page()


@pages.post("")
@public()
@throttle.limiter.limit(throttle.RESET_BY_ADDRESS)
@throttle.limiter.limit(throttle.RESET_BY_EMAIL, key_func=throttle.email_asked)
def ask_now() -> Any:
    """Send the link; whoever asks is told the same."""
    email = request.form.get("email", "").strip()
    if "@" not in email:
        return _ask_page(Problems([(_("This does not look like an email address."), "email")], 422))
    if current_app.config["SETTINGS"].mail_server is not None:
        passwords.ask(actor("password"), email)
    return _ask_page(asked=email)


@pages.get("/new/<token>")
@public()
def new(token: str) -> Any:
    """Show the form of the new password."""
    return _new_page(token)


@pages.post("/new/<token>")
@public()
@throttle.limiter.limit(throttle.SIGN_IN_BY_ADDRESS)
def choose(token: str) -> Any:
    """Keep the new password; whoever was signed in as this person is no more."""
    found, tenant = passwords.find_person(token), current()
    if found is None:
        return _new_page(token)
    leave_request()
    enter_request(tenant, found[0])
    who = people.of_member(found[0], source="password", ip=request.remote_addr or "")
    try:
        passwords.choose(
            who,
            token,
            new=request.form.get("password", ""),
            is_production=current_app.config["SETTINGS"].is_production,
        )
    except Refused as refused:
        return _new_page(token, typing.told(refused))
    logout_user()
    return done(url_for("session.sign_in"), toast=_("Your new password is kept. Sign in with it."))


def _ask_page(problems: Problems = NONE, *, asked: str = "") -> Any:
    page = render_template(
        "admin/password/ask.html",
        problems=problems,
        email=request.form.get("email", ""),
        asked=asked,
        sends_mail=current_app.config["SETTINGS"].mail_server is not None,
    )
    return page, problems.status


def _new_page(token: str, problems: Problems = NONE) -> Any:
    found = passwords.find_person(token)
    status = problems.status
    if found is None:
        status = 409 if request.method == "POST" else 404
    page = render_template(
        "admin/password/new.html", token=token, email=found[1] if found else "", problems=problems
    )
    return page, status, {"Referrer-Policy": "no-referrer"}
