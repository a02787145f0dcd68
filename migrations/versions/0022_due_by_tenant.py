"""What is due is found tenant by tenant, and a claim carries a deadline only where that frees something of it."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEX = "CREATE INDEX reservations_due ON reservations ({}) WHERE due_at IS NOT NULL"
# Who is behind is asked of each tenant's own end of the index: what others have due is not read for it.
DUE_TENANTS = """
CREATE OR REPLACE FUNCTION due_tenants(wanted_kind text, at timestamptz)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  {transitions}
  UNION SELECT DISTINCT tenant_id FROM quotes WHERE wanted_kind = 'quotes' AND expires_at <= at
  UNION SELECT DISTINCT tenant_id FROM outbox WHERE wanted_kind = 'outbox' AND look_at <= at
$$
"""
OF_EACH = """SELECT t.id FROM tenants t WHERE wanted_kind = 'transitions'
  AND EXISTS (SELECT FROM reservations r WHERE r.tenant_id = t.id AND r.due_at IS NOT NULL AND r.due_at <= at)"""
OF_ALL = """SELECT DISTINCT tenant_id FROM reservations
  WHERE wanted_kind = 'transitions' AND due_at IS NOT NULL AND due_at <= at"""
FREES = """
UPDATE claims SET due_at = NULL, due_ends_at = NULL WHERE due_ends_at >= ends_at;
ALTER TABLE claims ADD CONSTRAINT claims_due_end_frees CHECK (due_ends_at < ends_at);
"""
# As it was before: every claim carries what its reservation has, or its end would be taken for nothing kept.
CARRIES = """
ALTER TABLE claims DROP CONSTRAINT claims_due_end_frees;
UPDATE claims c SET due_at = r.due_at, due_ends_at = c.ends_at FROM reservations r
WHERE r.tenant_id = c.tenant_id AND r.id = c.reservation_id AND r.due_state IN ('finished', 'absent') AND c.live AND c.due_at IS NULL;
"""
# Most were not imported: no change of theirs has to write that down again.
IMPORTED = """
ALTER TABLE reservations DROP CONSTRAINT reservations_tenant_id_import_key_key;
CREATE UNIQUE INDEX reservations_imported ON reservations (tenant_id, import_key) WHERE import_key IS NOT NULL;
"""
KEYED = """
DROP INDEX reservations_imported;
ALTER TABLE reservations ADD CONSTRAINT reservations_tenant_id_import_key_key UNIQUE (tenant_id, import_key);
"""


def upgrade() -> None:
    op.execute(FREES)
    op.execute("DROP INDEX reservations_due")
    op.execute(INDEX.format("tenant_id, due_at, id"))
    op.execute(DUE_TENANTS.format(transitions=OF_EACH))
    op.execute(IMPORTED)


def downgrade() -> None:
    op.execute(KEYED)
    op.execute(DUE_TENANTS.format(transitions=OF_ALL))
    op.execute("DROP INDEX reservations_due")
    op.execute(INDEX.format("due_at"))
    op.execute(CARRIES)
