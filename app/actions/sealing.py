"""Seal the audit: a chain over the entries of each tenant, written apart from the transactions that they record."""

from __future__ import annotations

from typing import Any

import structlog

from app.actions.actor import POLICY
from app.actions.sweeping import is_alone, sweep_for
from app.actions.transaction import Attempt, Work, run
from app.domain import sealing
from app.extensions import look_up
from app.models import AuditSeal
from app.queries import seals

BATCH = 5000
BUDGET_S = 5.0


def seal(*, budget_s: float = BUDGET_S) -> int:
    """Seal what can be sealed in every tenant, and answer how many entries that were.

    When the time is over, each tenant has had at least one batch; the rest is for the next run.
    """
    due = [row.id for row in look_up("SELECT * FROM tenants_to_seal() AS id")]
    attempt = Attempt("audit", "sealed")
    return sweep_for("seals", due, lambda: run(POLICY, attempt, _batch), budget_s=budget_s)


def _batch(work: Work) -> int:
    if not is_alone(work, "seals"):
        return 0
    tip = seals.find_tip(work.tenant.id)
    rows = _chained(work, tip)
    if rows:
        work.writer.add((AuditSeal, rows))
        # Kept outside the database: who has the log can tell whether a chain was made anew.
        structlog.get_logger("sealing").info(
            "sealed", tenant=work.tenant.slug, number=rows[-1]["id"], digest=rows[-1]["digest"].hex()
        )
    return len(rows)


def _chained(work: Work, tip: seals.Tip) -> list[dict[str, Any]]:
    """Answer the seals of the next entries."""
    rows, digest = [], tip.digest
    for number, entry in enumerate(seals.list_next(work.tenant.id, tip, most=BATCH), tip.number + 1):
        values = tuple(entry)
        digest = sealing.reckon(digest, number, work.now, values)
        named = dict(zip(sealing.COLUMNS, values, strict=True))
        rows.append({"tenant_id": work.tenant.id, "id": number, "entry_id": named["id"], "xid": named["xid"],
                     "sealed_at": work.now, "digest": digest})  # fmt: skip
    return rows
