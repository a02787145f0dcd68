"""The members' pages as an application on a phone or a desktop: manifest, icons, service worker, offline page."""

from __future__ import annotations

from app.web.admin.webapp.views import pages

__all__ = ["pages"]
