"""Hand what stands in the outbox to the queues, once its transaction has committed.

Nobody waits for it and nothing depends on it: what does not arrive is sent by the relay.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from redis import RedisError
from rq.exceptions import DuplicateJobError

from app import logs, queues
from app.live.store import store

DELIVER = "app.jobs.outbox.deliver"
RESULT_TTL_S = 3600
FAILURE_TTL_S = 24 * 3600
PATIENCE = dt.timedelta(minutes=2)  # how long something that was handed on is left alone

log = logs.get(__name__)


@dataclass(frozen=True)
class Parcel:
    """A row of the outbox on its way to a queue."""

    ref: str
    queue: str
    sending: int

    def job_id(self, tenant_id: int) -> str:
        """Answer the name that it has in Redis: handed on twice, it is there once."""
        return f"outbox-{tenant_id}-{self.ref}-{self.sending}"


def hand_on(tenant_id: int, parcels: Sequence[Parcel]) -> None:
    """Put parcels into their queues; the transaction that wrote them is over."""
    if not parcels or store().is_away:
        return
    try:
        for parcel in parcels:
            _enqueue(tenant_id, parcel)
    except RedisError as error:
        log.warning("redis is away; the relay will send what is left", error=type(error).__name__)


def _enqueue(tenant_id: int, parcel: Parcel) -> None:
    with contextlib.suppress(DuplicateJobError):
        queues.queue(parcel.queue, through=queues.hasty_connection()).enqueue_call(
            DELIVER,
            args=(tenant_id, parcel.ref, parcel.sending),
            job_id=parcel.job_id(tenant_id),
            unique=True,
            result_ttl=RESULT_TTL_S,
            failure_ttl=FAILURE_TTL_S,
        )
