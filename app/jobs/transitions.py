"""Settle the reservations whose deadline has passed."""

from app import clock
from app.actions.deadlines import settle_due


def sweep() -> int:
    """Settle what is due now in every tenant, and return how many reservations changed."""
    return settle_due(clock.now())
