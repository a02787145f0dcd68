"""Statistics: figures of a period with their definitions, charts with their tables, and the rows that each counts."""

from __future__ import annotations

from app.web.admin.stats import pace, rows, views
from app.web.admin.stats.blueprint import pages

__all__ = ["pace", "pages", "rows", "views"]
