"""The claims of one unit stand in an index of their own: whoever judged a unit read the season of the whole house."""

from app.models.indexing import beside_others, create_index, drop_index

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ON = "claims (tenant_id, unit_id, starts_at) WHERE live"


def upgrade() -> None:
    _replace("claims_of_many", "claims_by_unit", ON)


def downgrade() -> None:
    _replace("claims_by_unit", "claims_of_many", f"{ON} AND NOT exclusive")


def _replace(old: str, new: str, on: str) -> None:
    """Put an index in the place of another, so that there is always one of the two."""
    with beside_others():
        create_index(new, on)
        drop_index(old)
