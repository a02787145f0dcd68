"""Pages."""

from __future__ import annotations

from typing import Any

from flask import abort

from app.domain.permissions import Permission
from app.web.admin.reservations.blueprint import pages
from app.web.guard import allow


@pages.get("/new", endpoint="new")
@allow(Permission.MAKE_RESERVATION)
def new() -> Any:
    """New."""
    abort(404)


@pages.get("/<ref>/edit", endpoint="edit")
@allow(Permission.CHANGE_RESERVATION)
def edit(ref: str) -> Any:
    """Edit."""
    abort(404)
