"""Moves from state to state: a page that asks and a POST that does, for each."""

from __future__ import annotations

from typing import Any

from flask import abort

from app.domain.permissions import Permission
from app.web.admin.reservations.blueprint import pages
from app.web.guard import allow

for name in ("confirm", "check_in", "check_out", "cancel", "mark_absent", "reinstate", "swap"):
    path = {"mark_absent": "absent"}.get(name, name.replace("_", "-"))

    def ask(ref: str) -> Any:
        """Ask."""
        abort(404)

    guarded = allow(Permission.CHANGE_RESERVATION)(ask)
    pages.add_url_rule(f"/<ref>/{path}", f"{name}_ask", guarded, methods=["GET"])
    pages.add_url_rule(f"/<ref>/{path}", name, guarded, methods=["POST"])
