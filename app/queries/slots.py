"""The slots that are offered in a unit, with what is left of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.asking import Period
from app.domain.availability import Room
from app.domain.localtime import is_plausible
from app.domain.span import Span
from app.queries.claims import load_calendar
from app.queries.policies import Rules
from app.queries.units import UnitRow


@dataclass(frozen=True)
class OfferedSlot:
    """One slot of a day: its time, how many seats it has by unit, policy or member, and how many are left."""

    period: Period
    span: Span
    seats: int
    left: int


def list_offered(
    unit: UnitRow,
    asked: Rules,
    *,
    first: dt.date,
    days: int = 1,
    now: dt.datetime,
    zone: ZoneInfo,
    ignoring: Collection[str] = (),
) -> list[OfferedSlot]:
    """List what is offered on some days in order.

    Shapes:  `ignoring` holds the references of reservations that don't count (one's own).
    """
    kind, doc = asked.kind, asked.doc
    wanted = [first + dt.timedelta(days=ahead) for ahead in range(days)] if is_plausible(first) else []
    periods = [period for day in wanted for period in kind.offers(doc, day, zone=zone)]
    if not periods:
        return []
    owns = [kind.span(doc, period, zone) for period in periods]
    spans = [kind.blocked(doc, own) for own in owns]
    calendar = load_calendar(
        unit.leaves, first=min(span.starts_at for span in spans), last=max(span.ends_at for span in spans)
    )
    room = Room(unit.facts.takes, calendar, now=now, ignoring=ignoring)
    found = []
    for period, own, blocked in zip(periods, owns, spans, strict=True):
        by_policy = kind.seats(doc, period)
        seats, left = room.total(own, seats=by_policy), room.left(own, blocked, seats=by_policy)
        found.append(OfferedSlot(period, own, seats, left))
    return found
