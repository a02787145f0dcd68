"""Claims: the rows that say "this leaf unit is taken for this span".

They hold the guarantee. Two exclusion constraints refuse what two requests could break together:
`claims_own_time` for every claim, `claims_buffered` among reservations, which keep their buffers. Where a unit has
many, a trigger refuses a peak above its quantity, under the name `claims_within_quantity`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, TenantRow, within_tenant

LONGEST_DAYS = 62


class Claim(TenantRow, Base):
    """A leaf unit taken for a span by exactly one owner: a reservation, a closure or a slot's occurrence.

    A reservation's seats name the occurrence too; the occurrence itself claims the asset that it runs with.

    Units:  UTC instants, half-open; `[blocks_from, blocks_to)` holds the buffers and contains
            `[starts_at, ends_at)`. From `due_at` on the claim ends at `due_ends_at` (null: all is freed);
            a deadline that frees nothing of it stands on the reservation alone.
            A stay longer than LONGEST_DAYS is several touching claims.
    """

    __tablename__ = "claims"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "unit_id", "exclusive"],
            ["units.tenant_id", "units.id", "units.exclusive"],
            name="claims_unit_fkey",
            onupdate="CASCADE",
        ),
        within_tenant("reservation_id", "reservations"),
        within_tenant("closure_id", "closures"),
        within_tenant("occurrence_id", "slot_occurrences"),
        CheckConstraint("starts_at < ends_at", name="span_is_not_empty"),
        CheckConstraint("blocks_from <= starts_at AND ends_at <= blocks_to", name="buffers_contain_span"),
        CheckConstraint(f"ends_at - starts_at <= interval '{LONGEST_DAYS} days'", name="span_is_bounded"),
        CheckConstraint(
            "starts_at - blocks_from <= interval '7 days' AND blocks_to - ends_at <= interval '7 days'",
            name="buffers_are_bounded",
        ),
        CheckConstraint("quantity = 1 OR NOT exclusive", name="exclusive_is_one"),
        CheckConstraint("quantity >= 1", name="quantity_counts"),
        CheckConstraint("due_ends_at IS NULL OR due_at IS NOT NULL", name="due_end_needs_due"),
        CheckConstraint("due_ends_at < ends_at", name="due_end_frees"),
        CheckConstraint(
            "(source = 'reservation' AND reservation_id IS NOT NULL AND closure_id IS NULL)"
            " OR (source = 'closure' AND closure_id IS NOT NULL AND reservation_id IS NULL AND occurrence_id IS NULL"
            " AND blocks_from = starts_at AND blocks_to = ends_at)"
            " OR (source = 'slot' AND occurrence_id IS NOT NULL AND reservation_id IS NULL AND closure_id IS NULL"
            " AND exclusive)",
            name="has_one_owner",
        ),
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("unit_id"), "="),
            (func.tstzrange(column("starts_at"), column("ends_at")), "&&"),
            name="claims_own_time",
            where=text("live AND exclusive"),
        ),
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("unit_id"), "="),
            (func.tstzrange(column("blocks_from"), column("blocks_to")), "&&"),
            name="claims_buffered",
            where=text("live AND exclusive AND source IN ('reservation', 'slot')"),
        ),
        Index(
            "claims_by_time",
            "tenant_id",
            "starts_at",
            postgresql_include=[
                "ends_at",
                "unit_id",
                "live",
                "source",
                "blocks_from",
                "blocks_to",
                "reservation_id",
                "closure_id",
                "occurrence_id",
                "quantity",
                "due_at",
                "due_ends_at",
            ],
        ),
        Index(
            "claims_due",
            "tenant_id",
            "due_at",
            "unit_id",
            postgresql_where=text("live AND due_at IS NOT NULL"),
        ),
        Index("claims_by_reservation", "tenant_id", "reservation_id"),
        Index(
            "claims_by_closure", "tenant_id", "closure_id", postgresql_where=text("closure_id IS NOT NULL")
        ),
        Index(
            "claims_by_unit",
            "tenant_id",
            "unit_id",
            "starts_at",
            postgresql_where=text("live"),
        ),
        Index(
            "claims_by_occurrence",
            "tenant_id",
            "occurrence_id",
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
    )

    unit_id: Mapped[int]
    exclusive: Mapped[bool] = mapped_column(server_default=text("true"))
    quantity: Mapped[int] = mapped_column(server_default=text("1"))
    live: Mapped[bool] = mapped_column(server_default=text("true"))
    source: Mapped[str]
    reservation_id: Mapped[int | None]
    closure_id: Mapped[int | None]
    occurrence_id: Mapped[int | None]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    blocks_from: Mapped[dt.datetime]
    blocks_to: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    due_ends_at: Mapped[dt.datetime | None]
