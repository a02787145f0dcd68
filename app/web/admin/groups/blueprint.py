"""Where the pages of groups live."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("groups", __name__, url_prefix="/admin/groups")
