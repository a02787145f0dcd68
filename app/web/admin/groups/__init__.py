"""Groups: several units for one client, made together; their page and the moves of all."""

from __future__ import annotations

from app.web.admin.groups import editor, show
from app.web.admin.groups.blueprint import pages

__all__ = ["editor", "pages", "show"]
