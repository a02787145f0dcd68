"""The calendar: a month's nights with who comes and goes, and twelve months at a glance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Select, and_, func, literal, select, union_all

from app.domain.words import PAID_STATES, ClaimSource
from app.extensions import db
from app.models import Claim, Reservation
from app.queries.binds import FIRST, FIRST_ON, LAST, LAST_ON, NOW, apart, each_of, local_on, window
from app.queries.claims import LONGEST, effective_end, within
from app.queries.states import effective_state


@dataclass(frozen=True)
class Moves:
    """How many stays begin and end on a date."""

    arriving: int = 0
    leaving: int = 0


NONE = Moves()


def list_moves(first: dt.date, last: dt.date, now: dt.datetime) -> dict[dt.date, Moves]:
    """Count the arrivals and departures of each date from `first` to before `last`."""
    rows = db.session.execute(_moves(), window(first, last, now))
    return {day: Moves(int(arriving), int(leaving)) for day, arriving, leaving in rows}


@lru_cache(maxsize=1)
def _moves() -> Select[Any]:
    """Write the query once a process."""
    stays = _standing()
    came = select(
        stays.c.arrives_on.label("day"), literal(1).label("arriving"), literal(0).label("leaving")
    ).where(stays.c.starts_on == stays.c.arrives_on)
    went = select(stays.c.ends_on, literal(0), literal(1)).where(
        ~and_(stays.c.is_part, stays.c.holds_until < stays.c.ends_at)
    )
    moves = union_all(came, went).subquery("moves")
    return (
        select(moves.c.day, func.sum(moves.c.arriving), func.sum(moves.c.leaving))
        .where(moves.c.day >= FIRST_ON, moves.c.day < LAST_ON)
        .group_by(moves.c.day)
    )


def _standing() -> CTE:
    """Write the claims that hold in the window, from their index alone, with the reservations that they name.

    Who takes a house of three rooms has three claims that are equal here, and comes once.

    They are joined once, by an outer join: of an inner one the planner guesses that next to nothing is left,
    and compares all with all.
    """
    ends_at = effective_end(NOW)
    claims = select(
        Claim.reservation_id,
        local_on(Claim.starts_at).label("starts_on"),
        local_on(ends_at).label("ends_on"),
        ends_at.label("holds_until"),
        (ends_at - Claim.starts_at >= LONGEST).label("is_part"),
    ).where(Claim.live, Claim.source == ClaimSource.RESERVATION.value, within(FIRST, LAST))
    claimed = apart("claimed", claims.distinct())
    reservations = select(
        Reservation.id, Reservation.arrives_on, Reservation.ends_at, effective_state(NOW).label("state")
    ).where(Reservation.id == each_of(claimed.c.reservation_id))
    named = apart("named", reservations)
    both = (
        select(claimed, named.c.arrives_on, named.c.ends_at, named.c.state)
        .select_from(claimed)
        .outerjoin(named, named.c.id == claimed.c.reservation_id)
    )
    every = apart("every", both)
    counts = every.c.state.in_([state.value for state in PAID_STATES])
    return apart("stays", select(every).where(counts))
