"""Where the pages of reservations live."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("reservations", __name__, url_prefix="/admin/reservations")
