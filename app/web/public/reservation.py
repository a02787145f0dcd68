"""A reservation as its client sees it, by a link that nobody can guess; it only shows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request

from app.actions.mails import links
from app.language import speaking, spoken
from app.queries.mails import list_refs_of_group
from app.queries.tenants import load_business
from app.tenancy import current
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.context import LANGUAGES
from app.web.guard import public

pages = Blueprint("public_reservation", __name__, url_prefix="/reservation")


@pages.get("/<token>")
@public()
def show(token: str) -> Any:
    """Show a reservation, or those of a group; 404 for a link that was not made here or whose client was erased."""
    found = links.opened(token, current()) if len(token) < 100 else None
    if found is None:
        abort(404)
    noun, ref = found
    stays = [load_shown(each) for each in ([ref] if noun == links.RESERVATION else list_refs_of_group(ref))]
    if not stays or not stays[0].facts.client_name:
        abort(404)
    with speaking(_language(stays[0])):
        page = render_template(
            "public/reservation.html", ref=ref, stays=stays, contact=load_business(), token=token
        )
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _language(shown: Shown) -> str:
    """Answer the language that the visitor chose, else the one of the client's mails."""
    if request.cookies.get("language", "") in LANGUAGES:
        return spoken().name
    return shown.facts.client_language or spoken().name
