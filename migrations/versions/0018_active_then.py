"""Indexes that answer what was active at an instant without the rows themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BY_ARRIVAL = (
    "reservations (tenant_id, arrives_on, id) INCLUDE (departs_on, unit_id, client_id, state, due_at, due_state"
)
BY_RESERVATION = "state_changes (tenant_id, reservation_id, id)"
NEW = {
    "reservations_by_arrival": f"{BY_ARRIVAL}, made_at)",
    "state_changes_by_reservation": f"{BY_RESERVATION} INCLUDE (happened_at, to_state)",
}
OLD = {"reservations_by_arrival": f"{BY_ARRIVAL})", "state_changes_by_reservation": BY_RESERVATION}


def upgrade() -> None:
    _replace_all(NEW)


def downgrade() -> None:
    _replace_all(OLD)


def _replace_all(indexes: dict[str, str]) -> None:
    with _beside_others():
        for name, on in indexes.items():
            _replace(name, on)


@contextmanager
def _beside_others() -> Iterator[None]:
    """Wait for whoever still reads: building an index beside the work of others stops nobody."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute("SET lock_timeout = '3s'")


def _replace(name: str, on: str) -> None:
    """Put an index in the place of another, so that there is always one of the two; a half made one goes first."""
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}_next")
    op.execute(f"CREATE INDEX CONCURRENTLY {name}_next ON {on}")
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(f"ALTER INDEX {name}_next RENAME TO {name}")
