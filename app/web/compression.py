"""Text on its way out is made small, where nothing before this server does it.

Only what anybody may see is: `public` answers, which carry no secret of a person. How small a page becomes would
otherwise tell who can put words into it, and watch, what else it says (BREACH).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TEXT = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
)
LEAST, MOST = 600, 400_000
LEVEL = 6


class Compressed:
    """The application with its public texts made small for browsers that understand it."""

    def __init__(self, inner: WSGIApplication) -> None:
        """Keep the application."""
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        _forget_packing(environ)
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = [status, Headers(headers), exc_info]

        body = self.inner(environ, start)
        status, headers, exc_info = started
        if not _is_public_text(status, headers):
            start_response(status, headers.to_wsgi_list(), exc_info)
            return body
        headers["Vary"] = ", ".join([*headers.getlist("Vary"), "Accept-Encoding"])
        if environ["REQUEST_METHOD"] == "GET" and _takes_gzip(environ):
            body = [_pack(body, headers)]
        start_response(status, headers.to_wsgi_list(), exc_info)
        return body


def _is_public_text(status: str, headers: Headers) -> bool:
    size = headers.get("Content-Length", type=int) or 0
    return (
        status.startswith("200")
        and "public" in headers.get("Cache-Control", "")
        and headers.get("Content-Type", "").partition(";")[0] in TEXT
        and "Content-Encoding" not in headers
        and LEAST <= size <= MOST
    )


def _takes_gzip(environ: WSGIEnvironment) -> bool:
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return accepted.quality("gzip") > 0


def _pack(body: Iterable[bytes], headers: Headers) -> bytes:
    """Make a body small, and say so: the validator of what is packed otherwise can only be a weak one."""
    try:
        packed = _packed(b"".join(body))
    finally:
        if hasattr(body, "close"):
            body.close()
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(packed))
    tag = headers.get("ETag", "")
    if tag.startswith('"'):
        headers["ETag"] = f"W/{tag}"
    return packed


@lru_cache(maxsize=128)
def _packed(data: bytes) -> bytes:
    """Pack a text; the style sheets and the pages asked for most are packed once."""
    return gzip.compress(data, LEVEL, mtime=0)


def _forget_packing(environ: WSGIEnvironment) -> None:
    """Let static files know their validators again, which are strong ones and compared letter by letter."""
    tag = environ.get("HTTP_IF_NONE_MATCH", "")
    if tag.startswith('W/"') and environ.get("PATH_INFO", "").startswith("/static/"):
        environ["HTTP_IF_NONE_MATCH"] = tag[2:]
