"""What all public pages share: the site as visitors see it, or its draft for who writes it; and how they are kept.

A page is kept by browsers and asked for anew each time: its validator is the digest of what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, Response, abort, g, make_response, render_template, request, session, url_for

from app.domain.colours import darkened, for_the_dark, is_colour, is_readable
from app.domain.permissions import Permission
from app.domain.site import ACCENT, SiteDocument, Words, said
from app.language import spoken
from app.queries.pictures import Picture, find_picture
from app.queries.site import PageRow, PublicUnit, list_pages, list_public_units, load_site
from app.queries.tenants import Business, load_business
from app.tenancy import current
from app.web.members import me

DRAFT = "site_draft"
LANGUAGE = "lang"


@dataclass(frozen=True)
class Face:
    """The site that a request sees."""

    doc: SiteDocument
    pages: list[PageRow]
    is_draft: bool
    logo: Picture | None = None

    def pages_in(self, place: str) -> list[PageRow]:
        """Answer the pages that are linked from the menu or the foot."""
        return [row for row in self.pages if row.page.place == place]

    @property
    def theme(self) -> str:
        """Answer what changes with the look."""
        return f"{self.doc.accent[1:]}-{self.doc.letters}"


def sees_draft() -> bool:
    """Tell whether who asks is looking at the draft, and may."""
    if request.cookies.get("session") is None or not session.get(DRAFT):
        return False
    member = me()
    return member is not None and member.may(Permission.MANAGE_SITE)


def face_or_none() -> Face | None:
    """Answer the site of this request, None while there is none for visitors."""
    if "face" not in g:
        draft = sees_draft()
        row = load_site(draft=draft)
        g.face = Face(row.doc, list_pages(draft=draft), draft, _logo(row.doc)) if row else None
    return cast("Face | None", g.face)


def _logo(doc: SiteDocument) -> Picture | None:
    return find_picture(doc.logo) if doc.logo else None


def face() -> Face:
    """Answer the site of this request; 404 while there is none."""
    found = face_or_none()
    if found is None:
        abort(404)
    return found


def public_units() -> list[PublicUnit]:
    """List the units that this request sees, once."""
    if "public_units" not in g:
        found = face_or_none()
        g.public_units = list_public_units(draft=found is not None and found.is_draft)
    return cast("list[PublicUnit]", g.public_units)


def business() -> Business:
    """Answer what the business says of itself, read once a request."""
    if "business" not in g:
        g.business = load_business()
    return cast(Business, g.business)


def words(texts: Words) -> str:
    """Say a text of the site in the language spoken."""
    return said(texts, spoken().name, current().locale)


def shown(template: str, **context: Any) -> Response:
    """Answer a public page, or that it has not changed."""
    return kept(make_response(render_template(template, **context)))


def kept(answer: Response) -> Response:
    """Let browsers keep a page and ask whether it has changed; a draft is kept by nobody."""
    found = face_or_none()
    if found is not None and found.is_draft:
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.headers["Vary"] = ", ".join(filter(None, (answer.headers.get("Vary"), "Cookie, Accept-Language")))
    answer.headers["Content-Language"] = spoken().name.replace("_", "-")
    answer.add_etag(weak=True)
    return cast(Response, answer.make_conditional(request))


def here(language: str = "", **changes: Any) -> str:
    """Answer the whole address of this page, in a language; the plain one is in the business's own."""
    values = {**(request.view_args or {}), **changes}
    if language and language != current().locale:
        values[LANGUAGE] = language
    else:
        values[LANGUAGE] = None
    return url_for(request.endpoint or "public.home", _external=True, **values)


def same_page_in(language: str) -> str:
    """Answer the address of this page with all that was asked of it, in another language.

    What was asked is written behind it, never handed to `url_for`, to which `_scheme` and its like are orders.
    """
    named = language if language != current().locale else None
    plain = url_for(request.endpoint or "public.home", **{**(request.view_args or {}), LANGUAGE: named})
    written = plain.partition("?")[2].split("&")
    asked = urlencode(
        [
            pair
            for pair in request.args.items(multi=True)
            if pair[0] != LANGUAGE and urlencode([pair]) not in written
        ]
    )
    return f"{plain}{'&' if '?' in plain else '?'}{asked}" if asked else plain


def theme_css(doc: SiteDocument) -> str:
    """Write the look of a site: its colour, one that can be read, by day and by night, and its letters."""
    accent = doc.accent if is_colour(doc.accent) else ACCENT
    accent = accent if is_readable(accent) else darkened(accent)
    night = for_the_dark(accent)
    serif = '"Newsreader", "Iowan Old Style", Georgia, serif'
    letters = serif if doc.letters == "serif" else "var(--font)"
    tracking = "-0.018em" if doc.letters == "serif" else "-0.022em"
    weight = 480 if doc.letters == "serif" else 620
    return f"""@layer views {{
  .site {{
    --accent: light-dark({accent}, {night});
    --on-accent: light-dark(#ffffff, #06201e);
    --accent-hover: color-mix(in oklab, var(--accent) 86%, var(--ink));
    --accent-ink: var(--accent);
    --accent-wash: color-mix(in oklab, var(--accent) 7%, var(--surface));
    --display: {letters};
    --display-weight: {weight};
    --display-tracking: {tracking};
  }}
}}
"""


def register(app: Flask) -> None:
    """Give the templates the site, and keep the language that an address names in the addresses of a page."""
    app.jinja_env.globals.update(words=words, face=face_or_none, here=here, same_page_in=same_page_in)

    @app.url_defaults
    def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if LANGUAGE in values:
            if values[LANGUAGE] is None:
                del values[LANGUAGE]
            return
        asked = g.get("asked_language")
        if asked and endpoint.partition(".")[0] in PUBLIC:
            values[LANGUAGE] = asked


PUBLIC = {"public", "catalogue", "free", "contact", "estimate", "request", "public_reservation"}
