"""The editor of the public site: its face, the pages of units, the business's own pages, and publishing it."""

from __future__ import annotations

from app.web.admin.site import face, free, index, units  # noqa: F401  their views register themselves
from app.web.admin.site.blueprint import pages

__all__ = ["pages"]
