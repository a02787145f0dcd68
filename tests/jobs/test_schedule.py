import datetime as dt

import pytest
import redis
from rq.job import Job

from app import queues
from app.jobs import schedule

NOON = dt.datetime(2026, 11, 22, 12, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def redis_of_the_worker(app):
    queues.connection().flushdb()
    return queues.connection()


def test_two_schedulers_enqueue_one_job_a_period(redis_of_the_worker):
    one, other = {}, {}
    first = ["sweep-20261122120000", "relay-20261122120030"]
    assert schedule.enqueue_due(NOON, one) == [
        *first,
        "remind-20261122120000",
        "summarise-20261122120000",
        "anchor-20261122120000",
        "seal-20261122120030",
        "roll-20261122120030",
    ]
    assert schedule.enqueue_due(NOON, other) == []
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=9), one) == []
    later = ["relay-20261122120050"]
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=20), one) == [
        *later,
        "seal-20261122120050",
        "roll-20261122120050",
    ]
    minute = ["sweep-20261122120100", "relay-20261122120110"]
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=40), other) == [
        *minute,
        "seal-20261122120110",
        "roll-20261122120110",
    ]
    assert queues.queue(queues.NOW).job_ids == first + later + minute


def test_jobs_travel_as_json(redis_of_the_worker):
    schedule.enqueue_due(NOON, {})
    job = Job.fetch("sweep-20261122120000", connection=redis_of_the_worker, serializer=queues.SERIALIZER)
    assert job.func_name == "app.jobs.transitions.sweep"
    assert job.serializer.loads(job.serializer.dumps({"a": 1})) == {"a": 1}
    with pytest.raises(TypeError):
        queues.queue(queues.NOW).enqueue_call("app.jobs.transitions.sweep", args=(object(),))


def test_a_queue_of_another_name_is_refused(app):
    with pytest.raises(ValueError, match="no queue"):
        queues.queue("later")


@pytest.mark.parametrize(
    "error", [redis.ConnectionError, redis.TimeoutError, redis.ResponseError("OOM"), redis.ReadOnlyError]
)
def test_redis_that_can_not_take_a_job_is_said_once_and_asked_again(app, monkeypatch, caplog, error):
    def refuse(*_given):
        raise error

    watch = schedule.Watch()
    with monkeypatch.context() as away:
        away.setattr(schedule, "enqueue_due", refuse)
        for _ in range(3):
            watch.look(NOON)
    assert len(caplog.records) == 1
    monkeypatch.setattr(schedule, "enqueue_due", lambda *_given: [])
    watch.look(NOON)
    watch.look(NOON)
    assert len(caplog.records) == 2
