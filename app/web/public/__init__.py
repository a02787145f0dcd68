"""What visitors see."""

from __future__ import annotations

from flask import Blueprint

from app.web.public import home, media, reservation

pages: tuple[Blueprint, ...] = (home.pages, media.pages, reservation.pages)
