"""Activity: who did what to which entity, in sentences, with what was before and after."""

from __future__ import annotations

from app.web.admin.audit.views import pages

__all__ = ["pages"]
