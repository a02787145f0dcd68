"""The site as a whole: how it stands, its draft as visitors would see it, publish it, take it down."""

from __future__ import annotations

from typing import Any

from flask import session, url_for

from app.actions.site import publishing
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.site import list_pages, list_unit_pages, load_site, waits
from app.web import typed as typing
from app.web.admin.site.blueprint import pages
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.public.face import DRAFT
from app.web.typed import NONE, Problems


@pages.get("")
@allow(Permission.MANAGE_SITE)
def index() -> Any:
    """Show how the site stands."""
    return _page()


@pages.post("/draft")
@allow(Permission.MANAGE_SITE)
def draft() -> Any:
    """Look at the draft as visitors would see it, from now on in this session."""
    session[DRAFT] = True
    return done(url_for("public.home"))


@pages.post("/publish")
@allow(Permission.MANAGE_SITE)
def publish() -> Any:
    """Show visitors what the draft says."""
    try:
        publishing.publish(actor("site"))
    except Refused as refused:
        return _page(typing.told(refused))
    session.pop(DRAFT, None)
    return done(url_for("site.index"), toast=_("The site is published."))


@pages.post("/withdraw")
@allow(Permission.MANAGE_SITE)
def withdraw() -> Any:
    """Take the site away from visitors."""
    publishing.withdraw(actor("site"))
    return done(url_for("site.index"), toast=_("The site is taken down. What you wrote is kept."))


def _page(problems: Problems = NONE) -> Any:
    session.pop(DRAFT, None)
    return respond(
        "admin/site/index.html",
        "admin/site/_index.html",
        status=problems.status,
        problems=problems,
        site=load_site(draft=True),
        is_behind=waits(),
        units=list_unit_pages(),
        free=list_pages(draft=True),
    )
