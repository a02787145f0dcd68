"""How much a request may bring: little, unless its view says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def takes(most_bytes: int) -> Callable[[View], View]:
    """Let a view be sent more than others."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # read by `_widen`
        return view

    return mark


def register(app: Flask) -> None:
    """Look at the limit before anybody reads a form: the check of the token is the first who does."""
    app.before_request_funcs.setdefault(None, []).insert(0, _widen)


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, "most_bytes", None)
    if most_bytes is not None:
        request.max_content_length = most_bytes
