"""Mail: what the business sends, in which words, and what became of each."""

from __future__ import annotations

from app.web.admin.mail import sent, switches, texts  # noqa: F401  their views register themselves
from app.web.admin.mail.blueprint import pages

__all__ = ["pages"]
