"""The claims of one unit stand in an index of their own: whoever judged a unit read the season of the whole house."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op

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
    """Put an index in the place of another, so that there is always one of the two; a half made one goes first."""
    with _beside_others():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {new}")
        op.execute(f"CREATE INDEX CONCURRENTLY {new} ON {on}")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {old}")


@contextmanager
def _beside_others() -> Iterator[None]:
    """Wait for whoever still reads: building an index beside the work of others stops nobody."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute("SET lock_timeout = '3s'")
