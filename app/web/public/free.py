"""The business's own pages: about, rules, questions, what the law asks for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from app.web.guard import public
from app.web.public.face import business, face, shown

pages = Blueprint("free", __name__, url_prefix="/pages")


@pages.get("/<slug>")
@public()
def show(slug: str) -> Any:
    """Show a page; 404 while it is not published."""
    row = next((each for each in face().pages if each.slug == slug), None)
    if row is None:
        abort(404)
    return shown("public/page.html", row=row, contact=business())
