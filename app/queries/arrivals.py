"""Who arrived in a period: for how long, how long before they reserved, and from which country."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, and_, any_, case, cast, func, or_, select, tuple_

from app.domain.words import PAID_STATES
from app.models import Client, Reservation, TypeArrivals, Unit
from app.queries.binds import CHOSEN, FIRST_ON, LAST_ON, NOW, apart, local_on
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.stats import Sums, apart_from
from app.queries.sums import REMEMBERED, STAMP, Choice, Rolled
from app.tenancy import current

LONGEST_STAY = 28
LEADS = (0, 1, 3, 7, 14, 30, 60, 90, 180)
NIGHTS, LEAD, COUNTRY = "nights", "lead", "country"

Stretches = tuple[tuple[dt.date, dt.date], ...]
Counts = tuple[tuple[str, str, int], ...]


@dataclass
class Arrivals:
    """How many standing reservations arrive in a period.

    Shapes:  `by_nights` up to LONGEST_STAY, which has the longer ones as well; `by_lead` by the least days of LEADS;
             `by_country` by ISO code, '' where it is not known.
    """

    by_nights: Counter[int] = field(default_factory=Counter)
    by_lead: Counter[int] = field(default_factory=Counter)
    by_country: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, key: str, count: int) -> None:
        """Add to what is counted."""
        if what == COUNTRY:
            self.by_country[key] += count
        else:
            (self.by_nights if what == NIGHTS else self.by_lead)[int(key)] += count


def load_arrivals(first: dt.date, last: dt.date, sums: Sums, choice: Choice) -> Arrivals:
    """Count the standing reservations that arrive from `first` to before `last`.

    Dates that no later change touches are read from what the jobs keep, all else from the reservations.
    """
    found = Arrivals()
    kept = [] if choice.unit_id is not None else sums.settled(first, last)
    if kept:
        for what, key, count in _counted(tuple(kept), choice, sums.stamp):
            found.add(what, key, count)
    for begins, ends in apart_from(kept, first, last):
        values = arriving(begins, ends, sums.now)
        for _day, _type, _channel, what, key, count in map(tuple, rows_of(_chosen(choice), values).all()):
            found.add(what, key, int(count))
    return found


def _counted(stretches: Stretches, choice: Choice, stamp: str) -> Counts:
    try:
        return _as_left(current().id, stamp, stretches, choice)
    except Rolled as late:
        return tuple(late.found)


@lru_cache(REMEMBERED)
def _as_left(_tenant_id: int, stamp: str, stretches: Stretches, choice: Choice) -> Counts:
    """Answer what is kept of some dates as a roll of the entered tenant left it.

    Raises:  Rolled, with what is kept now, when another one has come since.
    """
    rows = rows_of(_kept(stretches, choice)).all()
    counts = tuple((what, key, int(count)) for what, key, count, _stamp in map(tuple, rows))
    if {row[-1] for row in rows} != {stamp}:
        raise Rolled(counts)
    return counts


def _kept(stretches: Stretches, choice: Choice) -> Select[*tuple[Any, ...]]:
    asked = select(TypeArrivals.what, TypeArrivals.key, func.sum(TypeArrivals.count), STAMP).where(
        or_(*(and_(TypeArrivals.day >= begins, TypeArrivals.day < ends) for begins, ends in stretches))
    )
    if choice.type_id is not None:
        asked = asked.where(TypeArrivals.unit_type_id == choice.type_id)
    if choice.channel is not None:
        asked = asked.where(TypeArrivals.channel == choice.channel)
    return asked.group_by(TypeArrivals.what, TypeArrivals.key)


def _chosen(choice: Choice) -> Select[*tuple[Any, ...]]:
    if choice == Choice():
        return ARRIVALS
    asked = _standing()
    if choice.channel is not None:
        asked = asked.where(Reservation.channel == choice.channel)
    if choice.unit_id is not None:
        asked = asked.where(Reservation.unit_id == choice.unit_id)
    elif choice.type_id is not None:
        units = select(Unit.id).where(Unit.unit_type_id == choice.type_id).scalar_subquery()
        asked = asked.where(Reservation.unit_id == any_(func.array(units)))
    return _told_apart(asked)


def arriving(first: dt.date, last: dt.date, now: dt.datetime) -> dict[str, Any]:
    """Answer the values that ARRIVALS is given for the dates from `first` to before `last`."""
    return {"first_on": first, "last_on": last, "now": now, "zone": current().timezone}


def _standing() -> Select[*tuple[Any, ...]]:
    """Ask for the standing reservations that arrive in the window, each with what it is told apart by."""
    days = Reservation.arrives_on - local_on(Reservation.made_at)
    return select(
        Reservation.unit_id,
        Reservation.client_id,
        Reservation.channel,
        Reservation.arrives_on.label("day"),
        func.least(Reservation.departs_on - Reservation.arrives_on, LONGEST_STAY).label(NIGHTS),
        case(*[(days >= least, least) for least in reversed(LEADS[1:])], else_=LEADS[0]).label(LEAD),
    ).where(
        Reservation.arrives_on >= FIRST_ON,
        Reservation.arrives_on < LAST_ON,
        effective_state(NOW).in_([state.value for state in PAID_STATES]),
    )


def _told_apart(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Count arrivals by day, type, channel, and what they are told apart by: with that, its key and the count."""
    there = apart("there", asked)
    said = {NIGHTS: there.c[NIGHTS], LEAD: there.c[LEAD], COUNTRY: Client.country}
    sorts = (there.c.day, Unit.unit_type_id, there.c.channel)
    is_it = {what: func.grouping(column) == 0 for what, column in said.items()}
    key = case(*((is_it[what], cast(column, Text)) for what, column in said.items()))
    return (
        select(
            *sorts,
            case(*((is_it[what], what) for what in said)).label("what"),
            func.coalesce(key, "").label("key"),
            func.count().label("count"),
        )
        .join(Unit, Unit.id == there.c.unit_id)
        .join(Client, Client.id == there.c.client_id)
        .group_by(func.grouping_sets(*(tuple_(*sorts, column) for column in said.values())))
    )


ARRIVALS = _told_apart(_standing())
ARRIVALS_OF_TYPES = ARRIVALS.where(Unit.unit_type_id == any_(CHOSEN))
