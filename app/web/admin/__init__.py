"""The members' pages, one module a noun."""

from __future__ import annotations

from flask import Blueprint

from app.web.admin import clients, closures, requests, reservations, session, units

pages: tuple[Blueprint, ...] = (
    session.pages, reservations.pages, requests.pages, units.pages, closures.pages, clients.pages,
)  # fmt: skip
