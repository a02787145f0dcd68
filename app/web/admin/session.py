"""Sign in, sign out, choose a theme and a language."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_login import login_user, logout_user

from app.actions import people
from app.language import gettext as _
from app.queries.devices import list_devices
from app.tenancy import current, enter_request
from app.web import throttle
from app.web.context import LANGUAGES
from app.web.forms.onward import onward
from app.web.fragments import done
from app.web.guard import installation, public, signed_in
from app.web.members import actor, digest_of, load_member, me

pages = Blueprint("session", __name__, url_prefix="/admin")

A_YEAR_S = 365 * 24 * 3600


@pages.get("/sign-in")
@public()
def sign_in() -> Any:
    """Show the sign-in form, or go on for who is signed in already."""
    member = me()
    if member is not None and member.role is not None:
        return redirect(onward(url_for("today.show")), 303)
    return _form(200, [])


@pages.post("/sign-in")
@public()
@throttle.limiter.limit(throttle.SIGN_IN_BY_ADDRESS)
@throttle.limiter.limit(throttle.SIGN_IN_BY_EMAIL, key_func=throttle.email_asked)
def sign_in_now() -> Any:
    """Sign somebody in; a wrong pair is answered alike, whether or not the address is known."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    person_id = people.verify(email, password)
    if person_id is None or not people.is_member(person_id, current().slug):
        people.record_sign_in(actor("sign-in"), email, done=False)
        return _form(422, [(_("The email and the password do not belong together. Try again."), "email")])
    settings = current_app.config["SETTINGS"]
    if settings.is_production and password == people.DEMO_PASSWORD:
        return _form(
            422, [(_("The demo password is refused here. Ask the owner for a new one."), "password")]
        )
    begin(person_id, email)
    return redirect(onward(url_for("today.show")), 303)


def begin(person_id: int, email: str) -> None:
    """Begin a session for a person who has just shown who they are."""
    token = secrets.token_urlsafe(32)
    device = people.Device(request.headers.get("User-Agent", ""), request.remote_addr or "")
    enter_request(current(), person_id)
    who = people.of_member(person_id, source="sign-in", ip=device.ip)
    people.begin_session(who, digest_of(token), device, email=email)
    member = load_member(token)
    if member is not None:
        login_user(member)


@pages.post("/sign-out")
@public()
def sign_out() -> Any:
    """End this session."""
    member, said = me(), _("You are signed out.")
    if member is not None:
        if member.role is not None and list_devices(member.person_id):
            said = _("You are signed out. Devices that you added in the settings are told as before.")
        people.end_session(actor("sign-out"), member.session_ref)
    logout_user()
    return done(url_for("session.sign_in"), toast=said)


@pages.post("/settings/sessions/<ref>/end")
@signed_in()
def end(ref: str) -> Any:
    """End one of the member's own sessions."""
    member = me()
    people.end_session(actor("settings"), ref)
    if member is not None and member.session_ref == ref:
        logout_user()
        return done(url_for("session.sign_in"))
    return done(url_for("settings.show"), toast=_("That session has ended."))


@pages.post("/theme")
@installation()
def theme() -> Any:
    """Keep whether somebody wants it light, dark, or as their device has it."""
    wanted = request.form.get("theme", "")
    return _keep("theme", wanted if wanted in {"light", "dark"} else "")


@pages.post("/language")
@installation()
def language() -> Any:
    """Keep in which language a visitor reads; a member's own choice stands in their settings."""
    wanted = request.form.get("language", "")
    return _keep("language", wanted if wanted in LANGUAGES else "")


def _keep(name: str, value: str) -> Any:
    """Go on with a cookie set, or taken away when there is nothing to keep."""
    answer = make_response(redirect(onward(url_for("today.show")), 303))
    if value:
        answer.set_cookie(name, value, max_age=A_YEAR_S, samesite="Lax", httponly=True, path="/")
    else:
        answer.delete_cookie(name, path="/")
    return answer


def _form(status: int, errors: list[Any]) -> Any:
    tenant = current()
    demo = []
    if tenant.is_demo:
        roles = (
            (_("Owner"), "owner"),
            (_("Manager"), "manager"),
            (_("Staff"), "staff"),
            (_("Viewer"), "viewer"),
        )
        demo = [(word, f"{name}@{tenant.slug}.example") for word, name in roles]
    page = render_template(
        "admin/session/sign_in.html",
        errors=errors,
        email=request.form.get("email", ""),
        next=request.values.get("next", ""),
        demo_sign_ins=demo,
    )
    return make_response(page, status)
