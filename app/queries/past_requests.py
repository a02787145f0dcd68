"""The requests of the past as the record keeps them: those that became reservations, and those that were refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from app.domain.asking import Party, Period, UnitFacts
from app.domain.replay import Past
from app.extensions import db
from app.models import AuditEntry, Reservation

PARTY = ("adults", "children", "infants", "cots")


@dataclass(frozen=True)
class PastRequests:
    """Requests, the newest first.

    Shapes:  `is_capped` when there are more than were asked for; `unread_count` are those that say too little.
    """

    requests: list[Past]
    is_capped: bool
    unread_count: int


def list_past_requests(units: Iterable[UnitFacts], *, since: dt.datetime, most: int) -> PastRequests:
    """List the newest requests for some units since an instant."""
    known = {unit.ref: unit for unit in units}
    wanted = func.coalesce(AuditEntry.after["unit"].astext, AuditEntry.request["unit"].astext)
    rows = db.session.execute(
        select(
            AuditEntry.happened_at,
            AuditEntry.entity_ref,
            AuditEntry.outcome,
            AuditEntry.after,
            AuditEntry.request,
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period,
        )
        .outerjoin(
            Reservation,
            and_(Reservation.tenant_id == AuditEntry.tenant_id, Reservation.id == AuditEntry.entity_id),
        )
        .where(
            AuditEntry.entity == "reservation",
            AuditEntry.action == "made",
            AuditEntry.recorded_at >= since,
            wanted.in_(list(known)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(most + 1)
    ).all()
    read = [_past(row, known) for row in rows[:most]]
    found = [past for past in read if past is not None]
    return PastRequests(found, len(rows) > most, len(read) - len(found))


def _past(row: Any, known: Mapping[str, UnitFacts]) -> Past | None:
    """Read an entry; None for one that does not say enough."""
    is_made = row.outcome == "done"
    said = _made(row) if is_made else row.request
    try:
        return Past(
            row.happened_at,
            known[str(said["unit"])],
            Period(
                dt.date.fromisoformat(said["starts_on"]),
                dt.date.fromisoformat(said["ends_on"]),
                _time(said.get("starts_time")),
                _time(said.get("ends_time")),
            ),
            Party(*(int(said.get(name) or 0) for name in PARTY)),
            ref=row.entity_ref if is_made else "",
            quantity=int(said.get("quantity") or 1),
            promo_code=str(said.get("promo_code") or ""),
            complimentary=said.get("complimentary") is True,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _made(row: Any) -> dict[str, Any]:
    """Answer what was asked for when a reservation was made; its times, unless its dates have changed since."""
    after = row.after
    said = {**after, "starts_on": after.get("arrives_on"), "ends_on": after.get("departs_on")}
    is_unmoved = row.arrives_on is not None and [str(row.arrives_on), str(row.departs_on)] == [
        said["starts_on"],
        said["ends_on"],
    ]
    return {**(row.period if is_unmoved else {}), **said}


def _time(text: Any) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None
