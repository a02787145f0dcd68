"""One log line a request: which route, what came of it, how long it took; no address, no query, no personal data."""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from app.tenancy import current_or_none
from app.web.members import me

QUIET = {"health.alive", "health.ready"}


def register(app: Flask) -> None:
    """Log every request with its id, tenant and user."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    clear_contextvars()
    g.begun = time.perf_counter()
    bind_contextvars(request_id=g.get("request_id", ""))


def _end(answer: Response) -> Response:
    if request.endpoint in QUIET:
        return answer
    tenant, member = current_or_none(), me()
    structlog.get_logger("web").info(
        "request",
        tenant=tenant.slug if tenant else None,
        user=member.person_id if member else None,
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=answer.status_code,
        ms=round((time.perf_counter() - g.begun) * 1000, 1) if "begun" in g else None,
    )
    return answer
