"""Departures that run only with enough seats sold: who is on one that is short is cancelled at its cut-off, free of charge.

That is a deadline as any other: it stands on the reservations, their claims and the claim of the asset while the
departure is short, and is taken off when enough are sold. So it is true when read, and whoever settles, settles it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, any_, select, update

from app.actions.transaction import Work
from app.domain.asking import Deadline, Minimum, Period
from app.domain.words import ClaimSource, State
from app.models import Claim, Reservation
from app.queries.binds import CHOSEN
from app.queries.claims import kept_of
from app.queries.plain import rows_of
from app.queries.policies import rules

_SEATS: Select[*tuple[Any, ...]] = (
    select(
        Claim.occurrence_id,
        Claim.quantity,
        Reservation.id,
        Reservation.state,
        Reservation.policy_version_id,
        Reservation.arrives_on,
        Reservation.period,
        Reservation.made_at,
        Reservation.due_at,
        Reservation.due_state,
    )
    .join(Reservation, (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id))
    .where(
        Claim.occurrence_id == any_(CHOSEN),
        Reservation.state.in_([State.PENDING, State.CONFIRMED, State.CHECKED_IN]),
    )
    .order_by(Reservation.id)
)


@dataclass(frozen=True)
class _Seat:
    row: Row[Any]
    zone: Any

    @property
    def period(self) -> Period:
        at = self.row.period.get("starts_time")
        return Period(self.row.arrives_on, self.row.arrives_on, dt.time.fromisoformat(at) if at else None)

    @property
    def minimum(self) -> Minimum | None:
        """Answer what the version promises that the reservation was made under."""
        asked = rules(self.row.policy_version_id)
        return asked.kind.minimum(asked.doc, self.period, zone=self.zone)

    @property
    def own(self) -> Deadline | None:
        """Answer the deadline that it has by itself."""
        asked, row = rules(self.row.policy_version_id), self.row
        return asked.kind.deadline(
            asked.doc, State(row.state), period=self.period, zone=self.zone, made_at=row.made_at
        )


def look_at(work: Work, occurrence_ids: Iterable[int | None]) -> None:
    """Look at departures once more before the action commits: their seats have changed."""
    found = {each for each in occurrence_ids if each is not None}
    if found:
        work.departures |= found
        work.before_commit["departures"] = lambda: _apply(work)


def _apply(work: Work) -> None:
    by_departure: dict[int, list[_Seat]] = defaultdict(list)
    for row in rows_of(_SEATS, {"chosen": sorted(work.departures)}).all():
        by_departure[row.occurrence_id].append(_Seat(row, work.tenant.zone))
    for occurrence_id, seats in by_departure.items():
        _apply_to(work, occurrence_id, seats)


def _apply_to(work: Work, occurrence_id: int, seats: Sequence[_Seat]) -> None:
    """Write the deadline of a departure that is short, or take it off; after its cut-off all stays as it was."""
    promised = [seat.minimum for seat in seats]
    known = [each for each in promised if each is not None]
    if not known or max(each.judged_at for each in known) <= work.now:
        return
    # It was promised to all of them that it runs with the least that any of them was told.
    least = min(known, key=lambda each: each.seats)
    sold = sum(seat.row.quantity for seat in seats if seat.row.state != State.PENDING)
    has_begun = any(seat.row.state == State.CHECKED_IN for seat in seats)
    is_short = sold < least.seats and not has_begun and len(known) == len(promised)
    off = Deadline(least.judged_at, State.CANCELLED, None) if is_short else None
    for seat in seats:
        _write(seat, off)
    asset = update(Claim).where(
        Claim.occurrence_id == occurrence_id, Claim.source == ClaimSource.SLOT.value, Claim.live
    )
    work.session.execute(asset.values(kept_of(off)))


def _write(seat: _Seat, off: Deadline | None) -> None:
    row = seat.row
    is_off = row.due_state == State.CANCELLED
    if off is None and not is_off:
        return
    own = seat.own
    wanted = own if off is None or (own and own.due_at <= off.due_at) else off
    due_at = wanted.due_at if wanted else None
    state = wanted.due_state.value if wanted else None
    if (row.due_at, row.due_state) == (due_at, state):
        return
    rows_of(update(Reservation).where(Reservation.id == row.id).values(due_at=due_at, due_state=state))
    rows_of(update(Claim).where(Claim.reservation_id == row.id).values(kept_of(wanted)))
