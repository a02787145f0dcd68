"""What every answer carries, and what no writing request may come without."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.web.guard import takes_ticket
from app.web.members import me

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{pictures}; font-src 'self'; "
    "connect-src {reachable}; form-action 'self'; base-uri 'none'; frame-ancestors {frames}; manifest-src 'self'"
)


class Sessions(SecureCookieSessionInterface):
    """Sessions that leave files alone: what never changes is the same for everybody, whatever cookie asks for it."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save a session that was changed, and say of other answers that they depend on it."""
        if session.modified or "immutable" not in response.headers.get("Cache-Control", ""):
            super().save_session(app, session, response)


def register(app: Flask) -> None:
    """Give each request a number, refuse writes from other sites, and set the security headers."""
    app.before_request(_number)
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_nul)
    app.after_request(_set_headers)


def _number() -> None:
    g.request_id = secrets.token_hex(8)


def _refuse_other_sites() -> None:
    """Turn away a write that another site started; old browsers send no such header."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or takes_ticket(request.endpoint):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)


def _refuse_nul() -> None:
    """Turn away a NUL, which no keyboard types and no text of the database can hold."""
    given = (*request.args.items(multi=True), *request.form.items(multi=True))
    if "\x00" in request.path or any("\x00" in name + text for name, text in given):
        abort(400)


def _set_headers(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.path.startswith("/admin"):
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Vary", "HX-Request, HX-Request-Type, Cookie")
        member = me() if answer.mimetype == "text/html" else None
        if member is not None and member.member_ref:
            headers.setdefault("X-Seen-As", member.member_ref)  # whose page a device keeps
    return answer


def policy(*, pictures: str = "", frames: str = "'none'") -> str:
    """Write what a page may load: its own host alone; `pictures` names one more for them, `frames` who may frame it."""
    more = f" {pictures}" if pictures else ""
    return POLICY.format(pictures=more, reachable=_reachable(), frames=frames)


def _reachable() -> str:
    """Answer whom a page's scripts may ask: this host, and the socket where it has a port of its own."""
    port = live_port()
    if port is None:
        return "'self'"
    return f"'self' ws://{urlsplit(f'//{request.host}').hostname}:{port}"


def live_port() -> int | None:
    """Answer the port of the socket, None where a proxy serves it under the pages' own address."""
    settings = current_app.config["SETTINGS"]
    return None if settings.trusted_proxies else int(settings.live_port)
