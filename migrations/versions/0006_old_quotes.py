"""Which tenants have quotes that are so old that they are deleted."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TRANSITIONS = """
          SELECT DISTINCT tenant_id FROM reservations
          WHERE wanted_kind = 'transitions' AND due_at IS NOT NULL AND due_at <= at
"""
QUOTES = """
          UNION SELECT DISTINCT tenant_id FROM quotes WHERE wanted_kind = 'quotes' AND expires_at <= at
"""
FUNCTION = """
        CREATE OR REPLACE FUNCTION due_tenants(wanted_kind text, at timestamptz)
        RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          {body}
        $$"""


def upgrade() -> None:
    op.execute(FUNCTION.format(body=TRANSITIONS + QUOTES))


def downgrade() -> None:
    op.execute(FUNCTION.format(body=TRANSITIONS))
