"""Find the tenant of a request: by its host name, else by the first segment of its path.

The segment moves into SCRIPT_NAME, so routes are written once and `url_for` is right in both cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from app.models.tenant import RESERVED_SLUGS
from app.tenancy import find_by_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

TENANT = "reservations.tenant"
AWAY = "reservations.database_away"


class TenantAddress:
    """A middleware that resolves the address of a tenant and leaves it in the environment.

    With the database away it says so, and the request is answered 503 in our own frame.
    """

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self.app = app
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request after having found its tenant."""
        path = environ.get("PATH_INFO", "/")
        slug, rest = _first_segment(path)
        is_nobodys = slug in {"static", "healthz", "readyz", "metrics"} or "\x00" in path
        tenant: Any = None
        if not is_nobodys:
            with self.app.app_context():
                host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
                try:
                    tenant = find_by_address(host, "" if slug in RESERVED_SLUGS else slug)
                except SQLAlchemyError:
                    environ[AWAY] = True
        if tenant is not None and not tenant.by_host:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + slug
            environ["PATH_INFO"] = rest or "/"
        environ[TENANT] = tenant
        return self.inner(environ, start_response)


def _first_segment(path: str) -> tuple[str, str]:
    segment, slash, rest = path.removeprefix("/").partition("/")
    return segment, slash + rest
