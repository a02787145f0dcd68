"""Requests that wait for a yes or a no."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from app.domain.permissions import Permission
from app.web.guard import allow

pages = Blueprint("requests", __name__, url_prefix="/admin/requests")


@pages.get("")
@allow(Permission.SEE_RESERVATIONS)
def index() -> Any:
    """List."""
    abort(404)
