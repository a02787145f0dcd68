"""Reminders of which one can't be written: the others go out, and what fails is said."""

import pytest

from app.actions.mails import reminders
from app.extensions import db
from app.jobs import mails as jobs
from app.models import Mail
from tests.cast import local
from tests.jobs.test_mails import ADA, EVA, stay
from tests.jobs.working import outside


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
