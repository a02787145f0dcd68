"""The face of the site: what it says first, its look, where the business is, who may frame it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.actions.site import writing
from app.domain.permissions import Permission
from app.domain.refusal import Refusal, Refused
from app.domain.site import ACCENT, SiteDocument
from app.language import gettext as _
from app.queries.site import load_site
from app.web import typed as typing
from app.web.admin.site.blueprint import as_typed, languages, pages, words_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed

TEXTS = ("headline", "intro", "about", "hours", "directions", "how_to_pay")
LINES = ("phones", "embed_hosts")
PLAIN = ("hero", "logo", "accent", "letters")
PLACE = ("latitude", "longitude")


@pages.get("/face")
@allow(Permission.MANAGE_SITE)
def face() -> Any:
    """Show the form of the site's face."""
    row = load_site(draft=True)
    return _form(_stored(row.doc if row else SiteDocument()), row.version if row else 1)


@pages.post("/face")
@allow(Permission.MANAGE_SITE)
def save_face() -> Any:
    """Save the site's face."""
    typed = Typed()
    version = typed.whole("version") or 0
    try:
        doc = _read(typed)
        typed.refuse()
        writing.save(actor("site"), doc, version=version)
    except Refused as refused:
        problems = typing.told(refused)
        row = load_site(draft=True)
        return _form(_typed(typed), row.version if problems.is_stale and row else version, problems)
    return done(url_for("site.index"), toast=_("The draft was saved. Visitors see it once it is published."))


def _read(typed: Typed) -> SiteDocument:
    letters = typed.text("letters")
    return SiteDocument(
        **{name: words_of(typed, name) for name in TEXTS},
        hero=typed.text("hero")[:40],
        logo=typed.text("logo")[:40],
        accent=typed.text("accent").lower() or ACCENT,
        letters="sans" if letters == "sans" else "serif",
        phones=_lines(typed.text("phones")),
        latitude=_degrees(typed, "latitude", 90),
        longitude=_degrees(typed, "longitude", 180),
        embed_hosts=tuple(host.lower() for host in _lines(typed.text("embed_hosts"))),
    )


def _degrees(typed: Typed, name: str, most: int) -> float | None:
    """Answer a field as degrees.

    Refuses: not_a_place.
    """
    text = typed.text(name).replace(",", ".")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        typed.refusals.append(Refusal("not_a_place", name, {}))
        return None
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _stored(doc: SiteDocument) -> dict[str, str]:
    values = {name: getattr(doc, name) for name in PLAIN}
    for name in TEXTS:
        values |= as_typed(name, getattr(doc, name))
    for name in LINES:
        values[name] = "\n".join(getattr(doc, name))
    for name in PLACE:
        values[name] = "" if getattr(doc, name) is None else str(getattr(doc, name))
    return values


def _typed(typed: Typed) -> dict[str, str]:
    names = [*PLAIN, *LINES, *PLACE, *(f"{name}_{key}" for name in TEXTS for key, _word in languages())]
    return {name: typed.text(name) for name in names}


def _form(values: Mapping[str, str], version: int, problems: Problems = NONE) -> Any:
    return respond(
        "admin/site/face.html",
        "admin/site/_face.html",
        status=problems.status,
        values=values,
        version=version,
        problems=problems,
        in_languages=languages(),
        letters=[("serif", _("With serifs")), ("sans", _("Without serifs"))],
    )
