"""Which reservations a list holds, and in which order: their keys, read from one index before anything else.

Everything that a filter reads stands in the index that gives the order, so a page costs what it shows and not
what the tenant has.
"""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
)

from app.domain.words import State
from app.extensions import db
from app.models import Reservation
from app.queries.touching import still_there
from app.queries.wanted import Found, Place, Wanted, look_up

COUNTED = 1_000
BEHIND_EVERY_REF = "ZZZZZZZZZ"


def choose(
    wanted: Wanted, now: dt.datetime, *, most: int, after: Place | None = None
) -> Select[*tuple[Any, ...]]:
    """Ask for the first days and keys of up to `most` reservations behind a place, in the order of the list.

    Shapes:  `wanted` is looked up.
    """
    parts = [
        select(Reservation.arrives_on, Reservation.id)
        .where(*way, *_filters(wanted), *_behind(wanted, after))
        .order_by(*in_order(wanted, Reservation))
        .limit(most)
        for way in product(_states(wanted.state, now), _meanings(wanted))
    ]
    if len(parts) == 1:
        return parts[0]
    either = union(*(select(part.subquery()) for part in parts)).subquery("either")
    return select(either).order_by(*in_order(wanted, either.c)).limit(most)


def in_order(wanted: Wanted, of: Any) -> list[ColumnElement[Any]]:
    """Answer what a list is sorted by."""
    columns = [of.arrives_on, of.id]
    return columns if wanted.first is not None else [column.desc() for column in columns]


def count_reservations(wanted: Wanted, now: dt.datetime) -> int:
    """Count the reservations of a list, up to COUNTED and one more."""
    found = choose(look_up(wanted), now, most=COUNTED + 1).subquery()
    return db.session.execute(select(func.count()).select_from(found)).scalar_one()


def _states(state: State | None, now: dt.datetime) -> list[ColumnElement[bool]]:
    """Say in which ways a reservation may be in a state: as it is stored, or since its deadline.

    Each has an index of its own; the expression that decides between them has none.
    Source:  semantics.md 4; `effective_state` says the same.
    """
    if state is None:
        return [true()]
    holds = or_(Reservation.due_at.is_(None), Reservation.due_at > now)
    return [
        and_(Reservation.state == state.value, holds),
        and_(Reservation.due_at <= now, Reservation.due_state == state.value),
    ]


def _meanings(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Say what the text may mean: how a reference begins, who comes, where they stay. Each has its index."""
    if not wanted.text:
        return [true()]
    begins, found = wanted.ref, wanted.found or Found()
    ways = [
        and_(
            Reservation.ref >= begins,  # row-level security keeps LIKE from the index, but not these two
            Reservation.ref <= begins + BEHIND_EVERY_REF,
            Reservation.ref.startswith(begins, autoescape=True),
        )
    ]
    if found.group_ids:
        ways.append(_one_of(Reservation.group_id, found.group_ids))
    if found.client_ids:
        ways.append(_one_of(Reservation.client_id, found.client_ids))
    if found.unit_ids:
        ways.append(_one_of(Reservation.unit_id, found.unit_ids))
    return ways


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Say what a reservation must be like besides, by columns of the indexes that give the order."""
    asked: list[ColumnElement[bool]] = []
    if wanted.type_ref:
        asked.append(_one_of(Reservation.unit_id, (wanted.found or Found()).units_of_type))
    if wanted.first is not None:
        asked.append(still_there(wanted.first))
    if wanted.last is not None:
        asked.append(Reservation.arrives_on <= wanted.last)
    return asked


def _one_of(column: Any, keys: list[int]) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = column == any_(literal(keys, ARRAY(BigInteger)))
    return chosen


def _behind(wanted: Wanted, after: Place | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    here, there = tuple_(Reservation.arrives_on, Reservation.id), (after.arrives_on, after.id)
    return [here > there if wanted.first is not None else here < there]
