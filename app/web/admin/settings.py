"""Settings: one's own profile, password and sessions; for managers, the business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, current_app, request, url_for

from app.actions import people, tenants
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.people import list_sessions
from app.queries.tenants import is_settled, load_business
from app.web import throttle
from app.web import typed as typing
from app.web.fragments import done, respond
from app.web.guard import allow, signed_in
from app.web.members import Member, actor, me
from app.web.typed import NONE, Problems, Typed

pages = Blueprint("settings", __name__, url_prefix="/admin/settings")

BUSINESS = ("name", "tagline", "timezone", "currency", "locale", "phone", "email", "address")
LANGUAGE_WORDS = [("en", "English"), ("es", "Español")]
PLAIN_ZONES = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@pages.get("")
@signed_in()
def show() -> Any:
    """Show the settings."""
    return _page()


@pages.post("/profile")
@signed_in()
def profile() -> Any:
    """Save one's own name and language."""
    typed = Typed()
    name, locale = typed.text("own_name"), typed.text("own_locale")
    try:
        people.change_own(
            actor("settings"), name=name[:120], locale=locale if locale in tenants.LOCALES else None
        )
    except Refused as refused:
        return _page(own={"name": name, "locale": locale}, own_problems=_moved(refused, {"name": "own_name"}))
    return done(url_for("settings.show"), toast=_("Your profile was saved."))


@pages.post("/password")
@signed_in()
@throttle.limiter.limit(throttle.SIGN_IN_BY_EMAIL, key_func=lambda: f"session:{_member().person_id}")
def password() -> Any:
    """Change one's own password; the other sessions end."""
    member = _member()
    try:
        people.change_password(
            actor("settings"),
            email=member.email,
            old=request.form.get("old_password", ""),
            new=request.form.get("new_password", ""),
            is_production=current_app.config["SETTINGS"].is_production,
            keep_session_id=member.session_id,
        )
    except Refused as refused:
        return _page(password_problems=_moved(refused, {"password": "new_password"}))
    return done(url_for("settings.show"), toast=_("Your password was changed. Other devices are signed out."))


@pages.post("/business")
@allow(Permission.MANAGE_SETTINGS)
def business() -> Any:
    """Save what the business says of itself."""
    typed = Typed()
    values = {name: typed.text(name) for name in BUSINESS}
    try:
        tenants.change(actor("settings"), tenants.TenantFields(**values), version=typed.whole("version") or 0)
    except Refused as refused:
        values["version"] = typed.text("version")
        return _page(business=values, business_problems=typing.told(refused))
    return done(url_for("settings.show"), toast=_("The settings of the business were saved."))


def _member() -> Member:
    member = me()
    if member is None:
        raise RuntimeError("the guard lets only members come here")
    return member


def _moved(refused: Refused, places: Mapping[str, str]) -> Problems:
    """Say a refusal at the names that its fields have on this page, where several forms stand."""
    problems = typing.told(refused)
    items = [(text, places.get(where or "", where)) for text, where in problems.items]
    return Problems(items, problems.status, problems.codes)


def _page(
    *,
    own: Mapping[str, str] | None = None,
    own_problems: Problems = NONE,
    password_problems: Problems = NONE,
    business: Mapping[str, str] | None = None,
    business_problems: Problems = NONE,
) -> Any:
    member, stored = _member(), load_business()
    saved = {name: str(value) for name, value in asdict(stored).items()}
    both: list[typing.Difference] = []
    if business is not None and business_problems.is_stale:
        both = typing.differences(_labels(), _readable(saved), _readable(business))
        business = {**business, "version": saved["version"]}
    status = max(each.status for each in (own_problems, password_problems, business_problems))
    return respond(
        "admin/settings/show.html",
        "admin/settings/_settings.html",
        status=status,
        own=own or {"name": member.name, "locale": member.locale or ""},
        own_problems=own_problems,
        password_problems=password_problems,
        business=business or saved,
        business_problems=business_problems,
        both=both,
        is_settled=is_settled(),
        zones=sorted(zone for zone in available_timezones() if zone.startswith(PLAIN_ZONES)),
        currencies=[(code, code) for code in sorted({*tenants.CURRENCIES, stored.currency})],
        language_words=LANGUAGE_WORDS,
        sessions=[(row, device_name(row.device)) for row in list_sessions(member.person_id)],
        own_session=member.session_ref,
    )


def _readable(values: Mapping[str, str]) -> dict[str, str]:
    locale = values["locale"]
    return {**values, "locale": dict(LANGUAGE_WORDS).get(locale, locale)}


def _labels() -> list[tuple[str, str]]:
    return [
        ("name", _("Name")),
        ("tagline", _("Line below the name")),
        ("timezone", _("Time zone")),
        ("currency", _("Currency")),
        ("locale", _("Language")),
        ("phone", _("Phone")),
        ("email", _("Email")),
        ("address", _("Address")),
    ]


def device_name(text: str) -> str:
    """Say in a few words what a browser calls itself."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((word for mark, word in browsers if mark in text), "")
    system = next((word for mark, word in systems if mark in text), "")
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Unknown device"))
