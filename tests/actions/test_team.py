"""Members and invitations: links that work once, and a business that keeps an owner."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from app import tenancy
from app.actions import members, people, tenants
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Invitation, Mail, Membership, SignedIn
from app.queries.members import find_invitation, list_invitations, list_members
from app.queries.tenants import load_business
from tests.make import audit_of, reserve

NO_MAIL_GOES_TO = ("x@y@z", "a..b@c.example", "a,b@c.example", "a@b_c")


def roles():
    return {row.ref: row.role for row in list_members()}


def invite(house, email="new@mail.test", role="staff"):
    return members.invite(house.actor("owner"), email=email, role=role)


def code_of(refused):
    return refused.value.refusals[0].code


def test_only_members_of_this_business_are_listed(house):
    assert sorted(roles()) == ["manager-ref", "owner-ref", "staff-ref", "viewer-ref"]


def test_the_last_owner_stays(house):
    with pytest.raises(Refused) as refused:
        members.remove(house.actor("owner"), "owner-ref")
    assert code_of(refused) == "last_owner"
    with pytest.raises(Refused):
        members.change_role(house.actor("owner"), "owner-ref", role="viewer")
    members.change_role(house.actor("owner"), "manager-ref", role="owner")
    members.remove(house.actor("owner"), "owner-ref")
    assert roles()["manager-ref"] == "owner"
    assert audit_of("removed")[-1].entity == "member"


def test_a_link_is_kept_as_a_digest_and_works_once(house):
    made = invite(house)
    row = db.session.execute(select(Invitation)).scalar_one()
    assert made.token not in repr(vars(row))
    person_id = members.register(
        email="new@mail.test", name="Nia New", password="four plain garden words", is_production=True
    )
    actor = people.of_member(person_id, source="invitation", ip="127.0.0.9")
    members.accept(actor, made.token, person_id=person_id, email="new@mail.test")
    joined = db.session.execute(select(Membership).where(Membership.person_id == person_id)).scalar_one()
    assert joined.role == "staff"
    with pytest.raises(Refused) as refused:
        members.accept(actor, made.token, person_id=person_id, email="new@mail.test")
    assert code_of(refused) == "invitation_is_over"
    assert audit_of("accepted")[-1].person_id == person_id


def test_a_link_is_over_after_seven_days_and_when_withdrawn(house, clock):
    made, actor = invite(house), house.actor("viewer")
    clock.shift(dt.timedelta(days=7))
    with pytest.raises(Refused) as refused:
        members.accept(actor, made.token, person_id=house.people["viewer"], email="new@mail.test")
    assert code_of(refused) == "invitation_is_over"
    again = invite(house)
    members.withdraw(house.actor("owner"), again.ref)
    with pytest.raises(Refused):
        members.accept(actor, again.token, person_id=house.people["viewer"], email="new@mail.test")
    assert list_invitations() == []


def test_a_newer_link_for_the_same_address_ends_the_older_one(house):
    first, second = invite(house), invite(house, role="manager")
    assert [row.ref for row in list_invitations()] == [second.ref]
    assert find_invitation(members.digest_of(first.token)).withdrawn_at is not None


@pytest.mark.parametrize("role", [None, "manager"])
def test_an_owner_who_is_none_any_more_does_not_come_back_by_their_invitations(house, role):
    members.change_role(house.actor("owner"), "manager-ref", role="owner")
    made = members.invite(house.actor("manager"), email="second@mail.test", role="owner")
    kept = invite(house)
    if role is None:
        members.remove(house.actor("owner"), "manager-ref")
    else:
        members.change_role(house.actor("owner"), "manager-ref", role=role)
    assert [row.ref for row in list_invitations()] == [kept.ref]
    assert [row.entity_ref for row in audit_of("withdrawn")] == [made.ref]
    with pytest.raises(Refused, match="invitation_is_over"):
        members.accept(
            house.actor("viewer"), made.token, person_id=house.people["viewer"], email="second@mail.test"
        )


def test_an_invitation_is_over_whose_maker_was_removed_while_it_was_made(house):
    made = invite(house)
    db.session.execute(update(Invitation).values(invited_by=house.people["manager"]))
    with pytest.raises(Refused, match="invitation_is_over"):
        members.accept(
            house.actor("viewer"), made.token, person_id=house.people["viewer"], email="new@mail.test"
        )


def test_a_link_is_for_its_address_only(house):
    made = invite(house)
    with pytest.raises(Refused) as refused:
        members.accept(
            house.actor("viewer"), made.token, person_id=house.people["viewer"], email="x@mail.test"
        )
    assert code_of(refused) == "invitation_for_another"
    with pytest.raises(NotFound):
        members.accept(house.actor("viewer"), "guess", person_id=house.people["viewer"], email="x@mail.test")


def test_an_invitation_needs_an_address_a_role_and_somebody_new(house):
    with pytest.raises(Refused) as refused:
        invite(house, email="nobody", role="king")
    assert [each.code for each in refused.value.refusals] == ["bad_email", "role_needed"]
    with pytest.raises(Refused) as refused:
        invite(house, email=next(row.email for row in list_members()))
    assert code_of(refused) == "member_already"


@pytest.mark.parametrize("email", [*NO_MAIL_GOES_TO, f"{'a' * 190}@example.com"])
def test_nobody_is_invited_by_an_address_that_no_mail_could_go_to(house, mail_server, email):
    with pytest.raises(Refused) as refused:
        invite(house, email=email)
    assert [each.code for each in refused.value.refusals] == ["bad_email"]
    assert db.session.query(Mail).count() == db.session.query(Invitation).count() == 0


@pytest.mark.parametrize("email", NO_MAIL_GOES_TO)
def test_no_answer_would_reach_a_business_by_such_an_address(house, email):
    with pytest.raises(Refused, match="bad_email"):
        tenants.change(house.actor("manager"), business(email=email), version=1)


def test_an_address_that_has_an_account_makes_no_second_one(house):
    email = list_members()[0].email
    made = members.register(email=email, name="X", password="four plain garden words", is_production=False)
    assert made is None


def test_a_new_password_ends_the_other_sessions(house):
    person_id = members.register(
        email="new@mail.test", name="Nia", password="four plain garden words", is_production=False
    )
    actor = people.of_member(person_id, source="settings", ip="")
    db.session.remove()
    with tenancy.entered(house.tenant, person=person_id):
        for number in (1, 2, 3):
            device = people.Device(f"device {number}", "127.0.0.9")
            people.begin_session(actor, bytes([number]) * 32, device, email="new@mail.test")
        kept = db.session.execute(select(SignedIn.id).where(SignedIn.device == "device 2")).scalar_one()
        people.change_password(
            actor,
            email="new@mail.test",
            old="four plain garden words",
            new="another plain set of words",
            is_production=False,
            keep_session_id=kept,
        )
        open_ones = select(SignedIn.device).where(SignedIn.ended_at.is_(None))
        assert list(db.session.execute(open_ones).scalars()) == ["device 2"]
        assert people.verify("new@mail.test", "another plain set of words") == person_id


def business(**changes):
    usual = {"name": "Pinar", "tagline": "", "timezone": "Europe/Madrid", "currency": "EUR", "locale": "en"}
    return tenants.TenantFields(**{**usual, **changes})


def test_zone_and_currency_change_only_before_the_first_reservation(house):
    actor = house.actor("manager")
    tenants.change(actor, business(currency="JPY", timezone="Asia/Tokyo"), version=1)
    assert load_business().currency == "JPY"
    tenants.change(actor, business(), version=2)
    reserve(house, 10, 13)
    with pytest.raises(Refused) as refused:
        tenants.change(actor, business(currency="JPY", timezone="Asia/Tokyo"), version=3)
    assert [each.code for each in refused.value.refusals] == ["timezone_is_settled", "currency_is_settled"]
    tenants.change(actor, business(name="Alto"), version=3)
    assert load_business().name == "Alto"


def test_settings_are_checked_and_never_saved_over_newer_ones(house):
    actor = house.actor("manager")
    wrong = business(name=" ", timezone="Mars/Base", currency="XYZ", locale="la", email="nobody")
    with pytest.raises(Refused) as refused:
        tenants.change(actor, wrong, version=1)
    assert [each.field for each in refused.value.refusals] == [
        "name",
        "email",
        "timezone",
        "currency",
        "locale",
    ]
    tenants.change(actor, business(), version=1)
    with pytest.raises(Refused) as refused:
        tenants.change(actor, business(name="Late"), version=1)
    assert refused.value.status == 409
