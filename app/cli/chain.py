"""Walk the chain over a tenant's audit, as the owner, and find the first place where it does not hold."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from app.domain import sealing

BATCH = 2000
LATEST = dt.timedelta(days=1)

SEALED = f"""
SELECT s.id, s.entry_id, s.xid::text, s.sealed_at, s.digest, {sealing.selected("e")}
FROM audit_seals s LEFT JOIN audit_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
WHERE s.tenant_id = %s ORDER BY s.id
"""  # noqa: S608 - our own names
_UNSEALED = """
FROM audit_entries e
WHERE e.tenant_id = %s
  AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.entry_id = e.id)
"""
COUNTED = f"SELECT count(*) {_UNSEALED}"
# Whatever has a lower number of transaction than the last seal was there when that was made; see `app.queries.seals`.
ADDED = f"""
SELECT {sealing.selected("e")} {_UNSEALED}
  AND (e.xid, e.id) < (%s::xid8, %s) AND %s::xid8 < pg_snapshot_xmax(pg_current_snapshot())
ORDER BY e.xid, e.id LIMIT 1
"""


@dataclass
class Chain:
    """What a walk found.

    Shapes:  `broken` says what does not hold first, '' when all holds; `digest` is that of the last seal.
    """

    sealed: int = 0
    unsealed: int = 0
    digest: bytes = sealing.BEGINNING
    broken: str = ""


@dataclass(frozen=True)
class Anchor:
    """The number and the digest of a seal, as they were kept elsewhere."""

    number: int
    digest: bytes


@dataclass
class _Numbers:
    """The highest number of an entry that was sealed a day before, as the walk goes on."""

    passed: int = 0
    highest: int = 0
    recent: deque[tuple[dt.datetime, int]] = field(default_factory=deque)

    def is_late(self, entry_id: int, sealed_at: dt.datetime) -> bool:
        """Tell whether an entry came more than a day after its number had been passed."""
        while self.recent and self.recent[0][0] < sealed_at - LATEST:
            self.passed = self.recent.popleft()[1]
        self.highest = max(self.highest, entry_id)
        if self.recent and self.recent[-1][0] == sealed_at:
            self.recent.pop()
        self.recent.append((sealed_at, self.highest))
        return entry_id < self.passed


def walk(connection: psycopg.Connection, tenant_id: int, *, anchor: Anchor | None = None) -> Chain:
    """Reckon every seal of a tenant anew, in the order of sealing, then look for entries that got between.

    With an anchor, a chain that holds but does not contain it is broken: it was made anew, or cut off.
    """
    chain, numbers, xid, entry_id = Chain(), _Numbers(), "0", 0
    for number, entry_id, xid, sealed_at, digest, *entry in _rows(connection, tenant_id):
        chain.sealed += 1
        chain.broken = _broken(chain, number, entry_id, xid, sealed_at, digest, entry)
        if not chain.broken and numbers.is_late(entry_id, sealed_at):
            chain.broken = f"{told(entry)} was added more than a day after its number was passed"
        if not chain.broken and anchor and number == anchor.number and digest != anchor.digest:
            chain.broken = (
                f"seal {number} is not the anchor's: the chain was made anew up to {told(entry)} or before"
            )
        if chain.broken:
            return chain
        chain.digest = digest
    if anchor and chain.sealed < anchor.number:
        chain.broken = f"the chain ends with seal {chain.sealed}, before the anchor's {anchor.number}: its end was cut off"
        return chain
    added = connection.execute(ADDED.encode(), (tenant_id, xid, entry_id, xid)).fetchone()
    if added is not None:
        chain.broken = f"{told(added)} was added among sealed ones, or its seal is gone"
    counted = connection.execute(COUNTED.encode(), (tenant_id,)).fetchone()
    chain.unsealed = int(counted[0]) if counted else 0
    return chain


def _rows(connection: psycopg.Connection, tenant_id: int) -> Iterator[Sequence[Any]]:
    with connection.cursor(name="seals") as cursor:
        cursor.itersize = BATCH
        cursor.execute(SEALED.encode(), (tenant_id,))
        yield from cursor


def _broken(
    chain: Chain,
    number: int,
    entry_id: int,
    xid: str,
    sealed_at: dt.datetime,
    digest: bytes,
    entry: Sequence[Any],
) -> str:
    if number != chain.sealed:
        return f"seal {chain.sealed} is gone; the next there is, {number}, is of entry {entry_id}"
    facts = dict(zip(sealing.COLUMNS, entry, strict=True))
    if facts["id"] is None:
        return f"entry {entry_id}, sealed {sealed_at:%Y-%m-%d %H:%M:%SZ} as number {number}, was deleted"
    if facts["xid"] != xid or sealing.reckon(chain.digest, number, sealed_at, entry) != digest:
        return f"{told(entry)} or its seal, number {number}, was changed after it was sealed"
    return ""


def told(entry: Sequence[Any]) -> str:
    """Name an entry: its number, when it was recorded, and what it records."""
    facts = dict(zip(sealing.COLUMNS, entry, strict=True))
    what = " ".join(filter(None, (facts["entity"], facts["entity_ref"], facts["action"])))
    return f"entry {facts['id']}, recorded {facts['recorded_at']:%Y-%m-%d %H:%M:%SZ} ({what}),"
