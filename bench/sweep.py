"""Goal 6: deadlines that passed while no worker ran, written down in one sweep."""

import time

from app import clock
from app.actions.deadlines import settle_due
from app.extensions import db
from app.factory import create_app
from bench.bare import moves_a_second
from bench.processes import cpu_s
from bench.report import Figure, at_least, shown
from bench.stage import Stage

GOAL = "6 sweep"
TENANTS, UNITS, DUE = 4, 50, 100_000
LEAST_RATE = 10_000.0
# As many requests that expire as guests who don't come and stays that are over: of each business an equal share.
MAKE_DUE = """
WITH chosen AS (
  SELECT r.tenant_id, r.id, row_number() OVER (PARTITION BY r.tenant_id ORDER BY r.id) AS place
  FROM reservations r JOIN tenants t ON t.id = r.tenant_id
  WHERE t.slug = ANY(%(slugs)s) AND r.state IN ('finished', 'confirmed', 'checked_in')
  AND EXISTS (SELECT FROM claims c WHERE c.tenant_id = r.tenant_id AND c.reservation_id = r.id AND c.live)
), due AS (
  UPDATE reservations r SET
    state = CASE place %% 3 WHEN 0 THEN 'pending' WHEN 1 THEN 'confirmed' ELSE 'checked_in' END,
    due_state = CASE place %% 3 WHEN 0 THEN 'expired' WHEN 1 THEN 'absent' ELSE 'finished' END,
    due_at = %(now)s - interval '1 day' * random(), fee_minor = NULL
  FROM chosen WHERE r.tenant_id = chosen.tenant_id AND r.id = chosen.id AND place <= %(each)s
  RETURNING r.tenant_id, r.id, r.due_at, r.due_state, r.starts_at, r.ends_at
)
UPDATE claims c SET due_at = d.due_at, due_ends_at = CASE d.due_state
  WHEN 'absent' THEN d.starts_at + (d.ends_at - d.starts_at) / 2 END
FROM due d WHERE c.tenant_id = d.tenant_id AND c.reservation_id = d.id AND d.due_state <> 'finished'
"""
COUNTED = """
SELECT (SELECT count(*) FROM reservations WHERE due_at <= %(now)s),
       (SELECT count(*) FROM audit_entries WHERE actor = 'policy' AND recorded_at >= %(now)s),
       (SELECT count(*) FROM state_changes)
"""


def measure(stage: Stage) -> list[Figure]:
    """Let deadlines pass in several businesses, then sweep once, in this process."""
    slugs = stage.load(units=UNITS * TENANTS, reservations=DUE * 6 // 5, tenants=TENANTS).slugs
    now = clock.now()
    with stage.as_owner() as connection:
        made = connection.execute(MAKE_DUE, {"slugs": slugs, "now": now, "each": DUE // TENANTS}).rowcount
        connection.execute("VACUUM ANALYZE reservations, claims")
        before = connection.execute("SELECT count(*) FROM state_changes").fetchone()[0]
    app = create_app(stage.settings)
    with app.app_context():
        begun, used, theirs = time.monotonic(), time.process_time(), cpu_s(stage.postgres_pid)
        settled = settle_due(now)
        took, used = time.monotonic() - begun, time.process_time() - used
        db.session.remove()
        db.engine.dispose()
        theirs = cpu_s(stage.postgres_pid) - theirs
        again = settle_due(now)
        db.session.remove()
        db.engine.dispose()
    with stage.as_owner() as connection:
        left, told, changed = connection.execute(COUNTED, {"now": now}).fetchone() or (0, 0, 0)
    if (settled, again, left, told, changed) != (
        settled,
        0,
        0,
        settled,
        before + settled,
    ) or settled < DUE * 0.9:
        raise RuntimeError(
            f"{settled} of {made} were settled, {left} are left, {told} and {changed} rows tell of it."
        )
    bare = moves_a_second(stage)
    return [
        shown(
            GOAL, "bare rows that are due, each told of in one more, a hundred a transaction", bare, unit="/s"
        ),
        shown(GOAL, "transitions with all that hangs on them against it", settled / took / bare, unit="x"),
        shown(GOAL, f"{settled:,} deadlines of {TENANTS} businesses, one sweep", took, unit="s"),
        at_least(GOAL, "transitions a second", settled / took, LEAST_RATE, unit="/s"),
        shown(GOAL, "CPU: the sweep's own", used, unit="s", note=f"; PostgreSQL's {theirs:.1f} s"),
    ]
