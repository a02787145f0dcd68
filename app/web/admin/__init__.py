"""The members' pages, one module a noun."""

from __future__ import annotations

from flask import Blueprint

from app.web.admin import (
    calendar,
    clients,
    closures,
    day,
    requests,
    reservations,
    session,
    stats,
    timeline,
    today,
    units,
)

pages: tuple[Blueprint, ...] = (
    session.pages, today.pages, timeline.pages, calendar.pages, day.pages, stats.pages, reservations.pages, requests.pages, units.pages, closures.pages, clients.pages,
)  # fmt: skip
