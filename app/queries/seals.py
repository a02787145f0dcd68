"""The chain over the audit, as the sealer reads it: its end, and the entries that come next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.domain import sealing
from app.queries.plain import rows_of


@dataclass(frozen=True)
class Tip:
    """The last seal of a tenant.

    Shapes:  `number` is 0 before the first. `is_foreign`: its entry was written by another server, from which a dump
             brought it here; the numbers of transactions began anew then and say nothing about the order.
    """

    number: int = 0
    entry_id: int = 0
    xid: str = "0"
    digest: bytes = sealing.BEGINNING
    is_foreign: bool = False


_TIP = text(
    "SELECT id, entry_id, xid::text, digest, xid >= pg_snapshot_xmax(pg_current_snapshot()) AS is_foreign"
    " FROM audit_seals WHERE tenant_id = :tenant ORDER BY id DESC LIMIT 1"
)
# A subquery and no `NOT EXISTS`, which would become a join that reads every seal there is.
_NEXT = f"""
SELECT {sealing.selected("e")} FROM audit_entries e
WHERE e.tenant_id = :tenant AND {{which}}
  AND (SELECT s.id FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.entry_id = e.id LIMIT 1) IS NULL
ORDER BY e.xid, e.id LIMIT :most
"""  # noqa: S608 - our own names
# The entries are read along their index: a plan that sorts them would read all the rest of them for each batch.
_ALONG_INDEX = text(
    "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_sort', 'enable_seqscan', 'enable_bitmapscan']) AS name"
)
# Whoever may still add entries has a number of at least xmin: below it the order is final.
_FINISHED = "(e.xid, e.id) > (CAST(:xid AS xid8), :entry) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"
_AFTER = text(_NEXT.format(which=_FINISHED))
_FOREIGN = text(_NEXT.format(which="e.xid >= pg_snapshot_xmax(pg_current_snapshot())"))


def find_tip(tenant_id: int) -> Tip:
    """Answer the end of a tenant's chain."""
    row = rows_of(_TIP, {"tenant": tenant_id}).one_or_none()
    if row is None:
        return Tip(is_foreign=True)
    return Tip(row.id, row.entry_id, row.xid, bytes(row.digest), row.is_foreign)


@dataclass(frozen=True)
class End:
    """The end of a chain, as it is kept elsewhere, and how many entries were not sealed yet."""

    number: int
    entry_id: int
    digest: bytes
    sealed_at: dt.datetime
    unsealed_count: int


_END = text(
    "SELECT id, entry_id, digest, sealed_at FROM audit_seals WHERE tenant_id = :tenant ORDER BY id DESC LIMIT 1"
)
# What is not sealed yet was written since the last seal, or by a transaction that had begun before.
_UNSEALED = text(
    "SELECT count(*) FROM audit_entries e WHERE e.tenant_id = :tenant"
    " AND e.xid >= (SELECT s.xid FROM audit_seals s WHERE s.tenant_id = :tenant ORDER BY s.id DESC LIMIT 1)"
    " AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.entry_id = e.id)"
)


def find_end(tenant_id: int) -> End | None:
    """Find the last seal of a tenant."""
    row = rows_of(_END, {"tenant": tenant_id}).one_or_none()
    if row is None:
        return None
    unsealed = int(rows_of(_UNSEALED, {"tenant": tenant_id}).scalar_one())
    return End(row.id, row.entry_id, bytes(row.digest), row.sealed_at, unsealed)


def list_next(tenant_id: int, tip: Tip, *, most: int) -> Sequence[Sequence[Any]]:
    """List the entries that come next in a tenant's chain, as `sealing.reckon` takes them.

    An entry that a transaction wrote while another was open which began sooner, waits for that one.
    """
    asked = {"tenant": tenant_id, "most": most}
    rows_of(_ALONG_INDEX)
    if tip.is_foreign:
        found = rows_of(_FOREIGN, asked).all()
        return found or rows_of(_AFTER, {**asked, "xid": "0", "entry": 0}).all()
    return rows_of(_AFTER, {**asked, "xid": tip.xid, "entry": tip.entry_id}).all()
