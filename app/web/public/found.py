"""How a site is found and shared: the map of its pages, what robots may read, and data about the business."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, make_response, request, url_for
from markupsafe import Markup

from app.actions.site.vacancy import from_price, price_minor
from app.domain.asking import Party
from app.domain.site import SiteDocument
from app.queries.policies import rules
from app.queries.site import PublicUnit
from app.queries.slots import OfferedSlot
from app.queries.tenants import Business
from app.sentences.shown import money_input
from app.tenancy import current, current_or_none
from app.web.context import LANGUAGES
from app.web.guard import installation, public
from app.web.public.face import LANGUAGE, face_or_none, public_units, theme_css, words

pages = Blueprint("site_pages", __name__)

A_MONTH_S = 30 * 24 * 3600
SCHEMA = "https://schema.org"


@pages.get("/theme.css")
@public()
def theme() -> Response:
    """Answer the look of the site: a style sheet of its own, since nothing stands inline."""
    face = face_or_none()
    answer = make_response(theme_css(face.doc if face else SiteDocument()))
    answer.headers["Content-Type"] = "text/css; charset=utf-8"
    is_named = face is not None and request.args.get("v") == face.theme and not face.is_draft
    answer.headers["Cache-Control"] = f"public, max-age={A_MONTH_S}, immutable" if is_named else "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@pages.get("/robots.txt")
@installation()
def robots() -> Response:
    """Say what robots may read: the public pages, not what belongs to one client or to members."""
    at = request.script_root
    lines = [
        "User-agent: *",
        f"Disallow: {at}/admin/",
        f"Disallow: {at}/reservation/",
        f"Disallow: {at}/request",
    ]
    if current_or_none() is not None:
        lines.append(f"Sitemap: {url_for('site_pages.sitemap', _external=True)}")
    answer = make_response("\n".join(lines) + "\n")
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer


@pages.get("/sitemap.xml")
@public()
def sitemap() -> Response:
    """List the public pages in every language; of a site that is not published only its front page."""
    face = face_or_none()
    places: list[tuple[str, dict[str, str]]] = [("public.home", {})]
    if face is not None:
        places += [("catalogue.index", {}), ("estimate.show", {}), ("contact.show", {})]
        places += [("catalogue.show", {"slug": unit.slug}) for unit in public_units()]
        places += [("free.show", {"slug": row.slug}) for row in face.pages if row.page.place != "hidden"]
    body = "".join(_entry(endpoint, values) for endpoint, values in places)
    answer = make_response(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{body}</urlset>\n"
    )
    answer.headers["Content-Type"] = "application/xml; charset=utf-8"
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _entry(endpoint: str, values: dict[str, str]) -> str:
    addresses = [(language, address_in(language, endpoint, **values)) for language in LANGUAGES]
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in addresses
    )
    return "".join(f"<url><loc>{escape(address)}</loc>{others}</url>\n" for _language, address in addresses)


def address_in(language: str, endpoint: str, **values: Any) -> str:
    """Answer the whole address of a page in a language; the plain one is in the business's own."""
    named = None if language == current().locale else language
    return url_for(endpoint, _external=True, **{**values, LANGUAGE: named})


def business_data(contact: Business, doc: SiteDocument, units: Sequence[PublicUnit]) -> Markup:
    """Describe the business for search engines."""
    is_lodging = any(rules(unit.unit.version_id).kind.counts_nights for unit in units)
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "LodgingBusiness" if is_lodging else "LocalBusiness",
        "name": contact.name,
        "url": url_for("public.home", _external=True),
        "description": words(doc.intro),
        "email": contact.email,
        "telephone": contact.phone,
        "address": contact.address,
        "currenciesAccepted": contact.currency,
    }
    if doc.latitude is not None and doc.longitude is not None:
        facts["geo"] = {"@type": "GeoCoordinates", "latitude": doc.latitude, "longitude": doc.longitude}
    return as_script(facts)


def unit_data(unit: PublicUnit, contact: Business, departures: Sequence[OfferedSlot] = ()) -> Markup:
    """Describe a unit for search engines, with the least it costs; its departures as events."""
    address = url_for("catalogue.show", slug=unit.slug, _external=True)
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Product",
        "name": f"{unit.name}, {contact.name}",
        "url": address,
        "category": unit.type_name,
        "description": words(unit.page.line) or unit.unit.description,
    }
    price = from_price(unit.unit)
    if price is not None:
        facts["offers"] = {
            "@type": "AggregateOffer",
            "lowPrice": money_input(price.minor),
            "priceCurrency": contact.currency,
            "offerCount": 1,
            "url": address,
        }
    if departures:
        events = [_event(facts, unit, each, contact) for each in departures]
        return as_script({"@context": SCHEMA, "@graph": [facts, *events]})
    return as_script(facts)


def _event(product: dict[str, Any], unit: PublicUnit, slot: OfferedSlot, contact: Business) -> dict[str, Any]:
    """Describe a departure, with what it costs one person then."""
    return {
        "@type": "Event",
        "name": product["name"],
        "startDate": slot.span.starts_at.isoformat(),
        "endDate": slot.span.ends_at.isoformat(),
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": contact.name, "address": contact.address or contact.name},
        "organizer": {"@type": "Organization", "name": contact.name},
        "offers": {
            "@type": "Offer",
            "price": money_input(price_minor(unit.unit, slot.period, Party(1))),
            "priceCurrency": contact.currency,
            "availability": f"{SCHEMA}/{'InStock' if slot.left else 'SoldOut'}",
            "url": product["url"],
        },
    }


def as_script(facts: dict[str, Any]) -> Markup:
    """Write facts as data that a page can carry: no text in them can end it."""
    kept = {name: value for name, value in facts.items() if value not in ("", None)}
    text = json.dumps(kept, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  what could end the script is escaped
