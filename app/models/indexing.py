"""Indexes that a migration builds beside the work of others."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op


@contextmanager
def beside_others() -> Iterator[None]:
    """Wait for whoever still reads: building an index beside the work of others stops nobody."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute("SET lock_timeout = '3s'")


def create_index(name: str, on: str) -> None:
    """Make an index; one that an interrupted run left half made goes first."""
    drop_index(name)
    op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")


def drop_index(name: str) -> None:
    """Drop an index that may be gone already."""
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def replace_index(name: str, on: str) -> None:
    """Put an index in the place of another of its name, so that there is always one of the two."""
    create_index(f"{name}_next", on)
    drop_index(name)
    op.execute(f"ALTER INDEX {name}_next RENAME TO {name}")
