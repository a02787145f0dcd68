"""Errors in the app's own frame: what happened and what to do, never a stack trace."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.actions.transaction import NotFound
from app.extensions import db

PAGES = {403, 404, 405, 409, 413, 429, 500, 503}


def register(app: Flask) -> None:
    """Answer every failure with a page of ours."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(CSRFError, _no_token)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Exception, _bug)


def _page(code: int) -> Response:
    name = f"error/{code if code in PAGES else 404 if code < 500 else 500}.html"
    return make_response(render_template(name), code)


def _known(error: HTTPException) -> Any:
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    above = _page_above() if code == 405 and request.method in {"GET", "HEAD"} else None
    if above is not None:
        return redirect(above, 303)
    answer = _page(code)
    if code == 405 and error.get_headers():
        answer.headers.extend([pair for pair in error.get_headers() if pair[0] == "Allow"])
    return answer


def _page_above() -> str | None:
    """Answer the members' page that a form stands on, by the address it is sent to.

    What a refused form is answered with has that address, so people open it again.
    """
    above, _slash, last = request.path.rpartition("/")
    while above.startswith("/admin"):
        if request_ctx.url_adapter and request_ctx.url_adapter.test(above, "GET"):
            return f"{request.script_root}{above}#{last}"
        above = above.rpartition("/")[0]
    return None


def _no_token(_error: CSRFError) -> Response:
    return _page(403)


def _not_found(_error: NotFound) -> Response:
    db.session.rollback()
    return _page(404)


def _bug(error: Exception) -> Response:
    structlog.get_logger("app").exception("unhandled", path=request.path, error=type(error).__name__)
    db.session.rollback()
    return _page(500)
