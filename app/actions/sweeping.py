"""Do what time has made due, tenant by tenant, in batches of a transaction each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog

from app import tenancy
from app.extensions import look_up


def sweep_tenants(kind: str, at: dt.datetime, batch: Callable[[], int | str]) -> int:
    """Run a batch in every tenant that has something due until nothing is left, and answer how much was done.

    Shapes:  `kind` is what `due_tenants` knows; `batch` answers how much it did, 0 when nothing is left.
    """
    tenants = look_up("SELECT * FROM due_tenants(:kind, :at) AS id", kind=kind, at=at)
    return sum(_sweep_tenant(row.id, kind, batch) for row in tenants)


def _sweep_tenant(tenant_id: int, kind: str, batch: Callable[[], int | str]) -> int:
    tenant = tenancy.find_by_id(tenant_id)
    if tenant is None:
        return 0
    done = 0
    with tenancy.entered(tenant):
        while count := int(batch()):
            done += count
    if done:
        structlog.get_logger("sweeping").info("swept", kind=kind, tenant=tenant.slug, count=done)
    return done
