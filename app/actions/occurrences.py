"""Occurrences of slots: made with their first seat, they hold their asset while any seat is sold."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, case, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.actions.minimums import look_at
from app.actions.refs import new_ref
from app.actions.transaction import Work
from app.domain.span import Span
from app.domain.words import ClaimSource
from app.models import Claim, SlotOccurrence
from app.queries.leaves import Leaf


def occurrence_of(work: Work, leaf: Leaf, span: Span, *, seats: int | None) -> int:
    """Answer the key of a slot's occurrence, made if this is its first seat.

    What a member has set stays; otherwise it has as many seats as the policy says by now, never fewer than are sold.
    """
    there = leaf.need.quantity if seats is None else seats
    made = upsert(SlotOccurrence).values(
        tenant_id=work.tenant.id,
        ref=new_ref(),
        unit_id=leaf.unit_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        seats=there,
    )
    known = made.on_conflict_do_update(
        constraint="slot_occurrences_tenant_id_unit_id_starts_at_key",
        set_={
            "seats": case((SlotOccurrence.is_override, SlotOccurrence.seats), else_=_at_least(there)),
            "ends_at": func.greatest(SlotOccurrence.ends_at, span.ends_at),
        },
    )
    key = work.session.execute(known.returning(SlotOccurrence.id)).scalar_one()
    look_at(work, [key])
    return key


def give_seats(work: Work, occurrence_ids: Collection[int], seats: int) -> None:
    """Say how many seats some occurrences have that no member has set, never fewer than are sold."""
    asked = update(SlotOccurrence).where(SlotOccurrence.id.in_(occurrence_ids))
    work.session.execute(asked.values(seats=_at_least(seats)))


def _at_least(seats: int) -> ColumnElement[int]:
    sold = (
        select(func.sum(Claim.quantity))
        .where(
            Claim.tenant_id == SlotOccurrence.tenant_id,
            Claim.occurrence_id == SlotOccurrence.id,
            Claim.source == ClaimSource.RESERVATION.value,
            Claim.live,
        )
        .correlate(SlotOccurrence)
    )
    return func.greatest(seats, sold.scalar_subquery())


def occupy(work: Work, occurrence_id: int | None, asset_id: int, *, span: Span, blocked: Span) -> None:
    """Claim the asset of an occurrence; one that is claimed already is kept for as long as any seat was sold for."""
    if occurrence_id is None:
        return
    kept = (
        update(Claim)
        .where(Claim.occurrence_id == occurrence_id, Claim.source == ClaimSource.SLOT.value, Claim.live)
        .values(
            starts_at=func.least(Claim.starts_at, span.starts_at),
            ends_at=func.greatest(Claim.ends_at, span.ends_at),
            blocks_from=func.least(Claim.blocks_from, blocked.starts_at),
            blocks_to=func.greatest(Claim.blocks_to, blocked.ends_at),
        )
        .returning(Claim.id)
    )
    if work.session.execute(kept).first():
        return
    work.session.execute(
        insert(Claim).values(
            tenant_id=work.tenant.id,
            unit_id=asset_id,
            source=ClaimSource.SLOT.value,
            occurrence_id=occurrence_id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            blocks_from=blocked.starts_at,
            blocks_to=blocked.ends_at,
        )
    )


def vacate(work: Work, occurrence_ids: Iterable[int | None]) -> None:
    """Give back the assets of occurrences in which no seat is sold any more."""
    left = {each for each in occurrence_ids if each is not None}
    if not left:
        return
    look_at(work, left)
    sold = select(Claim.occurrence_id).where(
        Claim.occurrence_id.in_(left), Claim.source == ClaimSource.RESERVATION.value, Claim.live
    )
    empty = left - set(work.session.execute(sold).scalars())
    if empty:
        work.session.execute(
            delete(Claim).where(Claim.occurrence_id.in_(empty), Claim.source == ClaimSource.SLOT.value)
        )
