import datetime as dt

import pytest
from rq.job import Job

from app.jobs import queue, schedule

NOON = dt.datetime(2026, 11, 22, 12, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def redis_of_the_worker(app):
    queue.connection().flushdb()
    return queue.connection()


def test_two_schedulers_enqueue_one_job_a_period(redis_of_the_worker):
    one, other = {}, {}
    assert schedule.enqueue_due(NOON, one) == ["sweep-20261122120000"]
    assert schedule.enqueue_due(NOON, other) == []
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=20), one) == []
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=40), other) == ["sweep-20261122120100"]
    assert queue.queue(queue.NOW).job_ids == ["sweep-20261122120000", "sweep-20261122120100"]


def test_jobs_travel_as_json(redis_of_the_worker):
    schedule.enqueue_due(NOON, {})
    job = Job.fetch("sweep-20261122120000", connection=redis_of_the_worker, serializer=queue.SERIALIZER)
    assert job.func_name == "app.jobs.transitions.sweep"
    assert job.serializer.loads(job.serializer.dumps({"a": 1})) == {"a": 1}
    with pytest.raises(TypeError):
        queue.queue(queue.NOW).enqueue_call("app.jobs.transitions.sweep", args=(object(),))


def test_a_queue_of_another_name_is_refused(app):
    with pytest.raises(ValueError, match="no queue"):
        queue.queue("later")
