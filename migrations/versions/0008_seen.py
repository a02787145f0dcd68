"""A member's notices: up to when they have seen them."""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOLD = (
    "outcome = 'done' AND (entity = 'lock' AND action = 'asked' OR entity IN ('reservation', 'group') AND action IN"
    " ('made', 'confirmed', 'changed', 'swapped', 'reseated', 'put_back', 'cancelled', 'expired', 'absent'))"
)


def upgrade() -> None:
    op.add_column("memberships", sa.Column("seen_at", sa.DateTime(timezone=True)))
    # What happened before there were notices is not news.
    op.execute("UPDATE memberships SET seen_at = now()")
    op.create_index(
        "audit_entries_told", "audit_entries", ["tenant_id", "recorded_at", "id"], postgresql_where=sa.text(TOLD)
    )


def downgrade() -> None:
    op.drop_index("audit_entries_told", "audit_entries")
    op.drop_column("memberships", "seen_at")
