"""Do what time has made due, tenant by tenant, in batches of a transaction each."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import structlog
from flask import current_app
from sqlalchemy import text

from app import tenancy
from app.actions.transaction import Work
from app.extensions import look_up
from app.queries.plain import rows_of

HANDS = 2  # sweep tenants that are far behind: the database is to serve pages meanwhile

_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


def is_alone(work: Work, kind: str) -> bool:
    """Tell whether no other sweep of a kind works in the tenant just now: two would only wait for each other."""
    return bool(rows_of(_ALONE, {"name": f"sweep:{kind}:{work.tenant.id}"}).scalar_one())


def sweep_tenants(
    kind: str, at: dt.datetime, batch: Callable[[], int | str], *, full: int | None = None
) -> int:
    """Run a batch in every tenant that has something due until nothing is left, and answer how much was done.

    A tenant in which it fails does not keep the others waiting. Nor does one that is far behind: whoever had a full
    batch goes on after all have had their turn, and several such side by side.

    Shapes:  `kind` is what `due_tenants` knows; `batch` answers how much it did, 0 when nothing is left, `full` when
             much is.
    Raises:  what the first of them raised, after all have had their turn.
    """
    due = [row.id for row in look_up("SELECT * FROM due_tenants(:kind, :at) AS id", kind=kind, at=at)]
    if full is None:
        return sweep_listed(kind, due, batch)
    counts: dict[int, int] = {}

    def one() -> int:
        tenant_id = tenancy.current().id
        if counts.get(tenant_id, 0) >= full:
            return 0
        counts[tenant_id] = int(batch())
        return counts[tenant_id]

    firsts = _outcomes(kind, due, one)
    behind = [tenant_id for tenant_id, count in counts.items() if count >= full]
    return _sum([*firsts, *_outcomes(kind, behind, batch, hands=min(HANDS, len(behind)))])


def sweep_listed(kind: str, tenant_ids: Iterable[int], batch: Callable[[], int | str]) -> int:
    """Run a batch in each of some tenants until nothing is left, as `sweep_tenants` does."""
    return _sum(_outcomes(kind, tenant_ids, batch))


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


def _outcomes(
    kind: str, tenant_ids: Iterable[int], batch: Callable[[], int | str], *, hands: int = 1
) -> list[int | Exception]:
    """Sweep tenants, so many side by side, and answer what was done in each, or why it failed there."""
    log = structlog.get_logger("sweeping")

    def sweep(tenant_id: int) -> int | Exception:
        try:
            return _sweep_tenant(tenant_id, kind, batch)
        except Exception as error:
            log.exception("a sweep failed", kind=kind, tenant_id=tenant_id)
            return error

    if hands <= 1:
        return [sweep(tenant_id) for tenant_id in tenant_ids]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy knows no other thread

    def sweep_apart(tenant_id: int) -> int | Exception:
        with app.app_context():  # with a session and a connection of its own
            return sweep(tenant_id)

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(sweep_apart, tenant_ids))


def _sum(outcomes: Iterable[int | Exception]) -> int:
    done = 0
    failed: Exception | None = None
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            failed = failed or outcome
        else:
            done += outcome
    if failed is not None:
        raise failed
    return done


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
