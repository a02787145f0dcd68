"""The members' pages, one module a noun."""

from __future__ import annotations

from flask import Blueprint

from app.web.admin import (
    audit,
    calendar,
    clients,
    closures,
    day,
    departures,  # noqa: F401 - its views are of the blueprint of units
    devices,
    groups,
    invitation,
    jobs,
    mail,
    notices,
    own_mail,
    password,
    policies,
    presence,
    requests,
    reservations,
    session,
    settings,
    site,
    stats,
    team,
    timeline,
    today,
    units,
    webapp,
)
from app.web.admin.locks import views as locks

pages: tuple[Blueprint, ...] = (
    session.pages, today.pages, timeline.pages, calendar.pages, day.pages, stats.pages, reservations.pages, groups.pages, requests.pages, units.pages, closures.pages, clients.pages,
    policies.pages, audit.pages, settings.pages, site.pages, devices.pages, mail.pages, own_mail.pages, password.pages, jobs.pages, team.pages, invitation.pages, presence.pages, locks.pages, notices.pages, webapp.pages,
)  # fmt: skip
