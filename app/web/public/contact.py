"""Find us: address, phones, mail, opening hours, and where that is; a map only for who asks for it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from app.map_tiles import MapTiles
from app.web.guard import public
from app.web.headers import policy
from app.web.public.face import business, face, shown

pages = Blueprint("contact", __name__, url_prefix="/contact")


@pages.get("")
@public()
def show() -> Any:
    """Show how to reach the business; of this page alone the map's server may be asked, once somebody clicks."""
    has_place = face().doc.latitude is not None
    tiles: MapTiles | None = current_app.config["SETTINGS"].map_tiles if has_place else None
    answer = shown("public/contact.html", contact=business(), tiles=tiles)
    if tiles is not None:
        answer.headers["Content-Security-Policy"] = policy(pictures=tiles.origin)
    return answer
