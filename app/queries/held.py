"""What holds leaf units in a window, with its owner and its instants: for units of every kind and stock. One query."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from app.domain.words import ClaimSource, State
from app.models import Claim, Client, Closure, Reservation, SlotOccurrence
from app.queries.binds import FIRST, LAST, NOW, window
from app.queries.claims import effective_end, within
from app.queries.plain import rows_of
from app.queries.states import effective_state
from app.queries.stretches import NEVER_SHOWN, SHOWN_WITHOUT_CLAIM


class Held(NamedTuple):
    """A claim on a leaf unit with what it is for; `holds` False: it is only shown.

    Shapes:  `owner_unit_id` is the unit that was reserved, `unit_id` the leaf that it takes; `occurrence` is when
             the slot begins, `slot_unit_id` the unit whose slot it is; dates as people chose them.
    """

    unit_id: int
    source: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    holds: bool
    quantity: int
    occurrence: dt.datetime | None
    slot_unit_id: int | None
    ref: str
    owner_unit_id: int | None
    state: str
    arrives_on: dt.date | None
    departs_on: dt.date | None
    own_starts_at: dt.datetime | None
    own_ends_at: dt.datetime | None
    version: int | None
    people: int
    owed_minor: int
    client: str
    reason: str
    note: str
    due_at: dt.datetime | None

    @property
    def is_closure(self) -> bool:
        """Tell whether it is a closure."""
        return self.source == ClaimSource.CLOSURE


@lru_cache(maxsize=1)
def _held() -> Select[Any]:
    """Write the query once a process; its values come with each execution."""
    ends_at, state = effective_end(NOW), effective_state(NOW)
    shown = (state == name for name in SHOWN_WITHOUT_CLAIM)
    return (
        select(
            Claim.unit_id,
            Claim.source,
            Claim.starts_at,
            func.greatest(ends_at, Claim.starts_at),
            and_(Claim.live, ends_at > Claim.starts_at),
            Claim.quantity,
            SlotOccurrence.starts_at,
            SlotOccurrence.unit_id,
            func.coalesce(Reservation.ref, Closure.ref, SlotOccurrence.ref),
            Reservation.unit_id,
            func.coalesce(state, ""),
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.starts_at,
            Reservation.ends_at,
            Reservation.version,
            func.coalesce(Reservation.adults + Reservation.children + Reservation.infants, 0),
            func.coalesce(func.greatest(Reservation.total_minor - Reservation.paid_minor, 0), 0),
            func.coalesce(Client.name, ""),
            func.coalesce(Closure.reason, ""),
            func.coalesce(Closure.note, ""),
            Reservation.due_at,
        )
        .select_from(Claim)
        .outerjoin(
            Reservation,
            and_(Reservation.tenant_id == Claim.tenant_id, Reservation.id == Claim.reservation_id),
        )
        .outerjoin(Client, and_(Client.tenant_id == Claim.tenant_id, Client.id == Reservation.client_id))
        .outerjoin(Closure, and_(Closure.tenant_id == Claim.tenant_id, Closure.id == Claim.closure_id))
        .outerjoin(
            SlotOccurrence,
            and_(SlotOccurrence.tenant_id == Claim.tenant_id, SlotOccurrence.id == Claim.occurrence_id),
        )
        .where(within(FIRST, LAST), or_(Claim.live, *shown))
        .order_by(Claim.starts_at, Claim.id)
    )


def list_held(first: dt.date, last: dt.date, now: dt.datetime) -> list[Held]:
    """List what holds the units from a date to before another, as it is true at an instant.

    An absent client and a request are listed too where they hold nothing any more.
    """
    found = (Held._make(row) for row in rows_of(_held(), window(first, last, now)).all())
    return [each for each in found if each.state not in NEVER_SHOWN and (each.holds or _is_told(each))]


def _is_told(each: Held) -> bool:
    return each.state in {State.PENDING, State.ABSENT}
