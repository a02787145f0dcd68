"""The outbox does not note any more when a row was handed on: nobody asks, since the relay looks into the queue itself."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN handed_at")


def downgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN handed_at TIMESTAMP WITH TIME ZONE")
