"""Reminders: once in the morning of the zone, of the day that a stay has by now; one that fails keeps no others waiting."""
# ruff: noqa: F811 - fixtures of another module

import datetime as dt

import pytest

from app.actions.mails import reminders
from app.actions.mails.choices import switch
from app.domain.mails import Kind
from app.domain.words import State
from app.extensions import db
from app.jobs import mails as jobs
from app.models import Mail
from tests import make
from tests.cast import document, local, new_version
from tests.jobs.test_mails import ADA, EVA, sent, stay  # noqa: F401  fixtures
from tests.jobs.working import outside
from tests.mailbox import text_of


@pytest.fixture
def broken(monkeypatch):
    """Names of clients for whom no reminder can be written."""
    names, written = set(), reminders.to_client

    def to_client(work, story, kind, **named):
        written(work, story, kind, **named)
        if story.stays[0].facts.client_name in names:
            raise RuntimeError("no mail of this")

    monkeypatch.setattr(reminders, "to_client", to_client)
    return names


def remind():
    with outside():
        return jobs.remind()


def reminded():
    rows = db.session.query(Mail.recipient).filter_by(kind="reminder").order_by(Mail.id)
    found = [row.recipient for row in rows]
    db.session.rollback()
    return found


def test_one_that_can_not_be_written_does_not_keep_the_others_waiting(
    house, broken, clock, monkeypatch, caplog
):
    monkeypatch.setattr(reminders, "BATCH", 1)
    stay(house, 10, 13)
    for number in (2, 3):
        stay(house, 10, 13, unit=f"cabin-{number}", client=EVA)
    broken.add(ADA.name)
    clock.move_to(local(2026, 7, 8, 9))
    assert remind() == 2
    assert reminded() == [EVA.email, EVA.email]
    assert caplog.text.count("a reminder failed") == 1
    assert ADA.email not in caplog.text
    assert remind() == 0
    broken.clear()
    assert remind() == 1
    assert reminded() == [EVA.email, EVA.email, ADA.email]


def test_what_has_nobody_to_write_to_is_passed_by(house, clock, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 1)
    monkeypatch.setattr(reminders, "to_client", lambda *_given, **_named: None)
    stay(house, 10, 13)
    stay(house, 10, 13, unit="cabin-2", client=EVA)
    clock.move_to(local(2026, 7, 8, 9))
    remind()
    assert reminded() == []


def test_a_reminder_goes_out_once_in_the_morning_of_the_zone(house, sent, clock):
    ref = stay(house, 10, 13)
    stay(house, 10, 13, unit="cabin-2", client=EVA, state=State.PENDING)
    sent()
    clock.move_to(local(2026, 7, 8, 8, 59))
    assert remind() == 0
    clock.move_to(local(2026, 7, 8, 9))
    assert (remind(), remind()) == (1, 0)
    (mail,) = sent()
    assert (mail["To"], mail["Subject"][:5]) == (ADA.email, "Soon:")
    make.alter(house, ref, role="owner", period=make.nights(11, 13))
    assert remind() == 0


def test_a_stay_that_moves_after_its_reminder_is_reminded_of_again(house, sent, clock):
    ref = stay(house, 10, 13)
    clock.move_to(local(2026, 7, 8, 9))
    assert remind() == 1
    make.alter(house, ref, role="owner", period=make.nights(30, 33))
    sent()
    clock.move_to(local(2026, 7, 28, 8, 59))
    assert remind() == 0
    clock.move_to(local(2026, 7, 28, 9))
    assert (remind(), remind()) == (1, 0)
    (mail,) = sent()
    assert (mail["To"], mail["Subject"][:5]) == (ADA.email, "Soon:")
    make.alter(house, ref, role="owner", period=make.nights(29, 33))
    assert remind() == 0


def test_who_is_told_of_a_change_after_the_morning_is_not_reminded_as_well(house, sent, clock):
    ref = stay(house, 10, 13)
    sent()
    clock.move_to(local(2026, 7, 8, 9, 30))
    make.alter(house, ref, role="owner", period=make.nights(10, 14))
    (changed,) = sent()
    assert changed["To"] == ADA.email
    assert remind() == 0


def test_a_reminder_tells_only_those_terms_of_cancelling_that_can_still_apply(house, sent, clock):
    new_version(
        house,
        document(
            cancellation=[
                {"days_before": 7, "charge_percent": "0"},
                {"days_before": 0, "charge_percent": "50"},
            ]
        ),
    )
    stay(house, 20, 23)
    (confirmed,) = sent()
    assert "Until 13 Jul 2026: free of charge." in text_of(confirmed)
    clock.move_to(local(2026, 7, 18, 9))
    assert remind() == 1
    (reminder,) = sent()
    assert "At any time: 50 % of the price." in text_of(reminder)
    assert "Until 13 Jul" not in text_of(reminder)


@pytest.mark.parametrize(("zone", "hour"), [("Pacific/Auckland", 21), ("America/Los_Angeles", 16)])
def test_the_morning_is_the_tenants_own(build, mailbox, zone, hour, clock):
    house = build(timezone=zone)
    stay(house, 20, 23)
    day = 17 if zone == "Pacific/Auckland" else 18
    clock.move_to(dt.datetime(2026, 7, day, hour - 1, 59, tzinfo=dt.UTC))
    assert remind() == 0
    clock.move_to(dt.datetime(2026, 7, day, hour, 0, tzinfo=dt.UTC))
    assert remind() == 1


def test_who_reserves_late_is_not_reminded_and_a_late_worker_still_reminds(house, clock):
    stay(house, 10, 13)
    clock.move_to(local(2026, 7, 9, 12))
    stay(house, 10, 13, unit="cabin-2", client=EVA)
    assert remind() == 1
    assert [row.recipient for row in db.session.query(Mail).filter_by(kind="reminder")] == [ADA.email]


def test_the_switch_and_the_days_of_a_business_hold_for_reminders(house, clock):
    switch(house.actor("manager"), set(Kind), reminder_days=5, version=0)
    stay(house, 10, 13)
    clock.move_to(local(2026, 7, 5, 9))
    switch(house.actor("manager"), set(Kind) - {Kind.REMINDER}, reminder_days=5, version=1)
    assert remind() == 0
    switch(house.actor("manager"), set(Kind), reminder_days=5, version=2)
    assert remind() == 1
