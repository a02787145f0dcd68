"""Pages."""

from __future__ import annotations

from typing import Any

from flask import abort

from app.domain.permissions import Permission
from app.web.admin.reservations.blueprint import pages
from app.web.guard import allow


@pages.get("/<ref>", endpoint="show")
@allow(Permission.SEE_RESERVATIONS)
def show(ref: str) -> Any:
    """Show."""
    abort(404)
