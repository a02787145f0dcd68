"""Make an application into the socket's process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from app.web.live import socket
from app.web.live.frames import WholeSends
from app.web.live.hall import Hall

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_MESSAGE = 2048
SERVED = ("/admin/live", "/healthz", "/readyz")


class OnlyTheSocket:
    """A middleware that answers nothing but the socket and the process's health, and sends frames whole."""

    def __init__(self, inner: WSGIApplication) -> None:
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not environ.get("PATH_INFO", "").endswith(SERVED):
            start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        # The library would offer to compress: 98 KiB a socket, and messages lost between threads.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if "gunicorn.socket" in environ:
            environ["gunicorn.socket"] = WholeSends(environ["gunicorn.socket"])
        return self.inner(environ, start_response)


def serve_live(app: Flask) -> Hall:
    """Give an application its socket; `start` on the hall begins to listen."""
    settings = app.config["SETTINGS"]
    app.config["SOCK_SERVER_OPTIONS"] = {
        "max_message_size": LONGEST_MESSAGE,
        "receive_bytes": LONGEST_MESSAGE,
    }
    app.register_blueprint(socket.pages)
    hall = app.extensions["live_hall"] = Hall(app, most=settings.live_sockets)
    app.wsgi_app = OnlyTheSocket(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to add a middleware
    return hall
