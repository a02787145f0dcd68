"""Whoever chose it learns of what happened, on each device once, and no device that fails is in anybody's way."""

import datetime as dt

import pytest
from sqlalchemy import update

from app import queues
from app.actions import members, pushing
from app.actions.notices import Notice
from app.actions.outbox import BACKOFF_S
from app.actions.reservations import states
from app.actions.transaction import Attempt, run
from app.domain.notices import Event
from app.extensions import db
from app.models import Delivery, Device, Person
from tests import make
from tests.cast import local
from tests.jobs.phones import jobs_of, rows, texts
from tests.jobs.working import relay, work_off

pytestmark = pytest.mark.usefixtures("empty_redis")


def test_whoever_chose_it_is_told_what_where_and_when_but_not_of_whom(house, phone):
    first, second, deaf = phone(), phone("viewer", shows_names=True), phone(events=())
    ref = make.request(house, 10, 13)
    assert work_off() == 3
    assert texts(first) == ["A request came in: Cabin 1 · 10 Jul – 13 Jul 2026 · 2 people"]
    assert texts(second) == ["A request came in: Ada Okonkwo · Cabin 1 · 10 Jul – 13 Jul 2026 · 2 people"]
    assert deaf.tries == 0
    (message,) = first.received
    assert message.content["path"] == f"reservations/{ref}"
    assert message.content["tag"] == message.topic
    assert (message.ttl, message.urgency) == (12 * 3600, "high")
    assert [(row.outcome, row.settled_at is not None) for row in rows(Delivery)] == [("told", True)] * 2
    assert rows(Device)[0].last_sent_at is not None
    work_off()
    assert len(first.received) == 1


def test_nobody_is_told_of_their_own_deeds_nor_of_what_another_business_does(house, build, phone):
    own, other = phone("staff"), phone("owner")
    states.confirm(house.actor("staff"), make.request(house, 10, 13))
    work_off()
    assert own.tries == 0
    assert len(other.received) == 2
    assert "Other" not in "".join(texts(other))


def test_each_is_told_in_their_own_language(house, phone, owner):
    browser = phone()
    owner.execute(update(Person).where(Person.id == house.people["owner"]).values(locale="es"))
    owner.commit()
    make.reserve(house, 10, 13)
    work_off()
    assert texts(browser) == ["Se ha hecho una reserva: Cabin 1 · 10 jul – 13 jul 2026 · 2 personas"]


def test_a_member_who_was_removed_is_told_nothing(house, phone):
    browser = phone("viewer")
    make.reserve(house, 10, 13)
    members.remove(house.actor("owner"), "viewer-ref")
    work_off()
    assert (browser.tries, rows(Device), rows(Delivery)) == (0, [], [])


def test_only_the_holder_of_a_lock_learns_that_somebody_waits(house, phone, monkeypatch, clock):
    holder, other, asleep = (
        phone("staff"),
        phone("viewer"),
        phone("staff", quiet_from=dt.time(11), quiet_until=dt.time(13)),
    )

    def write(work):
        linked = [{"entity": "person", "id": house.people["staff"]}]
        after = {"unit": "cabin-2", "starts_on": "2026-07-10", "ends_on": "2026-07-13"}
        work.record("lock", action="asked", after=after, linked=linked)

    run(house.actor("owner"), Attempt("lock", "asked"), write)
    work_off()
    slug = house.tenant.slug
    assert texts(holder) == [f"Owner of {slug} waits for you to finish: Cabin 2 · 10 Jul – 13 Jul 2026"]
    assert holder.received[0].content["path"] == "timeline"
    assert other.tries == asleep.tries == 0


def test_in_quiet_hours_a_device_is_told_when_they_end(house, phone, clock):
    browser = phone(quiet_from=dt.time(22), quiet_until=dt.time(7))
    clock.move_to(local(2026, 7, 1, 23))
    make.reserve(house, 10, 13)
    work_off()
    relay()
    assert (work_off(), browser.tries) == (0, 0)
    clock.move_to(local(2026, 7, 2, 7))
    relay()
    work_off()
    assert len(browser.shown) == 1


def test_what_a_whole_night_brought_is_told_in_one_sum(house, phone, clock):
    browser = phone(quiet_from=dt.time(22), quiet_until=dt.time(7))
    clock.move_to(local(2026, 7, 1, 23))
    for number in range(4):
        make.reserve(house, 10 + 2 * number, 11 + 2 * number)
    work_off()
    clock.move_to(local(2026, 7, 2, 7))
    relay()
    work_off()
    assert [each.content["body"] for each in browser.received] == [
        "4 things happened while you were not told."
    ]
    assert {row.outcome for row in rows(Delivery)} == {"summed"}


def test_after_a_day_without_a_worker_everything_is_told_in_one_sum(house, phone, clock):
    browser = phone()
    make.reserve(house, 10, 13)
    make.reserve(house, 20, 23)
    clock.move_to(local(2026, 7, 2, 12))
    work_off()
    clock.shift(dt.timedelta(minutes=1))
    relay()
    work_off()
    assert [each.content["body"] for each in browser.received] == [
        "2 things happened while you were not told."
    ]
    make.reserve(house, 25, 27)
    work_off()
    assert len(browser.received) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_removed_and_that_is_recorded(house, phone, status):
    phone("owner", status)
    other = phone("owner")
    make.reserve(house, 10, 13)
    work_off()
    assert len(rows(Device)) == len(rows(Delivery)) == 1
    assert other.shown
    (entry,) = make.audit_of("removed")
    assert (entry.entity, entry.actor) == ("device", "policy")


def test_who_asks_to_wait_is_asked_again_then_and_no_sooner(house, phone, clock):
    browser = phone("owner", (429, {"Retry-After": "900"}), 503)
    make.reserve(house, 10, 13)
    work_off()
    clock.shift(dt.timedelta(seconds=899))
    relay()
    work_off()
    assert (browser.tries, rows(Device)[0].failures) == (1, 1)
    clock.shift(dt.timedelta(seconds=1))
    relay()
    work_off()
    assert (browser.tries, jobs_of("push")[0].reason, rows(Device)[0].failures) == (2, "push_busy", 2)
    clock.shift(dt.timedelta(minutes=1))
    relay()
    work_off()
    assert len(browser.shown) == 1
    assert rows(Device)[0].failures == 0


@pytest.mark.parametrize(
    "said", ["0", "Wed, 01 Jul 2026 08:00:00 GMT"], ids=["at once", "a date that is over"]
)
def test_who_may_be_asked_at_once_is_still_asked_later_and_later(house, phone, clock, said):
    browser = phone("owner", *[(503, {"Retry-After": said})] * 5)
    make.reserve(house, 10, 13)
    work_off()
    for wait in BACKOFF_S:
        clock.shift(dt.timedelta(seconds=wait - 1))
        relay()
        work_off()
        assert not browser.shown
        clock.shift(dt.timedelta(seconds=1))
        relay()
        work_off()
    assert (browser.tries, len(browser.shown)) == (len(BACKOFF_S) + 1, 1)


def test_what_is_refused_is_not_tried_again_and_says_why(house, phone):
    browser = phone("owner", 403)
    make.reserve(house, 10, 13)
    work_off()
    (job,) = jobs_of("push")
    assert (browser.tries, job.reason, job.failed_at is not None) == (1, "push_refused", True)


def test_a_service_that_hangs_is_waited_for_once_and_then_left_for_a_while(house, phone, monkeypatch, clock):
    monkeypatch.setattr(pushing.push_services, "ALTOGETHER_S", 0.2)
    hanging, second = phone("owner", 0), phone("owner")
    make.reserve(house, 10, 13)
    work_off()
    assert (hanging.tries, second.tries) == (1, 0)
    assert [row.reason for row in jobs_of("push")] == ["push_away"] * 2
    queues.connection().flushdb()  # a minute passes for Redis
    clock.shift(dt.timedelta(seconds=10))
    relay()
    work_off()
    assert len(hanging.shown) == len(second.shown) == 1


def test_what_is_sent_twice_takes_the_place_of_the_first(house, phone):
    """As when a worker is killed between the answer of the push service and its commit."""
    browser = phone()
    make.reserve(house, 10, 13)
    work_off()
    row = rows(Delivery)[0]
    row.settled_at, row.outcome = None, ""
    (job,) = jobs_of("push")
    job.done_at = None
    db.session.commit()
    with_outside_again(house, job)
    assert len(browser.received) == 2
    assert len(browser.shown) == 1


def with_outside_again(house, job):
    from app.jobs import outbox
    from tests.jobs.working import outside

    ref, sending = job.ref, job.sending
    with outside():
        assert outbox.deliver(house.tenant.id, ref, sending)


def test_only_who_may_see_it_is_told_of_a_failed_backup(house, phone):
    phone("staff")
    phone("manager")
    make.reserve(house, 10, 13)
    (entry,) = make.audit_of("made")

    def body(work):
        pushing.tell_devices(work, Notice(Event.BACKUP_FAILED, entry))

    run(house.actor("owner"), Attempt("test", "told"), body)
    (device,) = {row.device_id for row in rows(Delivery)}
    assert db.session.get_one(Device, (house.tenant.id, device)).person_id == house.people["manager"]
