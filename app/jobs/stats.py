"""Keep the facts of the statistics, every few seconds."""

from app.actions import rolling


def roll() -> int:
    """Derive anew what is behind, and answer how much that was."""
    return rolling.roll()
