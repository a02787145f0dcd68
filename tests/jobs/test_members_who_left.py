"""A mail that waits for a member is not sent to somebody who was removed meanwhile."""

# ruff: noqa: F811 - fixtures of another module

from __future__ import annotations

import pytest

from app.actions import members
from app.actions.mails import sending
from app.domain.refusal import Refused
from app.domain.words import Role
from app.extensions import db
from app.models import Mail
from tests import make
from tests.jobs.test_mails import outside, sent  # noqa: F401  fixtures


def mail_to(house, role):
    asked = db.session.query(Mail).filter_by(recipient=f"{role}@{house.tenant.slug}.test")
    return asked.populate_existing().one()


@pytest.fixture
def waiting(house, mailbox, sent):
    """A request that owner and manager are told of, while the mail server takes nothing for the manager."""
    manager = f"{Role.MANAGER.value}@{house.tenant.slug}.test"
    mailbox.answers[manager] = ["450 busy"]
    make.request(house, 10, 13)
    assert [mail["To"] for mail in sent()] == [f"owner@{house.tenant.slug}.test"]
    assert mail_to(house, "manager").state == "waiting"


def test_what_waits_for_a_member_who_was_removed_is_held_back(house, waiting, sent):
    members.remove(house.actor("owner"), "manager-ref")
    assert sent() == []
    row = mail_to(house, "manager")
    assert (row.state, row.reason) == ("held_back", "no_member")


def test_it_is_not_sent_by_hand_either(house, waiting, sent):
    members.remove(house.actor("owner"), "manager-ref")
    sent()
    with pytest.raises(Refused, match="no_member"):
        sending.retry(house.actor("owner"), mail_to(house, "manager").ref)
    assert mail_to(house, "manager").state == "held_back"


def test_who_is_still_a_member_is_told_in_the_end(house, waiting, sent):
    members.change_role(house.actor("owner"), "manager-ref", role="staff")
    assert [mail["To"] for mail in sent()] == [f"manager@{house.tenant.slug}.test"]
