import datetime as dt

import pytest
import redis
from redis.client import Pipeline
from rq.job import Job

from app import queues
from app.jobs import schedule
from tests.races.rushing import rush

NOON = dt.datetime(2026, 11, 22, 12, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def redis_of_the_worker(app):
    queues.connection().flushdb()
    return queues.connection()


def periods(job_ids):
    """The names without what makes each its own."""
    return [job_id.rpartition("-")[0] for job_id in job_ids]


def test_two_schedulers_enqueue_one_job_a_period(redis_of_the_worker):
    one, other = {}, {}
    first = ["sweep-20261122120000", "relay-20261122120030"]
    assert periods(schedule.enqueue_due(NOON, one)) == [
        *first,
        "remind-20261122120000",
        "summarise-20261122120000",
        "anchor-20261122120000",
        "seal-20261122120030",
        "roll-20261122120030",
        "forget-20261122120000",
    ]
    assert schedule.enqueue_due(NOON, other) == []
    assert schedule.enqueue_due(NOON + dt.timedelta(seconds=9), one) == []
    later = ["relay-20261122120050"]
    assert periods(schedule.enqueue_due(NOON + dt.timedelta(seconds=20), one)) == [
        *later,
        "seal-20261122120050",
        "roll-20261122120050",
    ]
    minute = ["sweep-20261122120100", "relay-20261122120110"]
    assert periods(schedule.enqueue_due(NOON + dt.timedelta(seconds=40), other)) == [
        *minute,
        "seal-20261122120110",
        "roll-20261122120110",
    ]
    assert periods(queues.queue(queues.NOW).job_ids) == first + later + minute


def test_schedulers_that_look_at_the_same_moment_enqueue_it_once(app, redis_of_the_worker):
    def look(_number):
        with app.app_context():
            return schedule.enqueue_due(NOON, {})

    placed = [job_id for each in rush(4, look) for job_id in each]
    assert sorted(periods(placed)) == sorted(each.job_name(NOON) for each in schedule.PERIODIC)


@pytest.mark.parametrize("is_new", [False, True], ids=["the same scheduler", "one that begins"])
@pytest.mark.parametrize("back_min", [90, 24 * 60])
def test_a_clock_that_is_set_back_stops_nothing(redis_of_the_worker, back_min, is_new, caplog):
    names, done = [each.name for each in schedule.PERIODIC], {}
    set_back = NOON + dt.timedelta(minutes=-back_min)
    for minute in range(back_min + 1) if back_min == 90 else (0, back_min):
        schedule.enqueue_due(set_back + dt.timedelta(minutes=minute), done)
    done = {} if is_new else done
    placed = schedule.enqueue_due(set_back, done)
    assert [job_id.partition("-")[0] for job_id in placed] == names
    assert caplog.text.count("the clock went back") == len(names)
    assert schedule.enqueue_due(set_back, {}) == []
    again = schedule.enqueue_due(set_back + dt.timedelta(minutes=1), done)
    assert [job_id.partition("-")[0] for job_id in again] == ["sweep", "relay", "seal", "roll"]
    ids = [job_id for name in queues.QUEUES for job_id in queues.queue(name).job_ids]
    assert len(set(ids)) == len(ids)
    assert {*placed, *again} <= set(ids)


def test_a_scheduler_whose_clock_is_a_little_behind_repeats_nothing(redis_of_the_worker):
    minute = NOON + dt.timedelta(seconds=31)
    schedule.enqueue_due(minute, {})
    assert schedule.enqueue_due(minute - dt.timedelta(seconds=2), {}) == []
    assert schedule.enqueue_due(minute - dt.timedelta(seconds=45), {}) == []


def test_what_redis_did_not_take_is_due_still(redis_of_the_worker, monkeypatch):
    def refuse(*_given, **_named):
        raise redis.ResponseError("OOM")

    with monkeypatch.context() as full:
        full.setattr(Pipeline, "execute", refuse)
        with pytest.raises(redis.ResponseError):
            schedule.enqueue_due(NOON, {})
    assert len(schedule.enqueue_due(NOON, {})) == len(schedule.PERIODIC)


def test_jobs_travel_as_json(redis_of_the_worker):
    sweep, *_ = schedule.enqueue_due(NOON, {})
    job = Job.fetch(sweep, connection=redis_of_the_worker, serializer=queues.SERIALIZER)
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
