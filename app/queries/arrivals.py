"""Who arrived in a period: for how long, how long before they reserved, and from which country."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Date, Select, Text, any_, case, cast, func, literal, select, union_all

from app.domain.localtime import next_month
from app.domain.words import PAID_STATES
from app.models import Client, Reservation, TypeArrivals, Unit
from app.queries.binds import ZONE, apart
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.stats import Choice, Sums, whole_months
from app.tenancy import current

LONGEST_STAY = 28
LEADS = (0, 1, 3, 7, 14, 30, 60, 90, 180)
NIGHTS, LEAD, COUNTRY = "nights", "lead", "country"


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

    Whole months that no later change touches are read from what the jobs keep, all else from the reservations.
    """
    found = Arrivals()
    kept, rest = _parts(first, last, sums, choice)
    if kept:
        asked = select(TypeArrivals.what, TypeArrivals.key, func.sum(TypeArrivals.count)).where(
            TypeArrivals.month.in_(kept)
        )
        if choice.type_id is not None:
            asked = asked.where(TypeArrivals.unit_type_id == choice.type_id)
        if choice.channel is not None:
            asked = asked.where(TypeArrivals.channel == choice.channel)
        for what, key, count in map(tuple, rows_of(asked.group_by(TypeArrivals.what, TypeArrivals.key))):
            found.add(what, key, int(count))
    for begins, ends in rest:
        for what, key, count in _counted(begins, ends, sums.now, choice):
            found.add(what, key, count)
    return found


def _parts(
    first: dt.date, last: dt.date, sums: Sums, choice: Choice
) -> tuple[list[dt.date], list[tuple[dt.date, dt.date]]]:
    """Answer the months that are kept and true, and the stretches of dates that have to be counted."""
    begins, ends = whole_months(first, last)
    kept = [] if choice.unit_id is not None else sums.settled_months(begins, ends)
    rest, day = [], first
    for month in kept:
        if day < month:
            rest.append((day, month))
        day = next_month(month)
    return kept, [*rest, (day, last)] if day < last else rest


def _counted(
    first: dt.date, last: dt.date, now: dt.datetime, choice: Choice
) -> Iterable[tuple[str, str, int]]:
    standing = Reservation.__table__
    asked = arrivals_by(first, last, now)
    if choice.channel is not None:
        asked = asked.where(asked.selected_columns.channel == choice.channel)
    if choice.unit_id is not None:
        asked = asked.where(standing.c.unit_id == choice.unit_id)
    elif choice.type_id is not None:
        units = select(Unit.id).where(Unit.unit_type_id == choice.type_id).scalar_subquery()
        asked = asked.where(standing.c.unit_id == any_(func.array(units)))
    for _type, _channel, what, key, count in map(
        tuple, rows_of(told_apart(asked), {"zone": current().timezone})
    ):
        yield what, key, int(count)


def arrivals_by(first: dt.date, last: dt.date, now: dt.datetime) -> Select[*tuple[object, ...]]:
    """Ask for the standing reservations that arrive in a period, each with what it is told apart by."""
    days = Reservation.arrives_on - cast(func.timezone(ZONE, Reservation.made_at), Date)
    return select(
        Reservation.unit_id,
        Reservation.client_id,
        Reservation.channel,
        func.least(Reservation.departs_on - Reservation.arrives_on, LONGEST_STAY).label(NIGHTS),
        case(*[(days >= least, least) for least in reversed(LEADS[1:])], else_=LEADS[0]).label(LEAD),
    ).where(
        Reservation.arrives_on >= first,
        Reservation.arrives_on < last,
        effective_state(now).in_([state.value for state in PAID_STATES]),
    )


def told_apart(asked: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Count arrivals by type, channel, and what they are told apart by: type, channel, what, key, count."""
    there = apart("there", asked)
    known = apart(
        "known",
        select(Unit.unit_type_id, there.c.channel, there.c[NIGHTS], there.c[LEAD], Client.country)
        .join(Unit, Unit.id == there.c.unit_id)
        .join(Client, Client.id == there.c.client_id),
    )
    parts = [
        select(known.c.unit_type_id, known.c.channel, literal(what).label("what"),
               func.coalesce(cast(known.c[what], Text), "").label("key"), func.count().label("count"))
        .group_by(known.c.unit_type_id, known.c.channel, known.c[what])
        for what in (NIGHTS, LEAD, COUNTRY)
    ]  # fmt: skip
    every = union_all(*parts).subquery("every")
    return select(every)
