"""What every template may use, and the tenant that every request enters."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, cast

from flask import Flask, abort, current_app, g, has_request_context, request, url_for
from flask.templating import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import clock, language, tenancy
from app.actions.people import touch_session
from app.domain.permissions import Permission, may
from app.domain.words import Role
from app.extensions import babel
from app.queries.frame import Frame, load_frame
from app.web import compiled, guard, headers
from app.web.hosts import AWAY, TENANT
from app.web.members import me

# Each called by its own name, so that who reads no other finds it.
LANGUAGES = {"en": "English", "es": "Español"}


class Templates(Environment):
    """Templates that have the same globals, all of them.

    Jinja chains those of each template before them, and every import walks the chain name by name.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Answer the globals of a template."""
        return super().make_globals(d) if d else self.globals


def register(app: Flask) -> None:
    """Enter the tenant of each request and tell the templates who asks."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    babel.init_app(app, locale_selector=_language, timezone_selector=_zone)
    language.teach(app.jinja_env)
    compiled.keep(app, app.config["SETTINGS"].var_dir)
    app.before_request(_enter)
    app.teardown_request(_leave)
    app.context_processor(_values)


def _enter() -> Any:
    tenancy.leave_request()
    is_away = request.environ.get(AWAY, False)
    g.is_nobodys = is_away or request.blueprint == "health"
    if is_away:
        abort(503)
    tenant = request.environ.get(TENANT)
    reads = request.method in {"GET", "HEAD"}
    tenancy.enter_request(tenant, None, reads=reads)
    member = me()
    if member is not None:
        tenancy.enter_request(tenant, member.person_id, reads=reads)
        if member.is_unseen:
            touch_session(member.session_id)
    asked = request.args.get("lang", "")
    if asked in LANGUAGES and not request.path.startswith("/admin"):
        g.asked_language = asked
    language.settle()
    return guard.check()


def _leave(_error: BaseException | None = None) -> None:
    tenancy.leave_request()
    language.forget()


def _language() -> str:
    if not has_request_context():
        tenant = tenancy.current_or_none()
        return tenant.locale if tenant else "en"
    member, tenant = me(), tenancy.current_or_none()
    asked = request.cookies.get("language", "")
    if "asked_language" in g:
        return str(g.asked_language)
    if member and member.locale:
        return member.locale
    if asked in LANGUAGES:
        return asked
    if tenant:
        return tenant.locale
    return request.accept_languages.best_match(LANGUAGES) or "en"


def _zone() -> str:
    tenant = tenancy.current_or_none()
    return tenant.timezone if tenant else "UTC"


def _values() -> dict[str, Any]:
    member, tenant = me(), tenancy.current_or_none()
    theme = request.cookies.get("theme", "")
    values: dict[str, Any] = {
        "me": member,
        "tenant": tenant,
        "theme": theme if theme in {"light", "dark"} else "",
        "language": language.spoken().name.replace("_", "-"),
        "languages": LANGUAGES,
        "may": lambda name: member is not None and member.may(Permission(name)),
        "links": _links,
        "memberships": lambda: _frame().businesses,
        "home_of": _home_of,
        "pending_count": lambda: _frame().waiting_count,
        "unseen_count": lambda: _frame().unseen_count,
        "live_port": headers.live_port(),
        "today": lambda: clock.now().astimezone(tenant.zone).date() if tenant else clock.now().date(),
    }
    return values


def _home_of(slug: str) -> str:
    """Answer where a business of the person begins; at a host of one business's own the others are elsewhere."""
    here = tenancy.current_or_none()
    if here is not None and here.slug == slug:
        return url_for("today.show")
    root = current_app.config["SETTINGS"].root_of(slug) if here is not None and here.by_host else f"/{slug}"
    return f"{root}/admin/"


def _frame() -> Frame:
    """Load the frame once a request; a page of an error is shown without when the database is away."""
    member = me()
    if "frame" not in g:
        try:
            g.frame = load_frame(member.person_id, clock.now()) if member else Frame()
        except SQLAlchemyError:
            return Frame()
    return cast(Frame, g.frame)


def _links(group: str, page: str, waiting: int = 0) -> Markup:
    """Write a group of the frame's links as a role reads them; those of a page are written once a process."""
    member = me()
    role = member.role if member else None
    return _written(group, page, waiting, role, request.script_root, language.spoken().name)


@lru_cache(maxsize=512)
def _written(group: str, page: str, waiting: int, role: Role | None, _root: str, _language: str) -> Markup:
    template = current_app.jinja_env.get_template(f"admin/_{group}_links.html")
    text = template.render(page=page, waiting=waiting, may=lambda name: may(role, Permission(name)))
    return Markup(text)  # noqa: S704  a template's
