"""What a browser is told of the application that it may install: one for each business."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import language
from app.language import gettext as _
from app.tenancy import Tenant
from app.web.admin.webapp.icons import ICONS
from app.web.admin.webapp.look import look_of
from app.web.filters import asset

PAPER = "#f2f1ed"
LONGEST_SHORT = 12
SCREENS = (("wide", "1440x900"), ("narrow", "780x1688"))


def manifest_of(tenant: Tenant) -> dict[str, Any]:
    """Write the manifest of a business.

    Source:  interface.md 6.
    """
    home, version = url_for("today.show"), look_of(tenant).version
    return {
        "id": home,
        "name": tenant.name,
        "short_name": _short(tenant.name),
        "lang": language.spoken().name.replace("_", "-"),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["business", "productivity"],
        "icons": [
            _icon(version, "192"),
            _icon(version, "512"),
            _icon(version, "512-maskable", purpose="maskable"),
        ],
        "screenshots": [
            {
                "src": asset(f"screens/today-{form}.webp"),
                "sizes": sizes,
                "type": "image/webp",
                "form_factor": form,
                "label": _("Today"),
            }
            for form, sizes in SCREENS
        ],
        "shortcuts": [
            {"name": name, "url": url, "icons": [_icon(version, "192")]}
            for name, url in (
                (_("New reservation"), url_for("reservations.new")),
                (_("Timeline"), url_for("timeline.show")),
                (_("Calendar"), url_for("calendar.show")),
                (_("Requests"), url_for("requests.index")),
            )
        ],
    }


def _icon(version: str, kind: str, *, purpose: str = "any") -> dict[str, str]:
    side = ICONS[kind].side
    return {
        "src": url_for("webapp.icon", kind=kind, v=version),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }


def _short(name: str) -> str:
    """Shorten a name to what stands below an icon: whole words of it, if one fits."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > LONGEST_SHORT:
        words.pop()
    return " ".join(words)[:LONGEST_SHORT].strip()
