"""Facts for the statistics: unit by day, unit by month, type by day; and how far they go."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
TABLES = {
    "stats_unit_days": "unit_id BIGINT NOT NULL, day DATE NOT NULL",
    "stats_unit_months": "unit_id BIGINT NOT NULL, month DATE NOT NULL",
    "stats_type_days": "unit_type_id BIGINT NOT NULL, day DATE NOT NULL",
}
KEYS = {
    "stats_unit_days": "unit_id, day, channel",
    "stats_unit_months": "unit_id, month, channel",
    "stats_type_days": "unit_type_id, day, kind, channel",
}
MEASURES = (
    "available maintenance taken sold complimentary revenue_minor standing stay lead_days cancelled absent pending"
    " expired active inside made made_cancelled made_absent"
).split()
ROLLS = """
CREATE TABLE stats_rolls (
    tenant_id BIGINT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    xid xid8 NOT NULL,
    entry_id BIGINT NOT NULL,
    rolled_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    is_whole BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT stats_rolls_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT stats_rolls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT stats_rolls_dates_in_order CHECK (first_on < last_on)
)
"""
ARRIVALS = """
CREATE TABLE stats_type_arrivals (
    tenant_id BIGINT NOT NULL,
    month DATE NOT NULL,
    unit_type_id BIGINT NOT NULL,
    channel TEXT NOT NULL,
    what TEXT NOT NULL,
    key TEXT NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT stats_type_arrivals_pkey PRIMARY KEY (tenant_id, month, unit_type_id, channel, what, key),
    CONSTRAINT stats_type_arrivals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT stats_type_arrivals_what_is_known CHECK (what IN ('nights', 'lead', 'country'))
)
"""
# Whoever has entries that are not in the facts, has no facts, or was not looked at for an hour: time changes some.
FUNCTION = """
CREATE FUNCTION tenants_to_roll()
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM tenants t LEFT JOIN stats_rolls r ON r.tenant_id = t.id
  LEFT JOIN LATERAL (
    SELECT xid, id FROM audit_entries e
    WHERE e.tenant_id = t.id AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid DESC, e.id DESC LIMIT 1
  ) latest ON true
  WHERE r.tenant_id IS NULL OR NOT r.is_whole OR r.rolled_at < now() - interval '1 hour' OR (latest.xid, latest.id) > (r.xid, r.entry_id)
  ORDER BY t.id
$$
"""
TO_SUMMARISE = """
CREATE FUNCTION tenants_to_summarise()
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM tenants t
  WHERE EXISTS (SELECT FROM mail_choices c WHERE c.tenant_id = t.id AND c.events ?| ARRAY['weekly', 'monthly'])
  ORDER BY t.id
$$
"""


def upgrade() -> None:
    measures = ", ".join(f"{name} BIGINT NOT NULL" for name in MEASURES)
    for table, columns in TABLES.items():
        op.execute(
            f"CREATE TABLE {table} (tenant_id BIGINT NOT NULL, {columns}, channel TEXT NOT NULL, kind TEXT NOT NULL, {measures},"
            f" CONSTRAINT {table}_pkey PRIMARY KEY (tenant_id, {KEYS[table]}),"
            f" CONSTRAINT {table}_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id))"
        )
    op.execute(
        "ALTER TABLE stats_unit_months ADD CONSTRAINT stats_unit_months_month_is_its_first_day"
        " CHECK (extract(day FROM month) = 1)"
    )
    op.execute("CREATE INDEX stats_unit_days_by_day ON stats_unit_days (tenant_id, day, unit_id)")
    op.execute("CREATE INDEX stats_unit_months_by_month ON stats_unit_months (tenant_id, month, unit_id)")
    op.execute("CREATE INDEX stats_type_days_by_day ON stats_type_days (tenant_id, day, unit_type_id)")
    op.execute(ROLLS)
    op.execute(ARRIVALS)
    for table in (*TABLES, "stats_rolls", "stats_type_arrivals"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_wall ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
        )
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION tenants_to_roll() FROM PUBLIC")
    op.execute(
        "CREATE INDEX mails_summarised ON mails (tenant_id, kind, made_at) WHERE kind IN ('weekly', 'monthly')"
    )
    op.execute(TO_SUMMARISE)
    op.execute("REVOKE ALL ON FUNCTION tenants_to_summarise() FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION tenants_to_summarise()")
    op.execute("DROP INDEX mails_summarised")
    op.execute("DROP FUNCTION tenants_to_roll()")
    for table in (*TABLES, "stats_rolls", "stats_type_arrivals"):
        op.execute(f"DROP TABLE {table}")
