"""Seats of one departure, set by hand."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.actions.actor import Actor
from app.actions.occurrences import occurrence_of
from app.actions.reservations.rows import lock_units, rules_today
from app.actions.transaction import Attempt, Work, run
from app.domain.asking import Period
from app.domain.refusal import Refusal, Refused
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.models import Claim, SlotOccurrence

MOST_SEATS = 10_000


def set_seats(actor: Actor, unit_ref: str, period: Period, seats: int | None) -> None:
    """Say how many seats one departure has, whatever the policy and the unit say.

    Refuses: not_offered_then, seats_bounds, seats_below_sold (409, with how many are sold).
    """
    request = {
        "unit": unit_ref,
        "starts_on": period.starts_on,
        "starts_time": period.starts_time,
        "seats": seats,
    }
    run(
        actor, Attempt("slot", "seats_set", request=request), lambda work: _set(work, unit_ref, period, seats)
    )


def _set(work: Work, unit_ref: str, period: Period, seats: int | None) -> None:
    unit = lock_units(work, [unit_ref])[unit_ref]
    asked, zone = rules_today(unit), work.tenant.zone
    offered = asked.kind.offers(asked.doc, period.starts_on, zone=zone) if unit.stock is Stock.SEATS else []
    found = next((each for each in offered if each.starts_time == period.starts_time), None)
    if found is None:
        raise Refused([Refusal("not_offered_then", None, {})])
    if seats is None or not 0 <= seats <= MOST_SEATS:
        raise Refused([Refusal("seats_bounds", "seats", {"most": MOST_SEATS})])
    leaf = next(leaf for leaf in unit.leaves if leaf.need.stock is Stock.SEATS)
    span = asked.kind.span(asked.doc, found, zone)
    key = occurrence_of(work, leaf, span, seats=asked.kind.seats(asked.doc, found))
    row = work.session.execute(
        select(SlotOccurrence).where(SlotOccurrence.id == key).execution_options(populate_existing=True)
    ).scalar_one()
    sold = _sold(work, key, work.now)
    if seats < sold:
        raise Refused([Refusal("seats_below_sold", "seats", {"sold": sold}, status=409)])
    before = row.seats
    row.seats, row.is_override = seats, True
    row.version += 1
    work.session.flush()
    said = {"unit": unit.ref, "starts_at": span.starts_at}
    work.record(
        "slot",
        entity_id=row.id,
        entity_ref=row.ref,
        action="seats_set",
        before={**said, "seats": before},
        after={**said, "seats": seats},
        linked=[{"entity": "unit", "id": unit.id, "ref": unit.ref}],
    )


def _sold(work: Work, occurrence_id: int, now: dt.datetime) -> int:
    """Count the seats that are claimed, after what was due has been settled."""
    asked = select(func.coalesce(func.sum(Claim.quantity), 0)).where(
        Claim.occurrence_id == occurrence_id,
        Claim.live,
        Claim.source == ClaimSource.RESERVATION.value,
        (Claim.due_at.is_(None)) | (Claim.due_at > now) | (Claim.due_ends_at > Claim.starts_at),
    )
    return int(work.session.execute(asked).scalar_one())
