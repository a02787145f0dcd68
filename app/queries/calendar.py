"""The calendar: a month's nights with who comes and goes, and twelve months at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, literal, select, union_all

from app.domain.localtime import day_start
from app.domain.words import PAID_STATES, ClaimSource
from app.extensions import db
from app.models import Claim, Reservation
from app.queries.claims import LONGEST, effective_end, within
from app.queries.states import effective_state
from app.tenancy import current


@dataclass(frozen=True)
class Moves:
    """How many stays begin and end on a date."""

    arriving: int = 0
    leaving: int = 0


NONE = Moves()


def list_moves(first: dt.date, last: dt.date, now: dt.datetime) -> dict[dt.date, Moves]:
    """Count the arrivals and departures of each date from `first` to before `last`."""
    rows = db.session.execute(_moves(first, last, now))
    return {day: Moves(int(arriving), int(leaving)) for day, arriving, leaving in rows}


def _moves(first: dt.date, last: dt.date, now: dt.datetime) -> Select[Any]:
    tenant = current()
    ends_at = effective_end(now)
    left_on = cast(func.timezone(tenant.timezone, ends_at), Date)
    standing = [
        Claim.live,
        Claim.source == ClaimSource.RESERVATION.value,
        within(day_start(first, tenant.zone), day_start(last, tenant.zone)),
        effective_state(now).in_([state.value for state in PAID_STATES]),
    ]
    of_reservation = and_(Reservation.tenant_id == Claim.tenant_id, Reservation.id == Claim.reservation_id)
    came = (
        select(Reservation.arrives_on.label("day"), literal(1).label("arriving"), literal(0).label("leaving"))
        .select_from(Claim)
        .join(Reservation, of_reservation)
        .where(
            *standing, cast(func.timezone(tenant.timezone, Claim.starts_at), Date) == Reservation.arrives_on
        )
    )
    went = (
        select(left_on, literal(0), literal(1))
        .select_from(Claim)
        .join(Reservation, of_reservation)
        .where(*standing, ~and_(ends_at - Claim.starts_at >= LONGEST, ends_at < Reservation.ends_at))
    )
    moves = union_all(came, went).subquery("moves")
    return (
        select(moves.c.day, func.sum(moves.c.arriving), func.sum(moves.c.leaving))
        .where(moves.c.day >= first, moves.c.day < last)
        .group_by(moves.c.day)
    )
