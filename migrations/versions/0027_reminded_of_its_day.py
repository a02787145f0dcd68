"""A stay that was reminded of and then moved is reminded of again: what was written since its own morning counts.

The morning is nine o'clock of the business's zone, as many days before the arrival as it chose.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION tenants_to_remind(at timestamptz, usual_days bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM tenants t LEFT JOIN mail_settings s ON s.tenant_id = t.id
  WHERE NOT coalesce(s.switched_off ? 'reminder', false) AND EXISTS (
    SELECT FROM reservations r
    WHERE r.tenant_id = t.id AND r.state = 'confirmed' AND r.starts_at > at
      AND r.arrives_on >= (at AT TIME ZONE t.timezone)::date
      AND r.arrives_on <= (at AT TIME ZONE t.timezone)::date + coalesce(s.reminder_days, usual_days)::integer
      AND NOT EXISTS (
        SELECT FROM mails m WHERE m.tenant_id = r.tenant_id AND m.reservation_id = r.id AND {told})
  ) ORDER BY t.id
$$
"""
BEFORE = "m.kind = 'reminder'"
SINCE = """m.audience = 'client' AND m.made_at >=
          (r.arrives_on - coalesce(s.reminder_days, usual_days)::integer + TIME '09:00') AT TIME ZONE t.timezone"""
# At most one a day, whatever the workers do.
ONCE_A_DAY = """
CREATE UNIQUE INDEX mails_reminder_once_a_day
ON mails (tenant_id, reservation_id, ((made_at AT TIME ZONE 'UTC')::date)) WHERE kind = 'reminder'
"""
ONCE = "CREATE UNIQUE INDEX mails_reminder_once ON mails (tenant_id, reservation_id) WHERE kind = 'reminder'"
ONLY_THE_FIRST = """
DELETE FROM mails later USING mails first
WHERE later.kind = 'reminder' AND first.kind = 'reminder' AND later.tenant_id = first.tenant_id
  AND later.reservation_id = first.reservation_id AND later.id > first.id
"""


def upgrade() -> None:
    op.execute(ONCE_A_DAY)
    op.execute("DROP INDEX mails_reminder_once")
    op.execute(FUNCTION.format(told=SINCE))


def downgrade() -> None:
    """Keep the first reminder of each stay: there was one only."""
    op.execute(FUNCTION.format(told=BEFORE))
    op.execute(ONLY_THE_FIRST)
    op.execute(ONCE)
    op.execute("DROP INDEX mails_reminder_once_a_day")
