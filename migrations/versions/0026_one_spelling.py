"""A channel has one spelling: the public site's own name, and of others the one written most often.

The facts of the statistics name channels; where some were renamed, they are derived anew.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

RENAME = """
WITH spelled AS (
  SELECT tenant_id, lower(channel) AS key,
    CASE lower(channel) WHEN 'website' THEN 'Website' ELSE mode() WITHIN GROUP (ORDER BY channel) END AS channel
  FROM reservations WHERE channel <> '' GROUP BY tenant_id, lower(channel)
), renamed AS (
  UPDATE reservations r SET channel = s.channel FROM spelled s
  WHERE r.tenant_id = s.tenant_id AND lower(r.channel) = s.key AND r.channel <> s.channel
  RETURNING r.tenant_id
)
DELETE FROM stats_rolls WHERE tenant_id IN (SELECT tenant_id FROM renamed)
"""


def upgrade() -> None:
    op.execute(RENAME)


def downgrade() -> None:
    """Both spellings are good before this."""
