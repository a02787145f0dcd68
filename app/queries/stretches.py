"""What takes units in a window: stays and closures, each with its local dates as they are true at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from app.domain.localtime import day_start
from app.domain.tape import Taken
from app.domain.words import ClaimSource, State
from app.extensions import db
from app.models import Claim, Client, Closure, Reservation
from app.queries.claims import LONGEST, effective_end, within
from app.queries.states import effective_state
from app.tenancy import current

SHOWN_WITHOUT_CLAIM = (State.PENDING.value, State.ABSENT.value)
NEVER_SHOWN = frozenset({State.CANCELLED.value, State.EXPIRED.value})
CLOSURE = "closure"


class Found(NamedTuple):
    """A claim with its owner, as the database answers it."""

    unit_id: int
    source: str
    live: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    ref: str
    state: str | None
    arrives_on: dt.date | None
    departs_on: dt.date | None
    people: int | None
    owed_minor: int | None
    client: str | None
    reason: str | None
    note: str | None


def columns(now: dt.datetime) -> tuple[Any, ...]:
    """Answer the columns of `Found`, in its order."""
    return (
        Claim.unit_id,
        Claim.source,
        Claim.live,
        Claim.starts_at,
        effective_end(now),
        func.coalesce(Reservation.ref, Closure.ref),
        effective_state(now),
        Reservation.arrives_on,
        Reservation.departs_on,
        Reservation.adults + Reservation.children + Reservation.infants,
        Reservation.total_minor - Reservation.paid_minor,
        Client.name,
        Closure.reason,
        Closure.note,
    )


def asked(
    first: dt.date, last: dt.date, now: dt.datetime, *, unit_ids: Iterable[int] | None = None, also: Any = ()
) -> Select[Any]:
    """Ask for the claims that touch the dates from `first` to before `last`, with their owners.

    Shapes:  without `unit_ids` of all units; `also` holds further columns.
    """
    zone = current().zone
    state = effective_state(now)
    query = (
        select(*columns(now), *also)
        .outerjoin(
            Reservation,
            (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id),
        )
        .outerjoin(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .outerjoin(Closure, (Closure.tenant_id == Claim.tenant_id) & (Closure.id == Claim.closure_id))
        .where(within(day_start(first, zone), day_start(last, zone)))
        .where(or_(Claim.live, state.in_(SHOWN_WITHOUT_CLAIM)))
        .order_by(Claim.starts_at)
    )
    return query if unit_ids is None else query.where(Claim.unit_id.in_(list(unit_ids)))


def list_taken(
    first: dt.date, last: dt.date, now: dt.datetime, *, unit_ids: Iterable[int] | None = None
) -> dict[int, list[Taken]]:
    """List what takes each unit in a window, by the unit's key."""
    zone = current().zone
    found: dict[int, dict[tuple[bool, str], Taken]] = {}
    for row in db.session.execute(asked(first, last, now, unit_ids=unit_ids)):
        taken = as_taken(Found._make(row), zone)
        if taken is None:
            continue
        of_unit = found.setdefault(taken.unit_id, {})
        key = (taken.state == CLOSURE, taken.ref)
        part = of_unit.get(key)
        if part is not None:  # a stay or closure of more than two months is several claims
            taken = part._replace(ends_on=max(part.ends_on, taken.ends_on))
        of_unit[key] = taken
    return {unit_id: list(items.values()) for unit_id, items in found.items()}


def as_taken(row: Found, zone: ZoneInfo) -> Taken | None:
    """Answer a claim by its local dates, or None where nothing of it is left to show.

    An absent client is shown on what the absence keeps, or else on the first night, which is free again.
    """
    if row.source == ClaimSource.CLOSURE:
        starts_on, ends_on = row.starts_at.astimezone(zone).date(), row.ends_at.astimezone(zone).date()
        return Taken(
            row.unit_id, row.ref, CLOSURE, starts_on, ends_on, reason=row.reason or "", note=row.note or ""
        )
    state = row.state or ""
    if state in NEVER_SHOWN or row.arrives_on is None or row.departs_on is None:
        return None
    holds = row.live and row.ends_at > row.starts_at
    ends_on = row.departs_on
    if holds and row.ends_at - row.starts_at < LONGEST:
        ends_on = row.ends_at.astimezone(zone).date()
    elif state == State.ABSENT:
        ends_on = row.arrives_on + dt.timedelta(days=1)
    return Taken(
        row.unit_id,
        row.ref,
        state,
        row.arrives_on,
        ends_on,
        holds,
        row.client or "",
        row.people or 0,
        max(0, row.owed_minor or 0),
    )
