"""Indexes that answer lists of reservations and figures of a period without the rows themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BY_ARRIVAL = "reservations (tenant_id, arrives_on, id)"
COVERING = f"{BY_ARRIVAL} INCLUDE (departs_on, unit_id, client_id, state, due_at, due_state)"
NEW = {
    "reservations_by_state": "reservations (tenant_id, state, arrives_on, id) INCLUDE (departs_on, unit_id, client_id, due_at)",
    "reservations_by_length": "reservations (tenant_id, (departs_on - arrives_on))",
}


def upgrade() -> None:
    with _beside_others():
        _replace("reservations_by_arrival", COVERING)
        for name, on in NEW.items():
            _create(name, on)


def downgrade() -> None:
    with _beside_others():
        for name in NEW:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        _replace("reservations_by_arrival", BY_ARRIVAL)


@contextmanager
def _beside_others() -> Iterator[None]:
    """Wait for whoever still reads: building an index beside the work of others stops nobody."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute("SET lock_timeout = '3s'")


def _replace(name: str, on: str) -> None:
    """Put an index in the place of another, so that there is always one of the two."""
    _create(f"{name}_next", on)
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(f"ALTER INDEX {name}_next RENAME TO {name}")


def _create(name: str, on: str) -> None:
    """Make an index; one that an interrupted run left half made goes first."""
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
