"""The page of a unit on the site: its address, its line, its text, its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, url_for

from app.actions.site import writing
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.domain.site import UnitPage, free_slug
from app.language import gettext as _
from app.queries.site import PublicUnit, list_unit_pages
from app.web import typed as typing
from app.web.admin.site.blueprint import as_typed, languages, pages, words_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed

TEXTS = ("line", "text")


@pages.get("/units/<ref>")
@allow(Permission.MANAGE_SITE)
def unit(ref: str) -> Any:
    """Show the form of a unit's page."""
    return _form(_unit(ref))


@pages.post("/units/<ref>")
@allow(Permission.MANAGE_SITE)
def save_unit(ref: str) -> Any:
    """Save a unit's page."""
    row, typed = _unit(ref), Typed()
    page = UnitPage(
        is_shown=bool(typed.text("is_shown")),
        line=words_of(typed, "line"),
        text=words_of(typed, "text"),
        pictures=tuple(dict.fromkeys(name for name in typed.form.getlist("picture") if 0 < len(name) <= 40)),
    )
    slug = typed.text("slug").lower()
    try:
        writing.save_unit(actor("site"), ref, slug, page, version=typed.whole("version") or 0)
    except Refused as refused:
        return _form(row, _values(slug, page), typing.told(refused), pictures=list(page.pictures))
    return done(url_for("site.index"), toast=_("The draft was saved. Visitors see it once it is published."))


def _unit(ref: str) -> PublicUnit:
    found = next((row for row in list_unit_pages() if row.ref == ref), None)
    if found is None:
        abort(404)
    return found


def _values(slug: str, page: UnitPage) -> dict[str, Any]:
    texts = {**as_typed("line", page.line), **as_typed("text", page.text)}
    return {"slug": slug, "is_shown": page.is_shown, **texts}


def _form(
    row: PublicUnit,
    values: Mapping[str, Any] | None = None,
    problems: Problems = NONE,
    *,
    pictures: list[str] | None = None,
) -> Any:
    slug = row.slug or free_slug(row.name, {each.slug for each in list_unit_pages()})
    page = row.page if row.version else row.page.model_copy(update={"is_shown": True})
    return respond(
        "admin/site/unit.html",
        "admin/site/_unit.html",
        status=problems.status,
        row=row,
        values=values or _values(slug, page),
        chosen=list(row.page.pictures) if pictures is None else pictures,
        problems=problems,
        in_languages=languages(),
    )
