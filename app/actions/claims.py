"""Take, give back and shorten claims. The constraints of the table have the last word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, delete, select, update

from app.actions.transaction import Work
from app.domain.asking import Deadline
from app.domain.span import Span
from app.models import Claim
from app.models.claim import LONGEST_DAYS

LONGEST = dt.timedelta(days=LONGEST_DAYS)


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
    unit_id: int,
    *,
    span: Span,
    blocked: Span,
    deadline: Deadline | None = None,
    live: bool = True,
) -> None:
    """Add the claims of an owner; a span longer than LONGEST_DAYS becomes touching ones."""
    cuts = [span.starts_at]
    while span.ends_at - cuts[-1] > LONGEST:
        cuts.append(cuts[-1] + LONGEST)
    cuts.append(span.ends_at)
    rows = [
        {
            "tenant_id": work.tenant.id,
            "unit_id": unit_id,
            "source": owner.source,
            "reservation_id": owner.reservation_id,
            "closure_id": owner.closure_id,
            "live": live,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "blocks_from": blocked.starts_at if starts_at == span.starts_at else starts_at,
            "blocks_to": blocked.ends_at if ends_at == span.ends_at else ends_at,
            "due_at": deadline.due_at if deadline else None,
            "due_ends_at": deadline.frees_from if deadline else None,
        }
        for starts_at, ends_at in pairwise(cuts)
    ]
    work.writer.add((Claim, rows))


def give_back(work: Work, owner: Owner) -> None:
    """Delete the claims of an owner."""
    work.session.execute(delete(Claim).where(_owned_by(owner)))


def set_deadline(work: Work, owner: Owner, deadline: Deadline | None) -> None:
    """Write on the claims of a reservation when they will be freed, and from when."""
    freed = deadline.frees_from if deadline else None
    work.session.execute(
        update(Claim)
        .where(_owned_by(owner))
        .values(due_at=deadline.due_at if deadline else None, due_ends_at=freed)
    )


def settle(work: Work, owner: Owner) -> None:
    """Write down the deadline that the claims of an owner carry, now that it is over."""
    for claim in _live(work, owner):
        _end(claim, claim.due_ends_at)
    work.session.flush()


def begun_at(work: Work, owner: Owner, unit_id: int) -> dt.datetime | None:
    """Answer since when an owner has a unit; None where they have nothing there."""
    return next((claim.starts_at for claim in _live(work, owner) if claim.unit_id == unit_id), None)


def free_from(work: Work, owner: Owner, instant: dt.datetime | None) -> None:
    """Free what an owner still holds from an instant on; None frees everything.

    What is kept stays as it was lived: its claim ends at the instant, and no buffer follows it.
    """
    for claim in _live(work, owner):
        _end(claim, instant)
    work.session.flush()


def _end(claim: Claim, instant: dt.datetime | None) -> None:
    claim.due_at = claim.due_ends_at = None
    if instant is None or instant <= claim.starts_at:
        claim.live = False
    elif instant < claim.ends_at:
        claim.ends_at = claim.blocks_to = instant


def _owned_by(owner: Owner) -> ColumnElement[bool]:
    if owner.reservation_id is not None:
        return Claim.reservation_id == owner.reservation_id
    return Claim.closure_id == owner.closure_id


def _live(work: Work, owner: Owner) -> list[Claim]:
    asked = select(Claim).where(_owned_by(owner), Claim.live).order_by(Claim.starts_at)
    return list(work.session.execute(asked.execution_options(populate_existing=True)).scalars())


def leave(work: Work, owner: Owner, instant: dt.datetime, *, after_min: int) -> None:
    """End the claims of an owner who leaves early; the buffer follows the instant."""
    for claim in _live(work, owner):
        claim.due_at = claim.due_ends_at = None
        if instant <= claim.starts_at:
            claim.live = False
        elif instant < claim.ends_at:
            claim.ends_at = instant
            claim.blocks_to = instant + dt.timedelta(minutes=after_min)
    work.session.flush()


def begin_earlier(work: Work, owner: Owner, instant: dt.datetime, *, before_min: int) -> None:
    """Widen the first claim of an owner to an earlier instant."""
    first = _live(work, owner)[0]
    first.starts_at = instant
    first.blocks_from = instant - dt.timedelta(minutes=before_min)
    work.session.flush()
