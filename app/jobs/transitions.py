"""Settle the reservations whose deadline has passed, and delete old quotes."""

from app import clock
from app.actions import quotes
from app.actions.deadlines import settle_due


def sweep() -> int:
    """Do what is due now in every tenant, and return how many reservations changed."""
    now = clock.now()
    settled = settle_due(now)
    quotes.sweep(now)
    return settled
