"""A forgotten password, and invitations by mail."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from unittest import mock

import pytest
from redis.connection import AbstractConnection
from sqlalchemy import text

from app.actions import members
from app.actions.actor import CLI
from app.actions.installation import set_password
from app.actions.people import HASHER, verify
from app.extensions import db
from app.models import Invitation, Mail, Membership, OutboxRow, PasswordReset
from tests import make
from tests.cast import local
from tests.counting import queries
from tests.web.page import Browser

OLD, NEW = "an old and long secret", "quiet harbour violet lantern"


@pytest.fixture
def member(house, owner):
    """A member who has a password; their address."""
    owner.execute(
        text("INSERT INTO credentials (person_id, password_hash, changed_at) VALUES (:id, :hash, :at)"),
        {"id": house.people["manager"], "hash": HASHER.hash(OLD), "at": local(2026, 6, 1)},
    )
    owner.commit()
    return f"manager@{house.tenant.slug}.test"


@pytest.fixture
def visitor(app, house):
    """Somebody whom nobody knows."""
    return Browser(app.test_client(), f"/{house.tenant.slug}")


def ask(browser, email):
    page = browser.get("admin/password")
    return browser.send(page, page.form("/admin/password"), email=email)


def link_of(mailbox, address):
    body = mailbox.to(address)[-1].get_body(("plain",)).get_content()
    (link,) = [word for word in body.split() if word.startswith("http")]
    return "/" + link.split("/", 3)[3]


def test_a_new_password_is_chosen_by_a_link_once_and_everything_else_is_signed_out(
    house, member, visitor, mailbox, work_off, sign_in, inside
):
    signed_in = sign_in(house, "manager")
    told = ask(visitor, member.upper())
    work_off(house)
    link = link_of(mailbox, member)
    page = visitor.get(link)
    weak = visitor.send(page, page.form(link), password="1234567890")
    assert weak.status == 422
    done = visitor.send(page, page.form(link), password=NEW)
    assert "Your new password is kept." in done.text
    assert signed_in.get(f"/{house.tenant.slug}/admin/settings").status_code == 303
    entered = visitor.send(done, done.form("/sign-in"), email=member, password=NEW)
    assert entered.headline != "Sign in"
    assert visitor.get(link).status == 404
    assert visitor.send(page, page.form(link), password=OLD).status in {404, 409}
    assert f"If {member.upper()} belongs to somebody" in told.text
    with inside(house):
        assert len(make.audit_of("reset_password")) == len(make.audit_of("asked_password")) == 1


def test_who_is_nobody_here_is_told_the_same_and_gets_nothing(
    house, build, member, visitor, mailbox, work_off, inside
):
    stranger = f"owner@{build().tenant.slug}.test"
    answers = {
        ask(visitor, each).text.replace(each, "X") for each in (member, stranger, "nobody@example.com")
    }
    assert len(answers) == 1
    work_off(house)
    assert [to for _, to in mailbox.envelopes] == [[member]]
    with inside(house):
        assert len(make.audit_of("asked_password", "refused")) == 2


def test_the_same_work_is_done_for_a_member_and_for_nobody(visitor, house, member, mailbox, inside):
    page = visitor.get("admin/password")
    form = page.form("/admin/password")
    visitor.send(page, form, email="first@example.com")  # whatever is done once only
    done = []
    for email in (member, "nobody@example.com"):
        with queries() as statements, sent_to_redis() as commands:
            assert visitor.send(page, form, email=email).status == 200
        done.append((statements, len(commands)))
    assert done[0] == done[1]
    assert done[0][1] > 0
    with inside(house):
        assert db.session.query(OutboxRow).filter_by(job="reset_link").count() == 3
        assert db.session.query(PasswordReset).count() == db.session.query(Mail).count() == 0


@contextmanager
def sent_to_redis():
    """Keep what is sent to Redis inside the block."""
    seen = []
    send = AbstractConnection.send_packed_command

    def keep(connection, command, **options):
        seen.append(command)
        return send(connection, command, **options)

    with mock.patch.object(AbstractConnection, "send_packed_command", keep):
        yield seen


def test_who_was_removed_before_the_link_was_made_gets_none(
    house, member, visitor, mailbox, work_off, inside
):
    ask(visitor, member)
    with inside(house):
        members.remove(house.actor("owner"), "manager-ref")
    work_off(house)
    assert mailbox.messages == []


def test_a_link_is_over_after_an_hour_and_with_the_next_one(house, member, visitor, mailbox, work_off, clock):
    ask(visitor, member)
    work_off(house)
    first = link_of(mailbox, member)
    ask(visitor, member)
    work_off(house)
    second = link_of(mailbox, member)
    assert visitor.get(first).status == 404
    assert visitor.get(second).status == 200
    clock.shift(dt.timedelta(hours=1))
    assert visitor.get(second).status == 404


def in_the_settings(house, sign_in):
    browser = Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")
    page = browser.get("admin/settings")
    done = browser.send(page, page.form("/settings/password"), old_password=OLD, new_password=NEW)
    assert "Your password was changed" in done.text


def by_the_command(house, app):
    with app.app_context():
        set_password(CLI, house.people["manager"], known=[], password=NEW, is_production=True)


@pytest.mark.parametrize("way", ["settings", "command"])
def test_a_link_is_over_once_the_password_was_changed_without_it(
    house, member, visitor, mailbox, work_off, sign_in, app, clock, way
):
    ask(visitor, member)
    work_off(house)
    link = link_of(mailbox, member)
    clock.shift(dt.timedelta(minutes=1))
    if way == "settings":
        in_the_settings(house, sign_in)
    else:
        by_the_command(house, app)
    page = visitor.get(link)
    refused = visitor.send(page, page.form(link), password="another violet lantern sea")
    assert (refused.status, "This link is over" in refused.text) == (409, True)
    assert verify_in(app, member, NEW) == house.people["manager"]


def verify_in(app, email, password):
    with app.app_context():
        return verify(email, password)


def test_the_link_of_one_business_ends_with_that_of_another(
    house, build, inside, app, member, visitor, mailbox, work_off, clock
):
    other = build()
    with inside(other):
        row = {"tenant_id": other.tenant.id, "person_id": house.people["manager"], "ref": "guest-ref"}
        db.session.add(Membership(**row, role="viewer"))
    elsewhere = Browser(app.test_client(), f"/{other.tenant.slug}")
    links = []
    for browser, where in ((visitor, house), (elsewhere, other)):
        ask(browser, member)
        work_off(where)
        links.append(link_of(mailbox, member))
    clock.shift(dt.timedelta(minutes=1))
    pages = [browser.get(link) for browser, link in zip((visitor, elsewhere), links, strict=True)]
    done = visitor.send(pages[0], pages[0].form(links[0]), password=NEW)
    assert "Your new password is kept." in done.text
    refused = elsewhere.send(pages[1], pages[1].form(links[1]), password="another violet lantern sea")
    assert refused.status == 409
    assert verify_in(app, member, NEW) == house.people["manager"]


def test_a_link_works_at_its_own_business_only_and_is_in_no_row(
    house, build, app, member, visitor, mailbox, work_off, owner
):
    ask(visitor, member)
    work_off(house)
    link = link_of(mailbox, member)
    other = build()
    elsewhere = Browser(app.test_client(), f"/{other.tenant.slug}")
    assert elsewhere.get(link.replace(house.tenant.slug, other.tenant.slug)).status == 404
    token = link.rpartition("/")[2]
    with app.app_context():
        for table in ("mails", "password_resets", "outbox", "audit_entries", "audit_private"):
            found = db.session.execute(
                text(f"SELECT string_agg({table}::text, ' ') FROM {table}")
            ).scalar_one()
            assert token not in (found or "")


def test_who_asks_too_often_is_slowed_down_whoever_it_is(house, visitor, mailbox):
    for _ in range(3):
        assert ask(visitor, "nobody@example.com").status == 200
    page = visitor.get("admin/password")
    assert visitor.send(page, page.form("/admin/password"), email="nobody@example.com").status == 429


def test_without_a_mail_server_the_page_says_whom_to_ask(visitor):
    page = visitor.get("admin/password")
    assert "sends no mail" in page.text
    assert visitor.get("admin/sign-in").links()["Forgotten your password?"]


def test_an_invitation_goes_by_mail_and_its_link_is_not_shown(house, open_as, mailbox, work_off, inside, app):
    browser = open_as(house, "owner")
    page = browser.get("admin/team")
    done = browser.send(page, page.form("/invitations"), email="new@example.com", role="staff")
    assert "on its way to new@example.com" in done.text
    assert "/admin/invitations/" not in " ".join(each.get("value", "") for each in done.tree.iter("input"))
    work_off(house)
    link = link_of(mailbox, "new@example.com")
    assert "invites new@example.com" in Browser(app.test_client(), f"/{house.tenant.slug}").get(link).text
    with inside(house):
        assert db.session.query(Invitation).count() == 1
        assert db.session.query(PasswordReset).count() == 0
