"""A mail server that hangs is waited for once a minute, not once a mail."""

# ruff: noqa: F811 - fixtures of another module

import socket
from dataclasses import replace

import pytest

from app import queues
from app.actions.mails import server
from app.actions.outbox import BACKOFF_S
from app.extensions import db
from app.models import Mail, OutboxRow
from tests.jobs.test_mails import ADA, EVA, sent, stay  # noqa: F401  fixtures


@pytest.fixture
def hanging(app, mail_server, monkeypatch):
    """Let mails go to a server that accepts and never answers; answer how often it was asked."""
    asked, hand_in, opened = [], server.hand_in, server._open

    def counted(to, message, **named):
        asked.append(named["recipient"])
        hand_in(to, message, **named)

    with socket.create_server(("127.0.0.1", 0)) as listening, monkeypatch.context() as away:
        there = app.config["SETTINGS"]
        to = replace(there.mail_server, port=listening.getsockname()[1])
        away.setattr(server, "hand_in", counted)
        away.setattr(server, "_open", lambda to, _patience_s: opened(to, 0.2))
        away.setitem(app.config, "SETTINGS", replace(there, mail_server=to))
        yield asked
    queues.connection().flushdb()


def mails():
    asked = db.session.query(Mail).filter_by(audience="client").order_by(Mail.id).populate_existing()
    return [(row.state, row.reason) for row in asked]


def tries():
    asked = db.session.query(OutboxRow).filter_by(job="mail").order_by(OutboxRow.id).populate_existing()
    return [(row.attempts, row.reason, row.failed_at) for row in asked]


def rested():
    for key in queues.connection().keys("*:rests:*"):
        queues.connection().delete(key)


def test_all_but_the_first_are_put_off_at_once_and_sent_when_it_is_back(
    app, house, mail_server, hanging, sent, monkeypatch
):
    for number, client in ((1, ADA), (2, EVA), (3, ADA)):
        stay(house, 10, 13, unit=f"cabin-{number}", client=client)
    assert sent() == []
    assert len(hanging) == 1
    assert mails() == [("waiting", "")] * 3
    assert tries() == [(1, "smtp_unreachable", None)] * 3
    (key,) = queues.connection().keys("mail:rests:*")
    assert 0 < queues.connection().ttl(key) <= 60
    rested()
    assert sent() == []
    assert len(hanging) == 2
    there = app.config["SETTINGS"]
    back = replace(there.mail_server, port=mail_server.port)
    monkeypatch.setitem(app.config, "SETTINGS", replace(there, mail_server=back))
    assert len(sent()) == 3


def test_what_was_put_off_again_and_again_has_failed_and_says_so(house, hanging, sent):
    stay(house, 10, 13)
    for _ in range(len(BACKOFF_S) + 1):
        assert mails() == [("waiting", "")] or not mails()
        assert sent() == []
    assert mails() == [("failed", "smtp_unreachable")]
    assert len(hanging) == 1


def test_a_server_that_says_no_does_not_rest(house, mailbox, sent):
    mailbox.answers[ADA.email] = ["450 busy"]
    stay(house, 10, 13)
    stay(house, 10, 13, unit="cabin-2", client=EVA)
    assert [mail["To"] for mail in sent()] == [EVA.email]
