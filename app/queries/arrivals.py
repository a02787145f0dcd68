"""Who arrived in a period: for how long, how long before they reserved, and from which country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Date, Select, and_, any_, case, cast, func, select

from app.domain.words import PAID_STATES
from app.models import Client, Reservation, Unit
from app.queries.binds import ZONE
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.stats import Choice
from app.tenancy import current

LONGEST_STAY = 28
LEADS = (0, 1, 3, 7, 14, 30, 60, 90, 180)


@dataclass(frozen=True)
class Arrivals:
    """How many standing reservations arrive in a period.

    Shapes:  `by_nights` up to LONGEST_STAY, which has the longer ones as well; `by_lead` by the least days of LEADS;
             `by_country` by ISO code, '' where it is not known.
    """

    by_nights: dict[int, int]
    by_lead: dict[int, int]
    by_country: dict[str, int]


def load_arrivals(first: dt.date, last: dt.date, now: dt.datetime, choice: Choice) -> Arrivals:
    """Count the standing reservations that arrive from `first` to before `last`: two queries."""
    return Arrivals(*_lengths(first, last, now, choice), _countries(first, last, now, choice))


def _lengths(
    first: dt.date, last: dt.date, now: dt.datetime, choice: Choice
) -> tuple[dict[int, int], dict[int, int]]:
    nights = func.least(Reservation.departs_on - Reservation.arrives_on, LONGEST_STAY)
    days = Reservation.arrives_on - cast(func.timezone(ZONE, Reservation.made_at), Date)
    lead = case(*[(days >= least, least) for least in reversed(LEADS[1:])], else_=LEADS[0])
    asked = _standing(select(nights, lead, func.count()), first, last, now, choice).group_by(nights, lead)
    by_nights: dict[int, int] = {}
    by_lead: dict[int, int] = {}
    for length, before, count in map(tuple, rows_of(asked, {"zone": current().timezone})):
        by_nights[length] = by_nights.get(length, 0) + count
        by_lead[before] = by_lead.get(before, 0) + count
    return by_nights, by_lead


def _countries(first: dt.date, last: dt.date, now: dt.datetime, choice: Choice) -> dict[str, int]:
    clients = (
        _standing(select(Reservation.client_id, func.count().label("count")), first, last, now, choice)
        .group_by(Reservation.client_id)
        .subquery()
    )
    asked = (
        select(Client.country, func.sum(clients.c.count))
        .join(clients, clients.c.client_id == Client.id)
        .group_by(Client.country)
    )
    return {country or "": int(count) for country, count in map(tuple, rows_of(asked))}


def _standing(
    asked: Select[*tuple[object, ...]], first: dt.date, last: dt.date, now: dt.datetime, choice: Choice
) -> Select[*tuple[object, ...]]:
    asked = asked.where(
        Reservation.arrives_on >= first,
        Reservation.arrives_on < last,
        effective_state(now).in_([state.value for state in PAID_STATES]),
    )
    if choice.channel is not None:
        asked = asked.where(Reservation.channel == choice.channel)
    if choice.unit_id is not None:
        asked = asked.where(Reservation.unit_id == choice.unit_id)
    elif choice.type_id is not None:
        units = select(Unit.id).where(and_(Unit.unit_type_id == choice.type_id)).scalar_subquery()
        asked = asked.where(Reservation.unit_id == any_(func.array(units)))
    return asked
