"""Reservations: the list, one of them, the editor and the moves from state to state."""

from __future__ import annotations

from app.web.admin.reservations import catching_up, editor, index, moves, paying, placing, show
from app.web.admin.reservations.blueprint import pages

__all__ = ["catching_up", "editor", "index", "moves", "pages", "paying", "placing", "show"]
