"""Do what time has made due, tenant by tenant, in batches of a transaction each."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable

import structlog
from sqlalchemy import text

from app import tenancy
from app.actions.transaction import Work
from app.extensions import look_up
from app.queries.plain import rows_of

_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


def is_alone(work: Work, kind: str) -> bool:
    """Tell whether no other sweep of a kind works in the tenant just now: two would only wait for each other."""
    return bool(rows_of(_ALONE, {"name": f"sweep:{kind}:{work.tenant.id}"}).scalar_one())


def sweep_tenants(kind: str, at: dt.datetime, batch: Callable[[], int | str]) -> int:
    """Run a batch in every tenant that has something due until nothing is left, and answer how much was done.

    A tenant in which it fails does not keep the others waiting.

    Shapes:  `kind` is what `due_tenants` knows; `batch` answers how much it did, 0 when nothing is left.
    Raises:  what the first of them raised, after all have had their turn.
    """
    due = look_up("SELECT * FROM due_tenants(:kind, :at) AS id", kind=kind, at=at)
    return sweep_listed(kind, [row.id for row in due], batch)


def sweep_listed(kind: str, tenant_ids: Iterable[int], batch: Callable[[], int | str]) -> int:
    """Run a batch in each of some tenants until nothing is left, as `sweep_tenants` does."""
    log, done, failed = structlog.get_logger("sweeping"), 0, None
    for tenant_id in tenant_ids:
        try:
            done += _sweep_tenant(tenant_id, kind, batch)
        except Exception as error:
            log.exception("a sweep failed", kind=kind, tenant_id=tenant_id)
            failed = failed or error
    if failed is not None:
        raise failed
    return done


def sweep_for(
    kind: str, tenant_ids: Iterable[int], batch: Callable[[], int | str], *, budget_s: float
) -> int:
    """Run a batch in each of some tenants until nothing is left or the time is over, as `sweep_tenants` does.

    Then each tenant has had at least one batch; the rest is for the next run.
    """
    ends, had = time.monotonic() + budget_s, set[int]()

    def one() -> int:
        tenant_id = tenancy.current().id
        if tenant_id in had and time.monotonic() > ends:
            return 0
        had.add(tenant_id)
        return int(batch())

    return sweep_listed(kind, tenant_ids, one)


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
