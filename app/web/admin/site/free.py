"""The business's own pages: write one, put them in order, remove one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from flask import abort, request, url_for

from app.actions.site import pages as acting
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.domain.site import FreePage, slug_of
from app.language import gettext as _
from app.queries.site import PageRow, list_pages
from app.tenancy import current
from app.web import typed as typing
from app.web.admin.site.blueprint import as_typed, languages, pages, words_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed


def places() -> list[tuple[str, str]]:
    """Answer where a page is linked from."""
    return [
        ("menu", _("In the menu")),
        ("foot", _("At the foot")),
        ("hidden", _("Nowhere, only by its address")),
    ]


@pages.get("/pages/new")
@allow(Permission.MANAGE_SITE)
def new_page() -> Any:
    """Show the form of a new page."""
    return _form(None, _values("", FreePage()) | {"idem": typing.new_key()})


@pages.post("/pages/new")
@allow(Permission.MANAGE_SITE)
def add_page() -> Any:
    """Add a page."""
    typed = Typed()
    slug, page = _read(typed)
    values = _values(slug, page)
    try:
        key = Idempotency(typed.text("idem"), {**values}) if typed.text("idem") else None
        acting.add(actor("site"), slug, page, idempotency=key)
    except Refused as refused:
        return _form(None, values | {"idem": typing.new_key()}, typing.told(refused))
    return done(url_for("site.index"), toast=_("The page was added. Visitors see it once it is published."))


@pages.get("/pages/<ref>")
@allow(Permission.MANAGE_SITE)
def page(ref: str) -> Any:
    """Show the form of a page."""
    row = _row(ref)
    return _form(row, _values(row.slug, row.page))


@pages.post("/pages/<ref>")
@allow(Permission.MANAGE_SITE)
def save_page(ref: str) -> Any:
    """Save a page."""
    row, typed = _row(ref), Typed()
    slug, written = _read(typed)
    try:
        acting.change(actor("site"), ref, slug, written, version=typed.whole("version") or 0)
    except Refused as refused:
        return _form(row, _values(slug, written), typing.told(refused))
    return done(url_for("site.index"), toast=_("The draft was saved. Visitors see it once it is published."))


@pages.post("/pages/<ref>/move")
@allow(Permission.MANAGE_SITE)
def move_page(ref: str) -> Any:
    """Put a page one place up or down."""
    _row(ref)
    acting.move(actor("site"), ref, step=-1 if request.form.get("step") == "up" else 1)
    return done(url_for("site.index"))


@pages.post("/pages/<ref>/remove")
@allow(Permission.MANAGE_SITE)
def remove_page(ref: str) -> Any:
    """Remove a page."""
    _row(ref)
    acting.remove(actor("site"), ref)
    return done(url_for("site.index"), toast=_("The page was removed."))


def _row(ref: str) -> PageRow:
    found = next((row for row in list_pages(draft=True) if row.ref == ref), None)
    if found is None:
        abort(404)
    return found


def _read(typed: Typed) -> tuple[str, FreePage]:
    """Read a page; left empty, its address is made of its title."""
    title, place = words_of(typed, "title"), typed.text("place")
    known = cast(Literal["menu", "foot", "hidden"], place if place in dict(places()) else "foot")
    slug = typed.text("slug").lower() or slug_of(title.get(current().locale, ""))
    return slug, FreePage(title=title, text=words_of(typed, "text"), place=known)


def _values(slug: str, page: FreePage) -> dict[str, str]:
    return {"slug": slug, "place": page.place, **as_typed("title", page.title), **as_typed("text", page.text)}


def _form(row: PageRow | None, values: Mapping[str, str], problems: Problems = NONE) -> Any:
    return respond(
        "admin/site/page.html",
        "admin/site/_page.html",
        status=problems.status,
        row=row,
        values=values,
        problems=problems,
        places=places(),
        in_languages=languages(),
    )
