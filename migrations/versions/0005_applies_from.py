"""A version of a policy says from which date it applies, and may be withdrawn before."""

from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy_versions", sa.Column("applies_from", sa.Date()))
    op.add_column("policy_versions", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("policy_versions", "withdrawn_at")
    op.drop_column("policy_versions", "applies_from")
