"""The jobs of the outbox: one row done, and the relay that sends what did not arrive."""

from __future__ import annotations

from app import clock, tenancy
from app.actions import outbox
from app.jobs import mails, notices, pictures, push
from app.jobs.kinds import KINDS

__all__ = ["mails", "notices", "pictures", "push"]  # kinds register themselves


def deliver(tenant_id: int, ref: str, sending: int) -> bool:
    """Do what a row of a tenant's outbox asks for, and tell whether this call did it."""
    tenant = tenancy.find_by_id(tenant_id)
    if tenant is None:
        return False
    with tenancy.entered(tenant):
        return outbox.perform(ref, sending, KINDS)


def relay() -> int:
    """Send what is due, and answer how many rows were looked at."""
    return outbox.relay(clock.now())
