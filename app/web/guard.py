"""Who may ask for a route. Every view says so; a view that says nothing is not served.

`public()`        anybody, on a tenant's address
`installation()`  anybody, on the installation's own address
`signed_in()`     any member of the tenant, whatever their role
`allow(...)`      a member of the tenant whose role has the permission

`own_ticket()`    besides: its form proves itself by a ticket of its own, so it is taken without a session
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Response, abort, current_app, make_response, redirect, request, url_for

from app.domain.permissions import Permission
from app.extensions import csrf
from app.tenancy import current_or_none
from app.web.members import me

View = TypeVar("View", bound=Callable[..., Any])


def _mark(scope: str, permission: Permission | None = None) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.guard = (scope, permission)  # type: ignore[attr-defined]  # read by `check`
        return view

    return mark


def public() -> Callable[[View], View]:
    """Serve a view to anybody, on a tenant's address."""
    return _mark("public")


def installation() -> Callable[[View], View]:
    """Serve a view to anybody, on the installation's own address."""
    return _mark("installation")


def signed_in() -> Callable[[View], View]:
    """Serve a view to any member of the tenant."""
    return _mark("member")


def allow(permission: Permission) -> Callable[[View], View]:
    """Serve a view to members whose role has a permission."""
    return _mark("member", permission)


def own_ticket() -> Callable[[View], View]:
    """Take a form without the session's token, and from another site's page too: it carries a ticket (`app.web.tickets`).

    A form of a visitor, who has no session, and whose page may stand within a page of the business's own site.
    """

    def mark(view: View) -> View:
        view.takes_ticket = True  # type: ignore[attr-defined]  # read by `headers`
        exempt: View = csrf.exempt(view)
        return exempt

    return mark


def takes_ticket(endpoint: str | None) -> bool:
    """Tell whether a route's form proves itself by a ticket."""
    view = current_app.view_functions.get(endpoint) if endpoint else None
    return bool(getattr(view, "takes_ticket", False))


def check() -> Response | None:
    """Turn away who may not ask for the route: 404 to strangers, 403 to the wrong role."""
    if request.endpoint is None:
        return None
    scope, permission = getattr(current_app.view_functions[request.endpoint], "guard", ("none", None))
    if scope == "installation":
        return None
    if current_or_none() is None or scope == "none":
        abort(404)
    if scope == "public":
        return None
    member = me()
    if member is None:
        return to_sign_in()
    if member.role is None:
        abort(404)
    if permission is not None and not member.may(permission):
        abort(403)
    return None


def to_sign_in() -> Response:
    """Send an anonymous visitor to the sign-in page, and back to where they wanted to go.

    A fragment is no page to come back to: then it is the page that asked for it.
    """
    is_fragment = "HX-Request" in request.headers
    if is_fragment:
        wanted = _page_asking()
    else:
        wanted = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else ""
    target = url_for("session.sign_in", next=wanted or None)
    if is_fragment:
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    return make_response(redirect(target, 303))


def _page_asking() -> str:
    """Answer the path and query of the page that asks for a fragment, '' where it does not say."""
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return ""
    return address._replace(scheme="", netloc="", fragment="").geturl()
