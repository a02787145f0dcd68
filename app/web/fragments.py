"""One URL, two answers: the page to everybody, its fragment to HTMX."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request

VARY = "HX-Request, HX-Request-Type, Cookie"


def wants_fragment() -> bool:
    """Tell whether HTMX asks for a piece of a page; never so when it restores one from history."""
    headers = request.headers
    return (
        "HX-Request" in headers
        and headers.get("HX-Request-Type") != "full"
        and "HX-History-Restore-Request" not in headers
        and "HX-Boosted" not in headers
    )


def respond(
    page: str,
    fragment: str,
    *,
    status: int = 200,
    also: tuple[str, ...] = (),
    toast: str = "",
    **context: Any,
) -> Response:
    """Answer the fragment (and `also` others, out of band) to HTMX, the page to everybody else."""
    if wants_fragment():
        body = "\n".join(render_template(name, **context) for name in (fragment, *also))
        answer = make_response(body, status)
        if toast:
            answer.headers["HX-Trigger"] = trigger(toast=toast)
    else:
        answer = make_response(render_template(page, **context), status)
    answer.headers["Vary"] = VARY
    return answer


def done(target: str, *, toast: str = "") -> Response:
    """Answer a success: a browser is sent on by 303, HTMX by `HX-Redirect`.

    A toast waits in the session, so that the page people land on shows it, with or without script.
    """
    if toast:
        flash(toast, "done")
    if "HX-Request" in request.headers:
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = target
    else:
        answer = make_response(redirect(target, 303))
    answer.headers["Vary"] = VARY
    return answer


def trigger(**events: Any) -> str:
    """Write the value of an `HX-Trigger` header."""
    return json.dumps(events)
