"""Policies: what they say in sentences, their versions, and a form for each kind."""

from __future__ import annotations

from app.web.admin.policies import form, nightly, playing, rentals, show, simulating, tours, transfer
from app.web.admin.policies.blueprint import pages

__all__ = ["form", "nightly", "pages", "playing", "rentals", "show", "simulating", "tours", "transfer"]
