"""Where the pages of policies live."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("policies", __name__, url_prefix="/admin/policies")
