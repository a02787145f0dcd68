"""Mails that are not taken: tried again or given up, told in words, sent once more by hand, erased with the client."""

# ruff: noqa: F811 - fixtures of another module

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text

from app import clock as clocks
from app import tenancy
from app.actions import clients
from app.actions.mails import sending, server
from app.actions.mails.choices import switch
from app.actions.outbox import BACKOFF_S
from app.domain.mails import Kind
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Client, Mail, OutboxRow
from tests import make
from tests.jobs.test_mails import ADA, EVA, outside, sent, stay  # noqa: F401  fixtures
from tests.serving import free_port


def mails():
    asked = db.session.query(Mail).filter_by(audience="client").order_by(Mail.id).populate_existing()
    return [(row.kind, row.state, row.reason) for row in asked]


def test_without_a_mail_server_it_is_kept_and_says_so(house, work_off, outside):
    stay(house, 10, 13)
    outside()
    with tenancy.entered(None):
        work_off(house)
    assert mails() == [("confirmed", "held_back", "no_mail_server")]
    assert db.session.query(OutboxRow).filter_by(job="mail").count() == 0
    with pytest.raises(Refused, match="no_mail_server"):
        sending.retry(house.actor("manager"), db.session.query(Mail.ref).scalar())


@pytest.mark.parametrize("answer", ["550 ada@clients.example is nobody", "554 go away"])
def test_who_is_refused_for_good_has_failed_and_only_the_code_is_kept(house, mailbox, sent, answer, caplog):
    mailbox.answers[ADA.email] = [answer]
    stay(house, 10, 13)
    assert sent() == []
    assert mails() == [("confirmed", "failed", f"smtp_{answer[:3]}")]
    kept = db.session.execute(text("SELECT string_agg(outbox::text, ' ') FROM outbox")).scalar_one()
    assert "clients.example" not in kept + caplog.text


def test_what_is_refused_for_now_is_tried_again_under_the_same_name(house, mailbox, sent, clock):
    mailbox.answers[ADA.email] = ["451 later"]
    mailbox.at_the_end = ["452 no room"]
    stay(house, 10, 13)
    assert sent() == []
    for _ in range(2):
        row = db.session.query(OutboxRow).filter_by(job="mail").populate_existing().one()
        assert row.reason in {"smtp_451", "smtp_452"}
        assert mails() == [("confirmed", "waiting", "")]
        clock.shift(dt.timedelta(seconds=BACKOFF_S[row.attempts - 1]))
        received = sent()
    (mail,) = received
    assert mail["Message-ID"].startswith(f"<{db.session.query(Mail.ref).filter_by(state='sent').scalar()}.")


def test_what_is_refused_for_now_again_and_again_has_failed_in_the_end(house, mailbox, sent):
    mailbox.answers[ADA.email] = ["450 busy"] * (len(BACKOFF_S) + 1)
    stay(house, 10, 13)
    for _ in range(len(BACKOFF_S) + 1):
        assert sent() == []
    assert mails() == [("confirmed", "failed", "smtp_450")]
    assert db.session.query(OutboxRow).filter(OutboxRow.failed_at.is_not(None)).count() == 0
    sending.retry(house.actor("manager"), db.session.query(Mail.ref).filter_by(audience="client").scalar())
    assert [mail["To"] for mail in sent()] == [ADA.email]
    assert make.audit_of("retried")[0].before == {"state": "failed", "code": "smtp_450"}


def test_a_server_that_is_away_is_asked_again(app, house, mail_server, sent, monkeypatch):
    there = app.config["SETTINGS"]
    away = replace(there, mail_server=replace(there.mail_server, port=free_port()))
    monkeypatch.setitem(app.config, "SETTINGS", away)
    stay(house, 10, 13)
    assert sent() == []
    row = db.session.query(OutboxRow).filter_by(job="mail").one()
    assert (row.reason, row.attempts, row.failed_at) == ("smtp_unreachable", 1, None)
    monkeypatch.setitem(app.config, "SETTINGS", there)
    assert len(sent()) == 1


@pytest.mark.parametrize(
    "address", ["ada", "ada@", "a b@clients.example", "ada@clients.example\nBcc: eva@clients.example"]
)
def test_an_address_that_is_none_is_not_tried(house, sent, address):
    stay(house, 10, 13, client=clients.ClientFields(name="Ada", email=address))
    assert sent() == []
    assert mails() == [("confirmed", "failed", "bad_address")]


def test_names_with_line_ends_begin_no_header(house, sent):
    stay(house, 10, 13, client=clients.ClientFields(name="Ada\r\nBcc: eva@clients.example", email=ADA.email))
    (mail,) = sent()
    assert mail["Bcc"] is None
    assert mail["To"] == ADA.email


def test_erasing_a_client_empties_their_mails_and_stops_those_on_their_way(house, mailbox, sent):
    stay(house, 10, 13)
    sent()
    mailbox.answers[ADA.email] = ["450 busy"]
    ref = stay(house, 20, 23)
    sent()
    found, client_ref = (
        db.session.query(Client.id, Client.ref)
        .join(Mail, Mail.client_id == Client.id)
        .filter(Mail.state == "waiting")
        .one()
    )
    clients.erase(house.actor("manager"), client_ref)
    asked = text("SELECT mails::text FROM mails WHERE client_id = :id")
    kept = list(db.session.execute(asked, {"id": found}).scalars())
    assert len(kept) == 1
    assert not any(word in row for row in kept for word in ("Ada", "clients.example", "Cabin"))
    assert sent() == []
    assert ("confirmed", "held_back", "erased") in mails()
    assert make.find(ref).state == "confirmed"
    with pytest.raises(Refused, match="mail_is_erased"):
        sending.retry(
            house.actor("manager"), db.session.query(Mail.ref).filter_by(state="held_back").scalar()
        )


def test_mails_go_with_a_client_who_is_merged(house, sent):
    stay(house, 10, 13)
    stay(house, 20, 23, client=EVA)
    sent()
    ada, eva = (db.session.query(Client).filter_by(email=who.email).one() for who in (ADA, EVA))
    clients.merge(house.actor("manager"), ada.ref, into=eva.ref)
    assert db.session.query(Mail).filter_by(client_id=eva.id).count() == 2


def test_another_tenant_sees_nothing_of_it(build, mailbox, work_off):
    first, second = build(), build()
    db.session.rollback()
    db.session.expunge_all()
    with tenancy.entered(first.tenant):
        stay(first, 10, 13)
    with tenancy.entered(None):
        work_off(first)
    assert len(mailbox.messages) == 1
    with tenancy.entered(second.tenant):
        assert db.session.query(Mail).count() == 0


def test_a_kind_that_is_switched_off_is_not_written(house, sent):
    switch(house.actor("manager"), {Kind.CANCELLED}, reminder_days=2, version=0)
    stay(house, 10, 13)
    assert sent() == []


def test_two_who_switch_at_once_are_told(house):
    switch(house.actor("manager"), set(Kind), reminder_days=5, version=0)
    with pytest.raises(Refused, match="stale"):
        switch(house.actor("owner"), set(Kind), reminder_days=3, version=0)
    with pytest.raises(Refused, match="reminder_days_bounds"):
        switch(house.actor("owner"), set(Kind), reminder_days=61, version=1)


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_name(
    house,
    mailbox,
    sent,
    monkeypatch,
):
    stay(house, 10, 13)
    real = server.hand_in

    def dying(*given, **named):
        real(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as dead:
        dead.setattr(server, "hand_in", dying)
        with pytest.raises(KeyboardInterrupt):
            sent()
    assert mails() == [("confirmed", "waiting", "")]
    assert len(sent()) == 1
    first, second = mailbox.to(ADA.email)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["Date"], first["Subject"]) == (second["Date"], second["Subject"])
    assert mails() == [("confirmed", "sent", "")]
    assert sent() == []


def test_a_mail_whose_job_was_given_up_can_be_sent_by_hand_and_one_on_its_way_can_not(house, mailbox, sent):
    mailbox.answers[ADA.email] = ["450 busy"]
    stay(house, 10, 13)
    sent()
    ref = db.session.query(Mail.ref).filter_by(audience="client").scalar()
    with pytest.raises(Refused, match="mail_not_failed"):
        sending.retry(house.actor("manager"), ref)
    given_up = {"failed_at": clocks.now(), "reason": "abandoned"}
    db.session.query(OutboxRow).filter_by(job="mail").update(given_up)
    db.session.commit()
    sending.retry(house.actor("manager"), ref)
    assert len(sent()) == 1
