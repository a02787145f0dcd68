"""What a stay would cost: a page that anybody may ask, that keeps nothing and sets no cookie."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from app.web import throttle
from app.web.fragments import respond
from app.web.guard import public
from app.web.public.estimating import Estimate, estimate
from app.web.public.face import business, kept

pages = Blueprint("estimate", __name__, url_prefix="/estimate")


@pages.get("")
@public()
@throttle.limiter.limit(throttle.PROMO_BY_ADDRESS, exempt_when=lambda: not request.args.get("promo_code"))
def show() -> Any:
    """Answer a stay: whether it is free, what it costs and why, or what would be free near it."""
    found = estimate(request.args)
    answer = respond(
        "public/estimate.html",
        "public/_estimate.html",
        est=found,
        est_id="estimate",
        is_whole=True,
        contact=business(),
    )
    if request.args:
        answer.headers["X-Robots-Tag"] = "noindex"
    return kept(answer)


def estimate_form(unit_ref: str = "") -> dict[str, Any]:
    """Answer what `public/_estimate.html` wants, for another page that includes it.

    Shapes:  `unit_ref` is the unit that stands chosen, '' the first; what the page's own address says of a stay is
             answered as well. What is not offered, as in the draft of a site, is left out.
    """
    return {
        "est": _leniently(unit_ref),
        "est_id": "estimate",
        "is_whole": False,
        "contact": business(),
    }


def _leniently(unit_ref: str) -> Estimate | None:
    nothing: Mapping[str, str] = {}
    asked = {
        name: text for name, text in request.args.items() if name != "promo_code"
    }  # counted on its own page
    for given, ref in ((asked, unit_ref), (nothing, unit_ref)):
        with suppress(NotFound):
            return estimate(given, unit_ref=ref)
    return estimate(nothing)
