"""Floors of goal 6: what PostgreSQL does of the same work for bare rows, on this machine in this run."""

import time

from bench.stage import Stage

CLAIMS, DUE, BATCH = 100_000, 100_000, 100
CLAIMED = """
CREATE TABLE bare_claims (
  tenant_id bigint, unit_id bigint, starts_at timestamptz, ends_at timestamptz,
  EXCLUDE USING gist (tenant_id WITH =, unit_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
)
"""
SOME = f"SELECT tenant_id, unit_id, starts_at, ends_at FROM claims WHERE live ORDER BY id DESC LIMIT {CLAIMS}"
DUE_ROWS = f"""
CREATE TABLE bare_due (id bigint PRIMARY KEY, state text NOT NULL, due_at timestamptz);
CREATE INDEX ON bare_due (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE bare_told (id bigint, state text, PRIMARY KEY (id, state));
INSERT INTO bare_due SELECT n, 'pending', now() - n * interval '1 second' FROM generate_series(1, {DUE}) AS n;
ANALYZE bare_due
"""
MOVE = f"""
WITH moved AS (
  UPDATE bare_due SET state = 'expired', due_at = NULL WHERE id = ANY (ARRAY(
    SELECT id FROM bare_due WHERE due_at <= now() ORDER BY due_at LIMIT {BATCH} FOR UPDATE SKIP LOCKED
  )) RETURNING id, state
) INSERT INTO bare_told SELECT id, state FROM moved
"""


def claims_a_second(stage: Stage) -> float:
    """Copy claims that were loaded before into a table of nothing but one exclusion constraint."""
    with stage.as_owner() as connection:
        with connection.cursor().copy(f"COPY ({SOME}) TO STDOUT") as source:
            rows = b"".join(source)
        connection.execute(CLAIMED)
        begun = time.monotonic()
        with connection.cursor() as cursor, cursor.copy("COPY bare_claims FROM STDIN") as target:
            target.write(rows)
        rate = rows.count(b"\n") / (time.monotonic() - begun)
        connection.execute("DROP TABLE bare_claims")
    return rate


def moves_a_second(stage: Stage) -> float:
    """Move what is due, a hundred rows a transaction, and tell of each in one row."""
    with stage.as_owner() as connection:
        connection.execute(DUE_ROWS)
        begun, moved = time.monotonic(), 0
        while done := connection.execute(MOVE).rowcount:
            moved += done
        rate = moved / (time.monotonic() - begun)
        connection.execute("DROP TABLE bare_due, bare_told")
    return rate
