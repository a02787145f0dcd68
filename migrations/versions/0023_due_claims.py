"""What is due of claims stands in an index of its own: every action asks for it, and read all of a business's history."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX claims_due ON claims (tenant_id, due_at, unit_id) WHERE live AND due_at IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX claims_due")
