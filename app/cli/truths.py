"""What must be true of every installation's database: asked of its catalogue, and derived from its rows."""

from __future__ import annotations

import psycopg

from app.models import Base
from app.models.privileges import TABLES

EXCLUSIONS = {
    "claims_own_time": "EXCLUDE USING gist (tenant_id WITH =, unit_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
    " WHERE ((live AND exclusive))",
    "claims_buffered": "EXCLUDE USING gist (tenant_id WITH =, unit_id WITH =, tstzrange(blocks_from, blocks_to) WITH &&)"
    " WHERE ((live AND exclusive AND (source = ANY (ARRAY['reservation'::text, 'slot'::text]))))",
}
CONSTRAINTS = """
SELECT conname, contype::text, convalidated, condeferrable, pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = 'public.claims'::regclass
"""
NOT_VALID = """
SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = 'public' AND NOT convalidated
UNION ALL
SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND NOT (indisvalid AND indisready)
"""
UNGUARDED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
  AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY 1
"""
GRANTED = """
SELECT c.relname, coalesce(array_agg(p.word) FILTER (WHERE has_table_privilege(%s, c.oid, p.word)), '{}')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p (word)
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') GROUP BY c.relname
"""

_OVERLAPPING = """
SELECT count(*) FROM (
  SELECT {first} < max({last}) OVER (
    PARTITION BY tenant_id, unit_id ORDER BY {first}, {last}, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS is_overlapping FROM claims WHERE live AND exclusive {among}
) AS found WHERE is_overlapping
"""
UNCLAIMED = """
SELECT count(*) FROM reservations r WHERE state IN ('confirmed', 'checked_in') AND NOT EXISTS (
  SELECT FROM claims c WHERE c.tenant_id = r.tenant_id AND c.reservation_id = r.id AND c.live
)
"""
STILL_CLAIMED = """
SELECT count(*) FROM reservations r JOIN claims c ON c.tenant_id = r.tenant_id AND c.reservation_id = r.id
WHERE r.state IN ('cancelled', 'expired') AND c.live
"""

Answer = tuple[list[str], str]


def constraints(connection: psycopg.Connection) -> Answer:
    """Look for every constraint of the claims, and for any constraint or index that is not valid."""
    found = {row[0]: row[1:] for row in connection.execute(CONSTRAINTS).fetchall()}
    wanted = {str(each.name) for each in Base.metadata.tables["claims"].constraints if each.name}
    problems = [f"{name} is missing" for name in sorted(wanted - set(found))]
    for name, definition in EXCLUSIONS.items():
        if name in found and (found[name][0], found[name][2], found[name][3]) != ("x", False, definition):
            problems.append(f"{name} is not what it must be: {found[name][3]}")
    problems += [f"{row[0]} is not valid" for row in connection.execute(NOT_VALID).fetchall()]
    return problems, f"{len(wanted)} of the claims are there, everything is valid"


def row_policies(connection: psycopg.Connection) -> Answer:
    """Look for tables without row-level security or without a policy."""
    bare = [row[0] for row in connection.execute(UNGUARDED).fetchall()]
    return [f"{name} has no wall" for name in bare], f"on all {len(TABLES) - 1} tables"


def privileges(connection: psycopg.Connection, role: str) -> Answer:
    """Look for tables on which the app's role may do more or less than it must."""
    problems = []
    for table, granted in connection.execute(GRANTED, (role,)).fetchall():
        wanted = {word.strip() for word in TABLES.get(table, "").split(",") if word.strip()}
        if set(granted) != wanted:
            said = ", ".join(sorted(granted)) or "nothing"
            problems.append(
                f"{role} may {said} on {table}; it must be {', '.join(sorted(wanted)) or 'nothing'}"
            )
    return problems, "exactly what the app needs; the record can only grow"


COUNTS = (
    (
        "overlaps",
        _OVERLAPPING.format(first="starts_at", last="ends_at", among=""),
        "none, derived anew from every claim",
    ),
    (
        "buffers",
        _OVERLAPPING.format(first="blocks_from", last="blocks_to", among="AND source <> 'closure'"),
        "none overlap",
    ),
    ("unclaimed", UNCLAIMED, "every reservation that stands has its unit"),
    ("left over", STILL_CLAIMED, "no reservation that is over by cancelling or expiry holds its unit"),
)
