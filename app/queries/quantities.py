"""What is taken of a unit that there are many of, for whoever wants to have fewer of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, func, select

from app.domain.asking import Period
from app.domain.availability import Usage
from app.domain.span import Span
from app.domain.words import ClaimSource
from app.extensions import db
from app.models import Claim, Closure, Reservation, SlotOccurrence
from app.queries.claims import effective_end
from app.queries.policies import rules
from app.queries.units import UnitRow
from app.tenancy import current

MOST_UPCOMING = 20


def _upcoming(unit_id: int, now: dt.datetime) -> Select[*tuple[Any, ...]]:
    """Ask for the live claims of a unit that are not over, with their owners."""
    return (
        select(
            func.coalesce(Reservation.ref, Closure.ref).label("ref"),
            Claim.source,
            Claim.starts_at,
            Claim.ends_at,
            Claim.quantity,
            Claim.occurrence_id,
            func.coalesce(Reservation.made_at, Closure.created_at).label("made_at"),
            func.coalesce(Reservation.arrives_on, Closure.starts_on).label("starts_on"),
            func.coalesce(Reservation.departs_on, Closure.ends_on).label("ends_on"),
        )
        .outerjoin(
            Reservation,
            (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id),
        )
        .outerjoin(Closure, (Closure.tenant_id == Claim.tenant_id) & (Closure.id == Claim.closure_id))
        .where(
            Claim.unit_id == unit_id,
            Claim.live,
            Claim.source != ClaimSource.SLOT.value,
            effective_end(now) > now,
        )
        .order_by("made_at", Claim.id)
    )


def list_upcoming(unit_id: int, now: dt.datetime) -> list[dict[str, object]]:
    """List who has a unit from now on, as a refusal names them."""
    return [_rival(row) for row in db.session.execute(_upcoming(unit_id, now).limit(MOST_UPCOMING))]


def list_following(unit: UnitRow, now: dt.datetime) -> set[int]:
    """List the departures to come that have as many seats as the unit: neither a member nor the policy says otherwise."""
    asked, zone = rules(unit.version_id), current().zone
    coming = select(SlotOccurrence.id, SlotOccurrence.starts_at).where(
        SlotOccurrence.unit_id == unit.id,
        SlotOccurrence.starts_at > now,
        SlotOccurrence.is_override.is_(False),
    )
    found = set()
    for row in db.session.execute(coming):
        at = row.starts_at.astimezone(zone)
        if asked.kind.seats(asked.doc, Period(at.date(), at.date(), at.time())) is None:
            found.add(row.id)
    return found


def list_not_fitting(
    unit: UnitRow, quantity: int, *, now: dt.datetime
) -> tuple[list[dict[str, object]], int]:
    """List who would not fit if there were fewer, the latest made first, and the most that are taken at once.

    Closures stay, and who reserved first keeps what they have. Seats are counted departure by departure, those alone
    that have as many as the unit.
    """
    rows = db.session.execute(_upcoming(unit.id, now)).all()
    left_out: list[Any] = []
    peak = 0
    for group in _grouped(rows, list_following(unit, now)):
        taken: list[tuple[Span, int]] = []
        everything = [(Span(row.starts_at, row.ends_at), row.quantity) for row in group]
        usage = Usage(everything)
        peak = max([peak, *(usage.peak(span) for span, _count in everything)])
        for row in sorted(group, key=lambda each: each.source != ClaimSource.CLOSURE.value):
            span = Span(row.starts_at, row.ends_at)
            if Usage([*taken, (span, row.quantity)]).peak(span) > quantity:
                left_out.append(row)
            else:
                taken.append((span, row.quantity))
    latest_first = sorted(left_out, key=lambda row: row.made_at, reverse=True)
    return list({row.ref: _rival(row) for row in latest_first}.values()), peak


def _grouped(rows: Iterable[Any], following: Collection[int]) -> list[list[Any]]:
    groups: dict[int | None, list[Any]] = {}
    for row in rows:
        if row.occurrence_id is None or row.occurrence_id in following:
            groups.setdefault(row.occurrence_id, []).append(row)
    return list(groups.values())


def _rival(row: Any) -> dict[str, object]:
    return {
        "ref": row.ref,
        "source": row.source,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
    }
