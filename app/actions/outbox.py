"""Do what stands in the outbox, exactly once in effect, and send again what was lost on the way.

A row is done in the transaction of its effect, by a compare-and-swap: a worker that is killed at any point has done
all of it or nothing. Backoff and failure stand in the row too, so that no state of Redis matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from rq.job import Job, JobStatus
from sqlalchemy import select, update

from app import logs, queues
from app.actions.actor import POLICY, Actor
from app.actions.handing import PATIENCE, Parcel
from app.actions.sweeping import sweep_tenants
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import OutboxRow

JobKind = Callable[..., None]

BATCH = 200
BACKOFF_S = (10, 60, 300, 1800, 7200)
KEPT = dt.timedelta(days=7)
FAILURE_KEPT = dt.timedelta(days=90)
BEGINS_WITHIN = dt.timedelta(minutes=1)
ABANDONED, UNKNOWN = "abandoned", "unknown_job"
ON_THEIR_WAY = {JobStatus.DEFERRED, JobStatus.SCHEDULED}

log = logs.get(__name__)


class JobFailed(Exception):
    """A job can't be done; `code` says why without a word about anybody, `is_final` that trying again is in vain.

    Shapes:  `after` is how long the next try waits at least, where somebody said so; `then` writes what is to be kept
             although the job's own transaction is undone.
    """

    def __init__(
        self,
        code: str,
        *,
        is_final: bool = False,
        after: dt.timedelta | None = None,
        then: Callable[[Work], None] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.is_final, self.after, self.then = code, is_final, after, then


def perform(ref: str, sending: int, kinds: Mapping[str, JobKind]) -> bool:
    """Do one job of the entered tenant unless it is done already, and tell whether this call did it."""
    attempt = Attempt("job", "done", entity_ref=ref)
    try:
        return bool(run(POLICY, attempt, lambda work: _perform(work, ref, sending, kinds)))
    except JobFailed as error:
        failed = error
    except Refused as refused:
        failed = JobFailed(refused.refusals[0].code)
    except Exception as error:
        log.exception("a job failed", ref=ref, sending=sending)
        failed = JobFailed(type(error).__name__)
    run(POLICY, attempt, lambda work: _put_off(work, ref, sending, failed))
    return False


def _perform(work: Work, ref: str, sending: int, kinds: Mapping[str, JobKind]) -> bool:
    """Do a job and mark it as done, all in one transaction; somebody else who is at it is left alone."""
    row = _open(work, ref, sending)
    if row is None:
        return False
    kind = kinds.get(row.job)
    if kind is None:
        raise JobFailed(UNKNOWN, is_final=True)
    kind(work, **row.ids)
    work.session.flush()
    marked = work.session.connection().execute(
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None))
        .values(done_at=work.now, look_at=work.now + KEPT, reason="")
    )
    if marked.rowcount != 1:
        raise RuntimeError("A job was done twice at once.")
    return True


def _open(work: Work, ref: str, sending: int) -> OutboxRow | None:
    return work.session.execute(
        select(OutboxRow)
        .where(
            OutboxRow.ref == ref,
            OutboxRow.sending == sending,
            OutboxRow.done_at.is_(None),
            OutboxRow.failed_at.is_(None),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _put_off(work: Work, ref: str, sending: int, failed: JobFailed) -> None:
    row = _open(work, ref, sending)
    if row is not None:
        _fail(work, row, failed)
        if failed.then is not None:
            failed.then(work)


def _fail(work: Work, row: OutboxRow, failed: JobFailed) -> None:
    """Note that a try failed: the next is later and later, after the last the row has failed."""
    row.attempts += 1
    row.reason = failed.code
    if failed.is_final or row.attempts > len(BACKOFF_S):
        row.failed_at, row.look_at = work.now, work.now + FAILURE_KEPT
    else:
        row.sending += 1
        wait = dt.timedelta(seconds=BACKOFF_S[row.attempts - 1])
        row.look_at = work.now + max(wait, failed.after or wait)
    work.writer.told.append(("job", row.ref))


def relay(now: dt.datetime) -> int:
    """Send what is due in every tenant's outbox, delete what is long over, and answer how many rows it touched.

    Raises:  RedisError: nothing was changed then.
    """
    attempt = Attempt("job", "relay")
    return sweep_tenants("outbox", now, lambda: run(POLICY, attempt, lambda work: _relay(work, now)))


def _relay(work: Work, now: dt.datetime) -> int:
    """Look at the next rows; those under lock are being done just now."""
    rows = work.session.execute(
        select(OutboxRow)
        .where(OutboxRow.look_at <= now)
        .order_by(OutboxRow.look_at, OutboxRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalars()
    waiting = []
    touched = 0
    for row in rows:
        touched += 1
        if row.done_at is None and row.failed_at is None:
            waiting.append(row)
        else:
            work.session.delete(row)
    for row, job in zip(waiting, _in_redis(work, waiting), strict=True):
        _send_again(work, row, job, now)
    return touched


def _in_redis(work: Work, rows: Sequence[OutboxRow]) -> Sequence[Job | None]:
    if not rows:
        return []
    ids = [_parcel(row).job_id(work.tenant.id) for row in rows]
    return Job.fetch_many(ids, connection=queues.connection(), serializer=queues.SERIALIZER)


def _send_again(work: Work, row: OutboxRow, job: Job | None, now: dt.datetime) -> None:
    """Leave alone what is on its way; hand on what Redis does not know, and anew what a worker left half done."""
    if job is not None and not _is_on_its_way(row, job, now):
        _fail(work, row, JobFailed(ABANDONED))
        if row.failed_at is not None:
            return
        job = None
    row.look_at = now + PATIENCE
    if job is None:
        work.parcels.append(_parcel(row))


def _is_on_its_way(row: OutboxRow, job: Job, now: dt.datetime) -> bool:
    """Tell whether a worker will do a job without being asked again.

    A worker that dies between taking a job and beginning it leaves it queued, but in no queue.
    """
    status, begun = job.get_status(refresh=False), job.started_at
    if status == JobStatus.QUEUED:
        return queues.is_waiting(row.queue, job.id)
    if status == JobStatus.STARTED and begun is not None:
        return now - begun.replace(tzinfo=begun.tzinfo or dt.UTC) < BEGINS_WITHIN
    return status in ON_THEIR_WAY


def _parcel(row: OutboxRow) -> Parcel:
    return Parcel(row.ref, row.queue, row.sending)


def retry(actor: Actor, ref: str) -> None:
    """Try a job again that has failed.

    Refuses: job_not_failed (409).
    Raises:  NotFound.
    """
    attempt = Attempt("job", "retried", entity_ref=ref)
    run(actor, attempt, lambda work: _retry(work, ref))


def _retry(work: Work, ref: str) -> None:
    row = work.session.execute(
        select(OutboxRow)
        .where(OutboxRow.ref == ref)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("job")
    if row.failed_at is None:
        raise Refused([Refusal("job_not_failed", None, {}, status=409)])
    before = {"job": row.job, "attempts": row.attempts, "code": row.reason}
    row.failed_at = None
    row.attempts, row.reason = 0, ""
    row.sending += 1
    row.look_at = work.now + PATIENCE
    work.parcels.append(_parcel(row))
    work.record(
        "job", entity_id=row.id, entity_ref=row.ref, action="retried", before=before, after={"job": row.job}
    )
