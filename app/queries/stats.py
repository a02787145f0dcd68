"""The five figures of a period, and what each night earned.

Source:  semantics.md 10; the definitions are `app.domain.stats`, the split of a price `app.domain.lines`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, and_, any_, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from app.domain.lines import Line, LineKind, revenue_by_night
from app.domain.localtime import nights
from app.domain.stats import Figures, UnitNight, figures
from app.domain.words import ACTIVE, PAID_STATES, State
from app.extensions import db
from app.models import PriceLine, Reservation, StateChange
from app.queries.binds import apart, each_of
from app.queries.nights import Night, list_nights
from app.queries.states import effective_state
from app.queries.touching import touching

ONE_DAY = dt.timedelta(days=1)
PAID = tuple(state.value for state in PAID_STATES)


@dataclass(frozen=True)
class Month:
    """A period's figures.

    Units:   `active_count` reservations that touch the period, `cancelled_count` those that would have
             arrived in it; `nights` what the calendar shows, `revenue` minor units by date, `timed_minor` what of
             it was earned by hours and departures of a date, which are no nights.
    """

    first: dt.date
    last: dt.date
    figures: Figures
    active_count: int
    cancelled_count: int
    nights: dict[dt.date, Night]
    revenue: dict[dt.date, int]
    timed_minor: int = 0


def load_period(
    first: dt.date, last: dt.date, now: dt.datetime, *, as_of: dt.datetime | None = None
) -> Month:
    """Load the figures of the nights from `first` to before `last`: three queries.

    Shapes:  with `as_of` the active reservations are those that were active then.
    """
    counted = list_nights(first, last, now)
    earned = list(_earned(first, last, now))
    available = sum(night.available_count for night in counted.values())
    active, cancelled = db.session.execute(_counts(first, last, now, as_of=as_of)).one()
    revenue: dict[dt.date, int] = dict.fromkeys(counted, 0)
    for each in earned:
        revenue[each.day] += each.night.revenue_minor
    return Month(
        first=first,
        last=last,
        figures=figures((each.night for each in earned if each.is_night), available_count=available),
        active_count=active,
        cancelled_count=cancelled,
        nights=counted,
        revenue=revenue,
        timed_minor=sum(each.night.revenue_minor for each in earned if not each.is_night),
    )


def list_revenue(first: dt.date, last: dt.date, now: dt.datetime) -> dict[dt.date, int]:
    """Sum the revenue of each night that earns anything."""
    found: dict[dt.date, int] = {}
    for each in _earned(first, last, now):
        found[each.day] = found.get(each.day, 0) + each.night.revenue_minor
    return found


class Earned(NamedTuple):
    """What a reservation earned on a date: by a night of it, or by hours and departures."""

    day: dt.date
    night: UnitNight
    is_night: bool


def _earned(first: dt.date, last: dt.date, now: dt.datetime) -> Iterator[Earned]:
    """Answer each night of each paid or complimentary stay, and each other date with a price, with what it earned."""
    for row in db.session.execute(_priced(first, last, now)):
        if row.state not in PAID:
            continue
        earned = _revenue(row)
        for day in nights(max(first, row.arrives_on), min(last, row.departs_on)):
            night = UnitNight(State(row.state), earned.get(day, 0), is_paid=(row.total or 0) > 0)
            yield Earned(day, night, is_night=True)
        for day, minor in earned.items():
            if first <= day < last and not row.arrives_on <= day < row.departs_on:
                night = UnitNight(State(row.state), minor, is_paid=(row.total or 0) > 0)
                yield Earned(day, night, is_night=False)


def _revenue(row: Any) -> dict[dt.date, int]:
    """Split the price of a stay over its nights; where nothing is taken off, each earned its own line."""
    if row.is_given:
        return {}
    if not row.discount and not row.tax and len(set(row.days or ())) == len(row.days or ()):
        return dict(zip(row.days or (), row.amounts or (), strict=True))
    lines: list[Line] = [
        Line(LineKind.NIGHT, "night", amount, on_date=day)
        for day, amount in zip(row.days or (), row.amounts or (), strict=True)
        if day is not None
    ]
    if row.discount:
        lines.append(Line(LineKind.DISCOUNT, "discount", int(row.discount)))
    if row.tax:
        facts: dict[str, object] = {"on_nights_minor": int(row.tax)}
        lines.append(Line(LineKind.TAX_INCLUDED, "tax", int(row.tax), facts=facts, counts=False))
    return revenue_by_night(lines)


def _priced(first: dt.date, last: dt.date, now: dt.datetime) -> Select[Any]:
    """Ask for the stays that touch a period, each with its lines in one row, if it is paid.

    Who leaves on the first date may have a price of that date, where it is no night's.
    The stays come from an index alone; their lines are fetched by a sorted list of keys. Whoever else than the
    paid ones is left out by the reader: of a filter on the state the planner guesses that nothing is left.
    """
    stays = apart(
        "stays",
        select(
            Reservation.id,
            effective_state(now).label("state"),
            Reservation.arrives_on,
            Reservation.departs_on,
        ).where(touching(first - ONE_DAY, last)),
    )
    paid = select(stays.c.id).where(stays.c.state.in_(PAID)).scalar_subquery()
    lines = apart("lines", _lines().where(PriceLine.reservation_id == any_(func.array(paid))))
    return select(stays, *list(lines.c)[1:]).outerjoin(lines, lines.c.reservation_id == stays.c.id)


def _lines() -> Select[*tuple[Any, ...]]:
    """Ask for the lines of reservations, those of each in one row."""
    is_night = PriceLine.kind == LineKind.NIGHT.value
    is_discount = and_(PriceLine.kind == LineKind.DISCOUNT.value, PriceLine.counts)
    on_nights = cast(PriceLine.facts["on_nights_minor"].astext, BigInteger)
    in_order = PriceLine.position
    return select(
        PriceLine.reservation_id,
        func.array_agg(aggregate_order_by(PriceLine.on_date, in_order)).filter(is_night).label("days"),
        func.array_agg(aggregate_order_by(PriceLine.amount_minor, in_order))
        .filter(is_night)
        .label("amounts"),
        func.sum(case((PriceLine.counts, PriceLine.amount_minor))).label("total"),
        func.sum(case((is_discount, PriceLine.amount_minor))).label("discount"),
        func.sum(case((PriceLine.kind == LineKind.TAX_INCLUDED.value, on_nights))).label("tax"),
        func.bool_or(PriceLine.kind == LineKind.COMPLIMENTARY.value).label("is_given"),
    ).group_by(PriceLine.reservation_id)


def _counts(first: dt.date, last: dt.date, now: dt.datetime, *, as_of: dt.datetime | None) -> Select[Any]:
    """Ask how many reservations are active in a period, and how many of its arrivals were cancelled."""
    state = effective_state(now)
    cancelled = select(func.count()).where(
        Reservation.arrives_on >= first, Reservation.arrives_on < last, state == State.CANCELLED.value
    )
    return select(_active(first, last, now, as_of=as_of).scalar_subquery(), cancelled.scalar_subquery())


def _active(first: dt.date, last: dt.date, now: dt.datetime, *, as_of: dt.datetime | None) -> Select[Any]:
    """Ask how many of the reservations that touch a period are active, or were so at an instant."""
    active = [each.value for each in ACTIVE]
    if as_of is None:
        return select(func.count()).where(touching(first, last), effective_state(now).in_(active))
    touched = apart("touched", select(Reservation.id).where(touching(first, last)))
    changes = (
        select(StateChange.reservation_id, StateChange.to_state)
        .where(StateChange.reservation_id == each_of(touched.c.id), StateChange.happened_at <= as_of)
        .order_by(StateChange.reservation_id, StateChange.happened_at.desc(), StateChange.id.desc())
        .ext(distinct_on(StateChange.reservation_id))
        .subquery("changes")
    )
    return select(func.count()).where(changes.c.to_state.in_(active))
