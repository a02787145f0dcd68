"""Seals: the chain over a tenant's audit entries, and which tenants have entries to be sealed."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
TABLE = """
CREATE TABLE audit_seals (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    xid xid8 NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    digest BYTEA NOT NULL,
    CONSTRAINT audit_seals_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_seals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT audit_seals_tenant_id_entry_id_key UNIQUE (tenant_id, entry_id),
    CONSTRAINT audit_seals_id_counts_from_one CHECK (id >= 1),
    CONSTRAINT audit_seals_digest_is_whole CHECK (octet_length(digest) = 32)
)
"""
# Two looks into an index for each tenant, however many entries there are: `EXISTS` would sometimes read them all.
# A last seal from the future was brought by a dump from another server: the sealer looks itself what is left.
FUNCTION = """
CREATE FUNCTION tenants_to_seal()
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM tenants t
  LEFT JOIN LATERAL (
    SELECT xid, entry_id FROM audit_seals s WHERE s.tenant_id = t.id ORDER BY s.id DESC LIMIT 1
  ) last ON true
  LEFT JOIN LATERAL (
    SELECT xid, id FROM audit_entries e
    WHERE e.tenant_id = t.id AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid DESC, e.id DESC LIMIT 1
  ) latest ON true
  WHERE last.xid IS NULL OR last.xid >= pg_snapshot_xmax(pg_current_snapshot())
    OR (latest.xid, latest.id) > (last.xid, last.entry_id)
  ORDER BY t.id
$$
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute("ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY audit_seals_wall ON audit_seals USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute("CREATE INDEX audit_entries_by_xid ON audit_entries (tenant_id, xid, id)")
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION tenants_to_seal() FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION tenants_to_seal()")
    op.execute("DROP INDEX audit_entries_by_xid")
    op.execute("DROP TABLE audit_seals")
