"""Settle the reservations whose deadline has passed, and delete old quotes and old keys."""

from app import clock
from app.actions import idempotency, quotes
from app.actions.deadlines import settle_due


def sweep() -> int:
    """Do what is due now in every tenant, and return how many reservations changed."""
    now = clock.now()
    try:
        return settle_due(now)
    finally:
        quotes.sweep(now)


def forget() -> int:
    """Delete the keys of requests that are long over, and return how many there were."""
    return idempotency.sweep(clock.now())
