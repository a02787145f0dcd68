"""What visitors see."""

from __future__ import annotations

from flask import Blueprint

from app.web.public import (
    catalogue,
    contact,
    embed,
    estimate,
    found,
    free,
    home,
    media,
    own_moves,  # noqa: F401 - its views are of the blueprint of reservations
    request,
    reservation,
)

pages: tuple[Blueprint, ...] = (
    home.pages,
    catalogue.pages,
    contact.pages,
    free.pages,
    estimate.pages,
    request.pages,
    found.pages,
    embed.pages,
    media.pages,
    reservation.pages,
)
