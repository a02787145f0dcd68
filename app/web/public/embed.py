"""The estimator and the form of requests in a frame of a business's existing site, where the business allows it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, make_response, request, url_for

from app.language import gettext as _
from app.tenancy import current, current_or_none
from app.web.filters import STATIC
from app.web.guard import public
from app.web.headers import policy
from app.web.public.face import PUBLIC, face, face_or_none

pages = Blueprint("embed", __name__)

FRAME = "frame"  # in an address
FRAMED = "stands_in_a_frame"  # of a request
AN_HOUR_S = 3600


@pages.get("/embed.js")
@public()
def script() -> Response:
    """Answer the script that puts the frame where it stands; 404 where no site may frame this one."""
    if not face().doc.embed_hosts:
        abort(404)
    told = {
        "address": url_for("estimate.show", _external=True, **{FRAME: "1"}),
        "title": _("Dates and prices: %(business)s", business=current().name),
    }
    body = f"const EMBED = {json.dumps(told).replace('<', chr(92) + 'u003c')};\n".encode()
    answer = make_response(body + (STATIC / "js/embed.js").read_bytes())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def is_framed() -> bool:
    """Tell whether the page asked for stands in a frame of another site."""
    return bool(g.get(FRAMED))


def register(app: Flask) -> None:
    """Let pages that stand in a frame lead to such pages, and say who may frame them."""
    app.jinja_env.globals.update(is_framed=is_framed)

    @app.before_request
    def _notice() -> None:
        public_page = (request.endpoint or "").partition(".")[0] in PUBLIC
        if public_page and request.args.get(FRAME) == "1" and current_or_none() is not None:
            setattr(g, FRAMED, True)

    @app.url_defaults
    def _keep_frame(endpoint: str, values: dict[str, Any]) -> None:
        if g.get(FRAMED) and endpoint.partition(".")[0] in PUBLIC:
            values.setdefault(FRAME, "1")

    @app.after_request
    def _allow(answer: Response) -> Response:
        site = face_or_none() if is_framed() and answer.status_code < 500 else None
        if site is not None and site.doc.embed_hosts:
            hosts = " ".join(f"https://{host}" for host in site.doc.embed_hosts)
            local = " ".join(f"http://{host}" for host in site.doc.embed_hosts if _is_loopback(host))
            answer.headers["Content-Security-Policy"] = policy(frames=f"{hosts} {local}".strip())
        return answer


def _is_loopback(host: str) -> bool:
    return host.partition(":")[0] in {"localhost", "127.0.0.1"}
