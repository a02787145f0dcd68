"""What a browser fetches for the application: nothing of it is about anybody, so nobody need be signed in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.tenancy import current
from app.web.admin.webapp import icons, look
from app.web.admin.webapp.manifest import manifest_of
from app.web.filters import STATIC, asset
from app.web.guard import public

pages = Blueprint("webapp", __name__, url_prefix="/admin")

SCRIPT = "js/sw.js"
NEEDED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
NEEDED_LATE = ("/static/js/deeds.js", "/static/js/toasts.js")  # as scripts import them
A_MONTH_S = 30 * 24 * 3600


@pages.get("/manifest.webmanifest")
@public()
def manifest() -> Response:
    """Answer the manifest."""
    return _file(_json(manifest_of(current())), "application/manifest+json")


@pages.get("/icon-<kind>.png")
@public()
def icon(kind: str) -> Response:
    """Answer an icon of the business."""
    if kind not in icons.ICONS:
        abort(404)
    found = look.look_of(current())
    answer = _file(look.drawn(found, kind), "image/png")
    if request.args.get("v") == found.version:
        answer.headers["Cache-Control"] = f"public, max-age={A_MONTH_S}, immutable"
    return answer


@pages.get("/sw.js")
@public()
def worker() -> Response:
    """Answer the service worker: the file, below a line that says its version and what it keeps from the start."""
    version = _version()
    offline = url_for("webapp.offline")
    shell = {
        "version": version,
        "name": current().name,
        "offline": offline,
        "assets": _assets(version, offline),
    }
    body = b"const SHELL = " + _json(shell) + b";\n" + (STATIC / SCRIPT).read_bytes()
    return _file(body, "text/javascript; charset=utf-8")


@pages.get("/offline")
@public()
def offline() -> Any:
    """Show what a browser shows, once it has kept it, in the place of a page that it can't reach."""
    return render_template("admin/webapp/offline.html")


def _version() -> str:
    """Answer what changes with any static file: then a new version of the application is there."""
    names = sorted(str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file())
    return hashlib.sha256(" ".join(map(asset, names)).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _assets(_version: str, _offline: str) -> list[str]:
    """List what the offline page needs, as it names it, and the fonts that its styles name."""
    page = render_template("admin/webapp/offline.html")
    fonts = [
        f"/static/fonts/{path.name}"
        for path in (STATIC / "fonts").glob("*.woff2")
        if "-ext-" not in path.name
    ]
    return sorted({*NEEDED.findall(page), *fonts, *NEEDED_LATE})


def _json(value: Mapping[str, Any]) -> bytes:
    """Write JSON in which a name can't end a text of HTML, should anybody read it as such."""
    return json.dumps(value).replace("<", "\\u003c").encode()


def _file(body: bytes, kind: str) -> Response:
    """Answer a file that is asked for anew each time, and sent when it has changed."""
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
