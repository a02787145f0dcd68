"""Requests that wait for a yes or a no, the oldest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from app import clock
from app.domain.availability import Calendar, Room
from app.domain.permissions import Permission
from app.queries.claims import load_calendar
from app.queries.policies import rules
from app.queries.requests import RequestRow, list_pending
from app.queries.units import UnitRow, list_units
from app.sentences import reservations
from app.sentences.words import counted
from app.tenancy import current
from app.web.fragments import respond
from app.web.guard import allow

pages = Blueprint("requests", __name__, url_prefix="/admin/requests")

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A request with what stands against it.

    Shapes:  `rivals` counts the other requests for the same time, `is_taken` says that somebody has it already.
    """

    row: RequestRow
    length: str
    party: str
    rivals: int
    is_taken: bool


@pages.get("")
@allow(Permission.SEE_RESERVATIONS)
def index() -> Any:
    """List the requests that wait."""
    now = clock.now()
    rows = list_pending(now, most=MOST)
    return respond(
        "admin/requests/index.html", "admin/requests/_list.html", requests=_shown(rows, now), now=now
    )


def _shown(rows: list[RequestRow], now: dt.datetime) -> list[Shown]:
    if not rows:
        return []
    units = {unit.id: unit for unit in list_units()}
    calendar = load_calendar(
        {leaf for row in rows for leaf in units[row.unit_id].leaves},
        first=min(row.span.starts_at for row in rows),
        last=max(row.span.ends_at for row in rows),
    )
    return [_one(row, rows, units[row.unit_id], calendar, now) for row in rows]


def _one(
    row: RequestRow, rows: list[RequestRow], unit: UnitRow, calendar: Calendar, now: dt.datetime
) -> Shown:
    asked = rules(row.version_id)
    blocked = asked.kind.blocked(asked.doc, row.span)
    units = asked.kind.units_of_time(asked.doc, row.period, zone=current().zone)
    length = counted(len(units), asked.kind.noun(asked.doc))
    rivals = [
        other
        for other in rows
        if other.ref != row.ref and other.unit_id == row.unit_id and other.span.overlaps(row.span)
    ]
    room = Room(unit.facts.takes, calendar, now=now, ignoring={row.ref})
    party = {name: getattr(row, name) for name in ("adults", "children", "infants", "cots")}
    return Shown(
        row,
        length,
        reservations.party(party),
        len(rivals),
        room.left(row.span, blocked, seats=asked.kind.seats(asked.doc, row.period)) < row.quantity,
    )
