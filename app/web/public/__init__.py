"""What visitors see."""

from __future__ import annotations

from flask import Blueprint

from app.web.public import home, reservation

pages: tuple[Blueprint, ...] = (home.pages, reservation.pages)
