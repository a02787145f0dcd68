"""The blueprint that the pages of the statistics share."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("stats", __name__, url_prefix="/admin/stats")
