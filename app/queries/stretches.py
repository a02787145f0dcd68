"""What takes units in a window: stays and closures, each with its local dates as they are true at an instant."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, DateTime, Result, Select, Text, and_, bindparam, cast, func, or_, select

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
CLOSURE = ClaimSource.CLOSURE.value


class Found(NamedTuple):
    """A claim with its owner, by its local dates, as the database answers it."""

    unit_id: int
    source: str
    starts_on: dt.date
    ends_on: dt.date
    holds: bool
    is_part: bool
    ref: str
    state: str | None
    arrives_on: dt.date
    departs_on: dt.date
    people: int
    owed_minor: int
    client: str
    reason: str
    note: str


NOW: Any = bindparam("now", type_=DateTime(timezone=True))
FIRST: Any = bindparam("first", type_=DateTime(timezone=True))
LAST: Any = bindparam("last", type_=DateTime(timezone=True))
ZONE: Any = bindparam("zone", type_=Text)


def _local(moment: Any) -> Any:
    return cast(func.timezone(ZONE, moment), Date)


@lru_cache(maxsize=1)
def _found() -> Select[Any]:
    """Write the query once a process; its values come with each execution."""
    ends_at, state = effective_end(NOW), effective_state(NOW)
    return (
        select(
            Claim.unit_id,
            Claim.source,
            _local(Claim.starts_at),
            _local(ends_at),
            and_(Claim.live, ends_at > Claim.starts_at),
            ends_at - Claim.starts_at >= LONGEST,
            func.coalesce(Reservation.ref, Closure.ref),
            state,
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.adults + Reservation.children + Reservation.infants,
            func.greatest(Reservation.total_minor - Reservation.paid_minor, 0),
            Client.name,
            Closure.reason,
            Closure.note,
        )
        .select_from(Claim)
        .outerjoin(
            Reservation,
            (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id),
        )
        .outerjoin(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .outerjoin(Closure, (Closure.tenant_id == Claim.tenant_id) & (Closure.id == Claim.closure_id))
        .where(within(FIRST, LAST))
        .where(or_(Claim.live, state.in_(SHOWN_WITHOUT_CLAIM)))
        .order_by(Claim.starts_at)
    )


def find(first: dt.date, last: dt.date, now: dt.datetime, *, asked: Select[Any] | None = None) -> Result[Any]:
    """Ask for the claims that touch the dates from `first` to before `last`, with their owners.

    Shapes:  `asked` is `_found` with more columns or conditions.
    """
    tenant = current()
    values = {
        "now": now,
        "zone": tenant.timezone,
        "first": day_start(first, tenant.zone),
        "last": day_start(last, tenant.zone),
    }
    return db.session.execute(_found() if asked is None else asked, values)


def with_columns(*columns: Any) -> Select[Any]:
    """Answer the query with further columns, which follow those of `Found`."""
    return _found().add_columns(*columns)


def list_taken(
    first: dt.date, last: dt.date, now: dt.datetime, *, unit_ids: list[int] | None = None
) -> dict[int, list[Taken]]:
    """List what takes each unit in a window, earliest first, by the unit's key."""
    asked = None if unit_ids is None else _found().where(Claim.unit_id.in_(unit_ids))
    found: dict[int, dict[str, Taken]] = {}
    for row in find(first, last, now, asked=asked):
        taken = as_taken(Found._make(row))
        if taken is None:
            continue
        of_unit = found.setdefault(taken.unit_id, {})
        part = of_unit.get(taken.ref)
        if part is not None:  # a stay or closure of more than two months is several claims
            taken = part._replace(ends_on=max(part.ends_on, taken.ends_on))
        of_unit[taken.ref] = taken
    return {unit_id: list(items.values()) for unit_id, items in found.items()}


def as_taken(row: Found) -> Taken | None:
    """Answer a claim as the timeline shows it, or None where nothing of it is left to show.

    An absent client is shown on what the absence keeps, or else on the first night, which is free again.
    """
    if row.source == CLOSURE:
        return Taken(
            row.unit_id, row.ref, CLOSURE, row.starts_on, row.ends_on, reason=row.reason, note=row.note
        )
    state = row.state or ""
    if state in NEVER_SHOWN:
        return None
    ends_on = row.departs_on
    if row.holds and not row.is_part:
        ends_on = row.ends_on
    elif state == State.ABSENT:
        ends_on = row.arrives_on + dt.timedelta(days=1)
    return Taken(
        row.unit_id,
        row.ref,
        state,
        row.arrives_on,
        ends_on,
        row.holds,
        row.client,
        row.people,
        row.owed_minor,
    )
