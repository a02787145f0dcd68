"""Pictures of the business: bring several at once, say what is to be seen on them, remove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from app import pictures as reading
from app.actions import pictures as acting
from app.actions.pictures import LONGEST_ALT
from app.domain.permissions import Permission
from app.domain.refusal import Refusal, Refused
from app.language import gettext as _
from app.language import ngettext
from app.queries.pictures import Picture, find_picture, list_pictures
from app.tenancy import current
from app.web import typed as typing
from app.web.context import LANGUAGES
from app.web.fragments import done, respond, wants_fragment
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed
from app.web.uploads import takes

pages = Blueprint("site_pictures", __name__, url_prefix="/admin/site/pictures")

MOST_AT_ONCE = 30
MOST_BYTES_AT_ONCE = 6 * reading.MOST_BYTES
LONGEST_NAME = 80


@dataclass(frozen=True)
class Shown:
    """A picture with what is written in its form."""

    picture: Picture
    alt: Mapping[str, str]
    version: int
    problems: Problems = NONE


@pages.get("")
@allow(Permission.MANAGE_SITE)
def index() -> Any:
    """Show all pictures, and the way to add some."""
    return _page()


@pages.post("")
@allow(Permission.MANAGE_SITE)
@takes(MOST_BYTES_AT_ONCE)
def add() -> Any:
    """Add the files that were brought; one that is refused keeps none of the others out."""
    alt = _alt(Typed())
    files = [each for each in request.files.getlist("file") if each.filename][:MOST_AT_ONCE]
    if not files:
        return _page(brought=alt, problems=typing.told(Refused([Refusal("picture_missing", "file", {})])))
    if refusals := acting.alt_refusals(alt):
        return _page(brought=alt, problems=typing.told(Refused(refusals)))
    added, refused = 0, []
    for each in files:
        try:
            acting.add(actor("pictures"), each.read(reading.MOST_BYTES + 1), alt)
            added += 1
        except Refused as problem:
            refused.append((_name(each), typing.told(problem)))
    said = ngettext("%(num)s picture was added.", "%(num)s pictures were added.", added)
    if refused:
        items: list[tuple[str, str | None]] = [
            (f"{name}: {text}", "file") for name, told in refused for text, _where in told.items
        ]
        return _page(brought=alt, problems=Problems(items, 422), added=said if added else "")
    if wants_fragment():
        return _page(toast=said)
    return done(url_for("site_pictures.index"), toast=said)


@pages.post("/<ref>")
@allow(Permission.MANAGE_SITE)
def describe(ref: str) -> Any:
    """Save what is to be seen on a picture."""
    typed = Typed()
    alt, version = _alt(typed), typed.whole("version") or 0
    try:
        acting.describe(actor("pictures"), ref, alt, version=version)
    except Refused as refused:
        return _page(ref=ref, alt=alt, problems=_placed(refused, ref))
    return done(url_for("site_pictures.index"), toast=_("The description was saved."))


@pages.get("/<ref>/remove")
@allow(Permission.MANAGE_SITE)
def remove_ask(ref: str) -> Any:
    """Ask whether a picture is to be removed."""
    picture = _picture(ref)
    return render_template(
        "admin/_confirm.html",
        active="pictures",
        title=_("Remove a picture"),
        question=_("Pages that show this picture go on without it. It can’t be brought back."),
        facts=[(_("What it shows"), picture.said)],
        verb=_("Remove it"),
        action=url_for("site_pictures.remove", ref=ref),
        back=url_for("site_pictures.index", _anchor=ref),
    )


@pages.post("/<ref>/remove")
@allow(Permission.MANAGE_SITE)
def remove(ref: str) -> Any:
    """Remove a picture."""
    acting.remove(actor("pictures"), ref)
    return done(url_for("site_pictures.index"), toast=_("The picture was removed."))


def _picture(ref: str) -> Picture:
    picture = find_picture(ref)
    if picture is None:
        abort(404)
    return picture


def _alt(typed: Typed) -> dict[str, str]:
    return {language: typed.text(f"alt_{language}") for language in LANGUAGES}


def _placed(refused: Refused, ref: str) -> Problems:
    """Say a refusal at the fields of one picture, where several stand on the page."""
    problems = typing.told(refused)
    items = [(text, f"{ref}-{where}" if where else None) for text, where in problems.items]
    return Problems(items, problems.status, problems.codes)


def _name(file: FileStorage) -> str:
    """Answer what a file was called, shortened: it is only ever shown, as text."""
    return " ".join((file.filename or "").replace("\x00", "").split())[-LONGEST_NAME:]


def _page(
    *,
    ref: str = "",
    alt: Mapping[str, str] | None = None,
    brought: Mapping[str, str] | None = None,
    problems: Problems = NONE,
    added: str = "",
    toast: str = "",
) -> Any:
    """Show the page; of a refusal at one picture its form keeps what was typed."""
    shown = [
        Shown(each, alt, each.version, problems)
        if alt is not None and each.ref == ref
        else Shown(each, each.alt, each.version)
        for each in list_pictures()
    ]
    if ref and all(each.picture.ref != ref for each in shown):
        abort(404)
    own = current().locale
    return respond(
        "admin/pictures/index.html",
        "admin/pictures/_pictures.html",
        status=problems.status,
        toast=toast,
        shown=shown,
        brought=brought or {},
        problems=NONE if ref else problems,
        added=added,
        languages_own_first=sorted(LANGUAGES.items(), key=lambda each: each[0] != own),
        own=own,
        longest_alt=LONGEST_ALT,
        most_mb=reading.MOST_BYTES // 1024**2,
        kinds="image/jpeg,image/png,image/webp,image/avif",
    )
