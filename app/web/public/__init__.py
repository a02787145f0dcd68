"""What visitors see."""

from __future__ import annotations

from flask import Blueprint

from app.web.public import catalogue, contact, found, free, home, media, reservation

pages: tuple[Blueprint, ...] = (
    home.pages,
    catalogue.pages,
    contact.pages,
    free.pages,
    found.pages,
    media.pages,
    reservation.pages,
)
