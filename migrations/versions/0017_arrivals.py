"""Who arrives is told apart by the day, so that a change of one reservation counts one day anew, not a month."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
TABLE = """
CREATE TABLE stats_type_arrivals (
    tenant_id BIGINT NOT NULL,
    {day} DATE NOT NULL,
    unit_type_id BIGINT NOT NULL,
    channel TEXT NOT NULL,
    what TEXT NOT NULL,
    key TEXT NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT stats_type_arrivals_pkey PRIMARY KEY (tenant_id, {day}, unit_type_id, channel, what, key),
    CONSTRAINT stats_type_arrivals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT stats_type_arrivals_what_is_known CHECK (what IN ('nights', 'lead', 'country'))
)
"""


def upgrade() -> None:
    _keep_by("day")


def downgrade() -> None:
    _keep_by("month")


def _keep_by(day: str) -> None:
    """Make the table anew; what it held, and all facts with it, the next roll derives."""
    op.execute("DROP TABLE stats_type_arrivals")
    op.execute(TABLE.format(day=day))
    op.execute("ALTER TABLE stats_type_arrivals ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY stats_type_arrivals_wall ON stats_type_arrivals"
        f" USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute("DELETE FROM stats_rolls")
