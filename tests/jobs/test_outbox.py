"""What an action asks for is done once in effect, whatever becomes of Redis, and what fails says why."""

import datetime as dt

import pytest
import redis
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock as clocks
from app import queues, tenancy
from app.actions import outbox
from app.actions.handing import PATIENCE
from app.actions.transaction import Attempt, run
from app.domain.refusal import Refused
from app.extensions import db
from app.jobs import outbox as jobs
from app.models import OutboxRow
from app.queues import DEFAULT
from tests import make
from tests.jobs.effects import BROKEN, HOPELESS, ask_for
from tests.jobs.phones import rows as every
from tests.jobs.working import outside, relay, work_off

pytestmark = pytest.mark.usefixtures("empty_redis")


def rows():
    return every(OutboxRow)


def waiting():
    return [Job.fetch(key, connection=queues.connection(), serializer="json") for key in queued()]


def queued():
    return queues.queue(DEFAULT).job_ids


def test_what_an_action_asks_for_leaves_with_its_commit_and_is_done_once(house):
    ask_for(house, number=7)
    (row,) = rows()
    assert (row.job, row.ids, row.attempts, row.done_at) == ("test.note", {"number": 7}, 0, None)
    (job,) = waiting()
    assert job.id == f"outbox-{house.tenant.id}-{row.ref}-1"
    assert work_off() == 1
    with outside():
        assert jobs.deliver(*job.args) is False
    assert [entry.entity_id for entry in make.audit_of("noted")] == [7]
    assert rows()[0].done_at is not None


def test_what_is_for_later_is_sent_then(house, clock):
    later = clocks.now() + dt.timedelta(hours=8)
    run(house.actor(), Attempt("test", "asked"), lambda work: work.later("test.note", at=later, number=1))
    clock.shift(dt.timedelta(hours=7, minutes=59))
    assert (relay(), queued()) == (0, [])
    clock.shift(dt.timedelta(minutes=1))
    assert (relay(), work_off()) == (1, 1)


def test_a_failure_may_say_when_to_try_again_and_keep_a_word_of_it(house, clock, monkeypatch):
    def put_off(work, number):
        work.record("test", entity_id=number, action="noted")
        raise outbox.JobFailed(
            "busy", after=dt.timedelta(hours=1), then=lambda then: then.record("test", action="failed")
        )

    monkeypatch.setitem(jobs.KINDS, "test.note", put_off)
    ask_for(house)
    assert work_off() == 0
    assert (make.audit_of("noted"), len(make.audit_of("failed"))) == ([], 1)
    assert (rows()[0].reason, rows()[0].look_at) == ("busy", clocks.now() + dt.timedelta(hours=1))


def test_an_action_that_is_refused_asks_for_nothing(house):
    def body(work):
        work.later("test.note", number=1)
        raise Refused([])

    with pytest.raises(Refused):
        run(house.actor(), Attempt("test", "asked"), body)
    assert (rows(), queued()) == ([], [])


def test_what_could_not_be_handed_on_is_sent_by_the_relay(app, house, clock):
    app.extensions["hasty_redis"] = redis.Redis(port=1, socket_connect_timeout=0.1)
    try:
        ask_for(house)
    finally:
        del app.extensions["hasty_redis"]
    assert queued() == []
    assert relay() == 0
    clock.shift(PATIENCE)
    assert relay() == 1
    assert len(queued()) == 1
    assert work_off() == 1


def test_what_redis_lost_is_sent_again_and_what_it_has_is_left_alone(house, clock):
    ask_for(house, number=1)
    ask_for(house, number=2)
    first, second = waiting()
    queues.queue(DEFAULT).remove(first)
    first.delete()
    clock.shift(PATIENCE)
    assert relay() == 2
    assert sorted(queued()) == sorted([first.id, second.id])
    queues.connection().flushdb()
    clock.shift(PATIENCE)
    assert relay() == 2
    assert (work_off(), [row.attempts for row in rows()]) == (2, [0, 0])
    assert sorted(entry.entity_id for entry in make.audit_of("noted")) == [1, 2]


@pytest.mark.parametrize("is_begun", [False, True], ids=["taken", "begun"])
def test_what_a_worker_left_half_done_is_sent_under_a_new_name(is_begun, house, clock):
    ask_for(house)
    (job,) = waiting()
    queues.queue(DEFAULT).remove(job)
    if is_begun:
        job.started_at = clocks.now()
        job.set_status(JobStatus.STARTED)
        job.save()
    clock.shift(PATIENCE)
    relay()
    assert rows()[0].attempts == 1
    clock.shift(dt.timedelta(seconds=outbox.BACKOFF_S[0]))
    relay()
    (again,) = waiting()
    assert again.id == job.id.removesuffix("-1") + "-2"
    with outside():
        assert jobs.deliver(*job.args) is False
    assert work_off() == 1


def test_a_job_that_fails_is_tried_later_and_later_and_then_says_why(house, clock):
    ask_for(house, BROKEN)
    assert work_off() == 0
    for number, seconds in enumerate(outbox.BACKOFF_S, start=1):
        (row,) = rows()
        assert (row.attempts, row.failed_at, row.reason) == (number, None, "ValueError")
        assert row.look_at == clocks.now() + dt.timedelta(seconds=seconds)
        clock.shift(dt.timedelta(seconds=seconds - 1))
        assert (relay(), queued()) == (0, [])
        clock.shift(dt.timedelta(seconds=1))
        assert relay() == 1
        assert work_off() == 0
    (row,) = rows()
    assert (row.failed_at, row.reason) == (clocks.now(), "ValueError")
    assert make.audit_of("noted") == []
    assert (relay(), queued()) == (0, [])


def test_what_is_hopeless_or_unknown_is_not_tried_again(house):
    ask_for(house, HOPELESS)
    ask_for(house, "nobody.knows")
    work_off()
    assert [(row.attempts, row.reason) for row in rows()] == [(1, "address_is_gone"), (1, "unknown_job")]
    assert all(row.failed_at for row in rows())


def test_a_failed_job_is_tried_again_by_hand_and_that_is_recorded(house):
    ask_for(house, HOPELESS)
    work_off()
    ref = rows()[0].ref
    outbox.retry(house.actor("manager"), ref)
    assert (rows()[0].failed_at, rows()[0].sending) == (None, 2)
    assert len(queued()) == 1
    with pytest.raises(Refused) as refused:
        outbox.retry(house.actor("manager"), ref)
    assert [refusal.code for refusal in refused.value.refusals] == ["job_not_failed"]
    (entry,) = make.audit_of("retried")
    assert (entry.entity_ref, entry.before["code"]) == (ref, "address_is_gone")


def test_personal_data_can_not_stand_in_the_outbox(house):
    with pytest.raises(IntegrityError, match="outbox_ids_are_numbers"):
        run(house.actor(), Attempt("test", "asked"), lambda work: work.later("test.note", number="Ada"))


def test_what_is_over_is_deleted_in_the_end(house, clock):
    ask_for(house)
    ask_for(house, HOPELESS)
    work_off()
    clock.shift(outbox.KEPT)
    assert relay() == 1
    assert [row.reason for row in rows()] == ["address_is_gone"]
    clock.shift(outbox.FAILURE_KEPT)
    relay()
    assert rows() == []


def test_another_tenant_has_an_outbox_of_its_own(build):
    house = build()
    ask_for(house)
    other = tenancy.find_by_slug(house.tenant.slug.replace("cabins", "other")) or build().tenant
    db.session.rollback()
    db.session.expunge_all()
    with tenancy.entered(other):
        assert db.session.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 0


def test_a_job_of_a_tenant_that_is_gone_does_nothing(app):
    assert jobs.deliver(0, "AAAA-AAAA", 1) is False
    with pytest.raises(NoSuchJobError):
        Job.fetch("outbox-0-AAAA-AAAA-1", connection=queues.connection(), serializer="json")
