"""What takes units in a window: stays and closures, each with its local dates as they are true at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, Row, Select, and_, any_, func, or_, select

from app.domain.tape import Taken
from app.domain.words import ClaimSource, State
from app.models import Claim, Client, Closure, Reservation
from app.queries.binds import CHOSEN, FIRST, LAST, NOW, apart, each_of, local_on, window
from app.queries.claims import LONGEST, effective_end, within
from app.queries.plain import rows_of
from app.queries.states import effective_state

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


@lru_cache(maxsize=8)
def _found(also: tuple[str, ...], *, is_chosen: bool) -> Select[Any]:
    """Write the query once a process; its values come with each execution.

    The claims come from their index alone; what they name is fetched by a sorted list of keys, so the work
    depends on the window and not on the history. The planner takes such a list for one row and would compare all with
    all; the joins are full ones since those are never done by loops, and nothing stands alone on their right.
    """
    claimed, stays, clients = _parts(also, is_chosen=is_chosen)
    asked = (
        select(
            *(claimed.c[name] for name in ("unit_id", "source", "starts_on", "ends_on", "holds", "is_part")),
            func.coalesce(stays.c.ref, Closure.ref),
            *(stays.c[name] for name in ("state", "arrives_on", "departs_on", "people", "owed_minor")),
            clients.c.name,
            Closure.reason,
            Closure.note,
            *(stays.c[name] for name in also),
        )
        .select_from(claimed)
        .outerjoin(stays, stays.c.id == claimed.c.reservation_id, full=True)
        .outerjoin(clients, clients.c.id == stays.c.client_id, full=True)
        .outerjoin(
            Closure, and_(Closure.tenant_id == claimed.c.tenant_id, Closure.id == claimed.c.closure_id)
        )
    )
    shown = (stays.c.state == state for state in SHOWN_WITHOUT_CLAIM)  # IN is written anew for each execution
    return asked.where(or_(claimed.c.live, *shown)).order_by(claimed.c.starts_at)


def _parts(also: tuple[str, ...], *, is_chosen: bool) -> tuple[CTE, CTE, CTE]:
    """Write the claims of the window, the reservations that they name, and the clients of those."""
    ends_at = effective_end(NOW)
    claims = select(
        Claim.tenant_id,
        Claim.unit_id,
        Claim.source,
        Claim.live,
        Claim.starts_at,
        Claim.reservation_id,
        Claim.closure_id,
        local_on(Claim.starts_at).label("starts_on"),
        local_on(ends_at).label("ends_on"),
        and_(Claim.live, ends_at > Claim.starts_at).label("holds"),
        (ends_at - Claim.starts_at >= LONGEST).label("is_part"),
    ).where(within(FIRST, LAST))
    claimed = apart("claimed", claims.where(Claim.unit_id == any_(CHOSEN)) if is_chosen else claims)
    reservations = select(
        Reservation.id,
        Reservation.ref,
        Reservation.client_id,
        effective_state(NOW).label("state"),
        Reservation.arrives_on,
        Reservation.departs_on,
        (Reservation.adults + Reservation.children + Reservation.infants).label("people"),
        func.greatest(Reservation.total_minor - Reservation.paid_minor, 0).label("owed_minor"),
        *(getattr(Reservation, name) for name in also),
    )
    stays = apart("stays", reservations.where(Reservation.id == each_of(claimed.c.reservation_id)))
    names = select(Client.id, Client.name).where(Client.id == each_of(stays.c.client_id))
    return claimed, stays, apart("names", names)


def find(
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    *,
    unit_ids: list[int] | None = None,
    also: tuple[str, ...] = (),
) -> Sequence[Row[Any]]:
    """Ask for the claims that touch the dates from `first` to before `last`, with their owners.

    Shapes:  `unit_ids` None: of all units; columns of the reservation named in `also` follow those of `Found`.
    """
    values = window(first, last, now, chosen=unit_ids)
    return rows_of(_found(also, is_chosen=unit_ids is not None), values).all()


def taken_of_unit(rows: Iterable[Found]) -> list[Taken]:
    """List what takes a unit, in the order of what was found of it."""
    found: dict[str, Taken] = {}
    for row in rows:
        taken = as_taken(row)
        if taken is None:
            continue
        part = found.get(taken.ref)
        if part is not None:  # a stay or closure of more than two months is several claims
            taken = part._replace(ends_on=max(part.ends_on, taken.ends_on))
        found[taken.ref] = taken
    return list(found.values())


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
