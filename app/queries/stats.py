"""The five figures of a period, and what each night earned.

Source:  semantics.md 10; the definitions are `app.domain.stats`, the split of a price `app.domain.lines`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.domain.lines import Line, LineKind, revenue_by_night
from app.domain.localtime import nights
from app.domain.stats import Figures, UnitNight, figures
from app.domain.words import ACTIVE, PAID_STATES, State
from app.extensions import db
from app.models import PriceLine, Reservation, StateChange
from app.queries.nights import Night, list_nights
from app.queries.states import effective_state

MOST_NIGHTS = 730
PAID = tuple(state.value for state in PAID_STATES)


@dataclass(frozen=True)
class Month:
    """A period's figures.

    Units:   `active_count` reservations that touch the period, `cancelled_count` those that would have
             arrived in it; `nights` what the calendar shows, `revenue` minor units by night.
    """

    first: dt.date
    last: dt.date
    figures: Figures
    active_count: int
    cancelled_count: int
    nights: dict[dt.date, Night]
    revenue: dict[dt.date, int]


def load_period(
    first: dt.date, last: dt.date, now: dt.datetime, *, as_of: dt.datetime | None = None
) -> Month:
    """Load the figures of the nights from `first` to before `last`: three queries.

    Shapes:  with `as_of` the active reservations are those that were active then.
    """
    counted = list_nights(first, last, now)
    unit_nights = list(_unit_nights(first, last, now))
    available = sum(night.available_count for night in counted.values())
    active, cancelled = db.session.execute(_counts(first, last, now, as_of=as_of)).one()
    revenue: dict[dt.date, int] = dict.fromkeys(counted, 0)
    for day, night in unit_nights:
        revenue[day] += night.revenue_minor
    return Month(
        first=first,
        last=last,
        figures=figures((night for _day, night in unit_nights), available_count=available),
        active_count=active,
        cancelled_count=cancelled,
        nights=counted,
        revenue=revenue,
    )


def list_revenue(first: dt.date, last: dt.date, now: dt.datetime) -> dict[dt.date, int]:
    """Sum the revenue of each night that earns anything."""
    found: dict[dt.date, int] = {}
    for day, night in _unit_nights(first, last, now):
        found[day] = found.get(day, 0) + night.revenue_minor
    return found


def _unit_nights(first: dt.date, last: dt.date, now: dt.datetime) -> Iterator[tuple[dt.date, UnitNight]]:
    """Answer each night of each paid or complimentary stay, with what it earned."""
    for row in db.session.execute(_priced(first, last, now)):
        earned = _revenue(row)
        for day in nights(max(first, row.arrives_on), min(last, row.departs_on)):
            yield day, UnitNight(State(row.state), earned.get(day, 0))


def _revenue(row: Any) -> dict[dt.date, int]:
    """Split the price of a stay over its nights; where nothing is taken off, each earned its own line."""
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


def _touching(first: dt.date, last: dt.date) -> Iterable[Any]:
    """Say that a stay has a night in the period; the lower bound keeps the scan to its own years."""
    return (
        Reservation.arrives_on < last,
        Reservation.arrives_on >= first - dt.timedelta(days=MOST_NIGHTS),
        Reservation.departs_on > first,
    )


def _priced(first: dt.date, last: dt.date, now: dt.datetime) -> Any:
    """Ask for the paid stays that touch a period, each with its lines in one row."""
    is_night = PriceLine.kind == LineKind.NIGHT.value
    in_order = PriceLine.position
    state = effective_state(now)
    return (
        select(
            state.label("state"),
            Reservation.arrives_on,
            Reservation.departs_on,
            func.array_agg(aggregate_order_by(PriceLine.on_date, in_order)).filter(is_night).label("days"),
            func.array_agg(aggregate_order_by(PriceLine.amount_minor, in_order))
            .filter(is_night)
            .label("amounts"),
            func.sum(
                case(
                    (
                        and_(PriceLine.kind == LineKind.DISCOUNT.value, PriceLine.counts),
                        PriceLine.amount_minor,
                    )
                )
            ).label("discount"),
            func.sum(
                case(
                    (
                        PriceLine.kind == LineKind.TAX_INCLUDED.value,
                        cast(PriceLine.facts["on_nights_minor"].astext, BigInteger),
                    )
                )
            ).label("tax"),
        )
        .outerjoin(
            PriceLine,
            and_(PriceLine.tenant_id == Reservation.tenant_id, PriceLine.reservation_id == Reservation.id),
        )
        .where(*_touching(first, last), state.in_(PAID))
        .group_by(Reservation.tenant_id, Reservation.id)
    )


def _counts(first: dt.date, last: dt.date, now: dt.datetime, *, as_of: dt.datetime | None) -> Select[Any]:
    """Ask how many reservations are active in a period, and how many of its arrivals were cancelled."""
    state = effective_state(now)
    active = [each.value for each in ACTIVE]
    then = _state_at(as_of) if as_of is not None else state
    return select(
        select(func.count())
        .select_from(Reservation)
        .where(*_touching(first, last), then.in_(active))
        .scalar_subquery(),
        select(func.count())
        .select_from(Reservation)
        .where(
            Reservation.arrives_on >= first,
            Reservation.arrives_on < last,
            state == State.CANCELLED.value,
        )
        .scalar_subquery(),
    )


def _state_at(moment: dt.datetime) -> Any:
    """Answer the state that a reservation had at an instant, from the record of its changes."""
    return (
        select(StateChange.to_state)
        .where(
            StateChange.tenant_id == Reservation.tenant_id,
            StateChange.reservation_id == Reservation.id,
            StateChange.happened_at <= moment,
        )
        .order_by(StateChange.happened_at.desc(), StateChange.id.desc())
        .limit(1)
        .correlate(Reservation)
        .scalar_subquery()
    )
