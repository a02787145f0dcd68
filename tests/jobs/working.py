"""Do what waits in the queues as workers do: outside of any house, one job after the other."""

from __future__ import annotations

import contextlib

from rq.job import Job

from app import queues, tenancy
from app.extensions import db
from app.jobs import outbox as jobs


@contextlib.contextmanager
def outside():
    """Leave the house for a moment, as a worker is outside."""
    db.session.rollback()
    db.session.expunge_all()
    with tenancy.entered(None):
        yield


def work_off():
    """Work until nothing waits, the queue that comes first first, and answer how many jobs were done."""
    done = 0
    while waiting := [queue for queue in map(queues.queue, queues.QUEUES) if queue.job_ids]:
        job = Job.fetch(waiting[0].job_ids[0], connection=queues.connection(), serializer="json")
        waiting[0].remove(job)
        job.delete()
        with outside():
            done += jobs.deliver(*job.args)
    return done


def relay():
    """Let the relay look once."""
    with outside():
        return jobs.relay()
