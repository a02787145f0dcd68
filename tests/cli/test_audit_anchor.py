"""The end of the record, kept in a mail: a chain that somebody made anew is found by it, and by nothing else."""

from datetime import timedelta

import psycopg
import pytest
import time_machine

from app import tenancy
from app.actions.actor import Actor
from app.actions.mails import choices
from app.domain import sealing
from app.domain.words import ActorKind, Role
from app.extensions import db
from app.jobs import mails as jobs
from app.models import MailChoice
from tests.cast import local
from tests.cli.mailing import mailed, send
from tests.mailbox import text_of
from tests.servers import plain

ADD = """
INSERT INTO audit_entries (tenant_id, happened_at, actor, source, entity, entity_ref, action)
SELECT id, now(), 'cli', 'test', 'unit', 'u' || n, 'changed' FROM tenants, generate_series(1, %s) AS n
"""
ADDRESS = "nuria@muelle.example"


@pytest.fixture
def anchored(business, work_off):
    """A business whose owner, who reads Spanish, chose to be mailed the ends of the record; and the mailbox."""
    business.done(
        "users", "create", ADDRESS, "--name", "Nuria Sanz", "--tenant", "resort", "--role", "owner",
        "--password-stdin", typed="another otter 17 pond\n",
    )  # fmt: skip
    business.change("UPDATE people SET locale = 'es'")
    choose(business, {"anchor"})
    with mailed(business) as box:
        yield business, box


def owner_of(business, role=Role.OWNER) -> Actor:
    person = business.one("SELECT id FROM people")
    return Actor(kind=ActorKind.MEMBER, source="test", person_id=person, role=role)


def choose(business, events, role=Role.OWNER) -> None:
    actor = owner_of(business, role)
    with business.app.app_context(), tenancy.entered(tenancy.find_by_slug("resort")):
        choices.choose_own(actor, events)


def anchor_in(mail) -> str:
    (line,) = [line for line in text_of(mail).splitlines() if "--anchor" in line]
    assert line.startswith("flask audit verify --tenant resort --anchor ")
    return line.split()[-1]


def make_anew(business) -> None:
    """Change an entry and reckon every seal anew, as one can who has the database and this source."""
    with psycopg.connect(plain(business.urls.superuser_url)) as connection:
        connection.execute("UPDATE audit_entries SET action = 'moved' WHERE entity_ref = 'u3'")
        rows = connection.execute(
            f"SELECT s.id, s.sealed_at, {sealing.selected('e')} FROM audit_seals s"
            " JOIN audit_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id ORDER BY s.id"
        ).fetchall()
        digest = sealing.BEGINNING
        for number, sealed_at, *entry in rows:
            digest = sealing.reckon(digest, number, sealed_at, entry)
            connection.execute("UPDATE audit_seals SET digest = %s WHERE id = %s", (digest, number))


def test_a_chain_made_anew_is_found_by_the_mailed_anchor_alone(anchored):
    business, box = anchored
    business.change(ADD, 5)
    business.done("audit", "seal")
    business.change(ADD, 2)
    with time_machine.travel(local(2031, 3, 3, 9), tick=False):
        assert [send(business, jobs.anchor), send(business, jobs.anchor)] == [1, 0]
    (mail,) = box.to(ADDRESS)
    assert mail["Subject"].startswith("El registro sellado de Resort: ")
    text = text_of(mail)
    assert "Sin sellar todavía: 2" in text
    assert "//reserve.example/resort/admin/audit" in text
    assert "settings/own-mail" in mail["List-Unsubscribe"]
    anchor = anchor_in(mail)
    assert f"contains the anchor {anchor.partition(':')[0]}." in business.done(
        "audit", "verify", "--tenant", "resort", "--anchor", anchor
    )
    make_anew(business)
    business.change(ADD, 1)
    business.done("audit", "seal")
    assert "the chain holds." in business.done("audit", "verify", "--tenant", "resort")
    said = business.refused("audit", "verify", "--tenant", "resort", "--anchor", anchor)
    assert "is not the anchor's: the chain was made anew" in said


def test_an_end_that_was_cut_off_is_found_by_its_anchor(anchored):
    business, box = anchored
    business.change(ADD, 5)
    business.done("audit", "seal")
    with time_machine.travel(local(2031, 3, 3, 9), tick=False):
        send(business, jobs.anchor)
    number, _, digest = anchor_in(box.to(ADDRESS)[0]).partition(":")
    business.change("DELETE FROM audit_seals WHERE id = %s", int(number))
    business.change("DELETE FROM mails")
    business.change("DELETE FROM audit_entries WHERE entity_ref = 'u5'")
    assert "the chain holds." in business.done("audit", "verify")
    said = business.refused("audit", "verify", "--tenant", "resort", "--anchor", f"{number}:{digest}")
    assert "its end was cut off" in said


def test_one_mail_a_day_and_none_before_the_morning_or_without_news(anchored):
    business, box = anchored
    business.change(ADD, 1)
    business.done("audit", "seal")
    morning = local(2031, 3, 3, 7)  # six in Lisbon
    sent = []
    for hours, news in ((-1, 0), (0, 0), (10, 1), (24, 0), (48, 0), (72, 1)):
        if news:
            business.change(ADD, news)
            business.done("audit", "seal")
        with time_machine.travel(morning + timedelta(hours=hours), tick=False):
            sent.append(send(business, jobs.anchor))
    assert sent == [0, 1, 0, 1, 0, 1]
    assert len({anchor_in(mail) for mail in box.to(ADDRESS)}) == 3


def test_who_may_not_see_the_record_is_not_sent_its_end(anchored):
    business, box = anchored
    business.done("audit", "seal")
    business.change("UPDATE memberships SET role = 'staff'")
    with time_machine.travel(local(2031, 3, 3, 9), tick=False):
        assert send(business, jobs.anchor) == 0
    choose(business, {"anchor", "made"}, Role.STAFF)
    with business.app.app_context(), tenancy.entered(tenancy.find_by_slug("resort")):
        assert db.session.query(MailChoice).one().events == ["made"]
    assert box.to(ADDRESS) == []


def test_an_anchor_is_of_one_business_and_can_be_read(business):
    assert "name it with --tenant" in business.refused("audit", "verify", "--anchor", f"1:{'a' * 64}")
    for said in ("1", "x:y", f"0:{'a' * 64}", f"1:{'a' * 63}"):
        assert "An anchor is the number" in business.refused(
            "audit", "verify", "--tenant", "resort", "--anchor", said
        )
