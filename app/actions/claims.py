"""Take, give back and shorten claims. The constraints of the table have the last word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, case, delete, select, update

from app.actions.minimums import look_at
from app.actions.occurrences import occupy, occurrence_of, vacate
from app.actions.transaction import Work
from app.domain.asking import Deadline
from app.domain.span import Span
from app.domain.stock import Stock
from app.models import Claim
from app.models.claim import LONGEST_DAYS
from app.queries.binds import CHOSEN
from app.queries.claims import kept_of
from app.queries.plain import rows_of
from app.queries.units import UnitRow

LONGEST = dt.timedelta(days=LONGEST_DAYS)

# What is kept of a claim whose deadline is over; a seat stays taken to the end of its slot.
_IS_KEPT = and_(Claim.due_ends_at.is_not(None), Claim.due_ends_at > Claim.starts_at)
_IS_SHORTER = and_(_IS_KEPT, Claim.occurrence_id.is_(None))
_SETTLE = (
    update(Claim)
    .where(Claim.reservation_id == any_(CHOSEN), Claim.live, Claim.due_at.is_not(None))
    .values(
        live=_IS_KEPT,
        ends_at=case((_IS_SHORTER, Claim.due_ends_at), else_=Claim.ends_at),
        blocks_to=case((_IS_SHORTER, Claim.due_ends_at), else_=Claim.blocks_to),
        **kept_of(None),
    )
    .returning(Claim.live, Claim.occurrence_id)
)


@dataclass(frozen=True)
class Owner:
    """Whose claim it is: a reservation's or a closure's."""

    reservation_id: int | None = None
    closure_id: int | None = None

    @property
    def source(self) -> str:
        """Answer the word that the row keeps."""
        return "reservation" if self.reservation_id is not None else "closure"


def take(
    work: Work,
    owner: Owner,
    unit: UnitRow,
    *,
    span: Span,
    blocked: Span,
    quantity: int = 1,
    seats: int | None = None,
    deadline: Deadline | None = None,
    live: bool = True,
) -> None:
    """Add the claims of an owner on every leaf of a unit: all of them, or the database refuses all.

    Shapes:  `quantity` of the asked unit; `seats` is how many a slot has by its policy, None: as many as the unit.
             A span longer than LONGEST_DAYS becomes touching claims.
    """
    rows: list[dict[str, Any]] = []
    occurrence_id = None
    for leaf in unit.leaves:
        if leaf.need.serves:
            if live:
                occupy(work, occurrence_id, leaf.unit_id, span=span, blocked=blocked)
            continue
        if leaf.need.stock is Stock.SEATS and owner.reservation_id is not None:
            occurrence_id = occurrence_of(work, leaf, span, seats=seats)
        rows += _pieces(
            work, owner, leaf.unit_id, span=span, blocked=blocked, deadline=deadline,
            exclusive=leaf.need.stock is Stock.SINGLE, quantity=leaf.need.per * quantity,
            occurrence_id=occurrence_id, live=live,
        )  # fmt: skip
    work.writer.add((Claim, rows))


def _pieces(
    work: Work,
    owner: Owner,
    unit_id: int,
    *,
    span: Span,
    blocked: Span,
    deadline: Deadline | None,
    **more: Any,
) -> list[dict[str, Any]]:
    """Write the rows of one leaf unit; only the first and the last have buffers."""
    cuts = [span.starts_at]
    while span.ends_at - cuts[-1] > LONGEST:
        cuts.append(cuts[-1] + LONGEST)
    cuts.append(span.ends_at)
    return [
        {
            "tenant_id": work.tenant.id,
            "unit_id": unit_id,
            "source": owner.source,
            "reservation_id": owner.reservation_id,
            "closure_id": owner.closure_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "blocks_from": blocked.starts_at if starts_at == span.starts_at else starts_at,
            "blocks_to": blocked.ends_at if ends_at == span.ends_at else ends_at,
            "due_at": due_at,
            "due_ends_at": due_ends_at,
            **more,
        }
        for starts_at, ends_at in pairwise(cuts)
        for due_at, due_ends_at in [deadline.of_claim(ends_at) if deadline else (None, None)]
    ]


def give_back(work: Work, owner: Owner) -> None:
    """Delete the claims of an owner; what only they kept a slot's asset for is given back with them."""
    asked = delete(Claim).where(_owned_by(owner)).returning(Claim.occurrence_id)
    vacate(work, work.session.execute(asked).scalars())


def set_deadline(work: Work, owner: Owner, deadline: Deadline | None) -> None:
    """Write on the claims of a reservation when they will be freed, and from when."""
    asked = update(Claim).where(_owned_by(owner)).values(kept_of(deadline))
    look_at(work, work.session.execute(asked.returning(Claim.occurrence_id)).scalars())


def settle_all(work: Work, reservation_ids: Sequence[int]) -> None:
    """Write down the deadline that the claims of reservations carry, now that it is over."""
    if not reservation_ids:
        return
    settled = rows_of(_SETTLE, {"chosen": list(reservation_ids)}).all()
    vacate(work, [row.occurrence_id for row in settled if not row.live])


def begun_at(work: Work, owner: Owner, unit: UnitRow) -> dt.datetime | None:
    """Answer since when an owner has a unit; None where they have nothing there."""
    own = {leaf.unit_id for leaf in unit.leaves}
    return next((claim.starts_at for claim in _live(work, owner) if claim.unit_id in own), None)


def free_from(work: Work, owner: Owner, instant: dt.datetime | None) -> None:
    """Free what an owner still holds from an instant on; None frees everything.

    What is kept stays as it was lived: its claim ends at the instant, and no buffer follows it.
    """
    ended = _live(work, owner)
    for claim in ended:
        _end(claim, instant)
    work.session.flush()
    vacate(work, [claim.occurrence_id for claim in ended if not claim.live])


def _end(claim: Claim, instant: dt.datetime | None) -> None:
    claim.due_at = claim.due_ends_at = None
    if instant is None or instant <= claim.starts_at:
        claim.live = False
    elif instant < claim.ends_at and claim.occurrence_id is None:
        claim.ends_at = claim.blocks_to = instant


def _owned_by(owner: Owner) -> ColumnElement[bool]:
    if owner.reservation_id is not None:
        return Claim.reservation_id == owner.reservation_id
    return Claim.closure_id == owner.closure_id


def _live(work: Work, owner: Owner) -> list[Claim]:
    asked = select(Claim).where(_owned_by(owner), Claim.live).order_by(Claim.starts_at)
    return list(work.session.execute(asked.execution_options(populate_existing=True)).scalars())


def leave(work: Work, owner: Owner, instant: dt.datetime, *, after_min: int) -> None:
    """End the claims of an owner who leaves early; the buffer follows the instant.

    A seat stays taken to the end of its slot: nobody boards half a departure.
    """
    for claim in _live(work, owner):
        if claim.occurrence_id is not None:
            claim.due_at = claim.due_ends_at = None
            continue
        claim.due_at = claim.due_ends_at = None
        if instant <= claim.starts_at:
            claim.live = False
        elif instant < claim.ends_at:
            claim.ends_at = instant
            claim.blocks_to = instant + dt.timedelta(minutes=after_min)
    work.session.flush()


def begin_earlier(work: Work, owner: Owner, instant: dt.datetime, *, before_min: int) -> None:
    """Widen the first claim of an owner on each of its units to an earlier instant."""
    claims = _live(work, owner)
    begins = min(claim.starts_at for claim in claims)
    for claim in claims:
        if claim.starts_at == begins:
            claim.starts_at = instant
            claim.blocks_from = instant - dt.timedelta(minutes=before_min)
    work.session.flush()
