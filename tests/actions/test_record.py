"""The record: every change and every refusal, personal data apart and erasable."""

import json

import pytest
from sqlalchemy import text

from app.actions import clients
from app.actions.clients import ClientFields
from app.actions.reservations import states
from app.domain.refusal import Refused
from app.extensions import db
from app.models import AuditEntry, AuditPrivate, Client
from tests import make


def everything_kept() -> str:
    entries = db.session.query(AuditEntry).all()
    return json.dumps([[e.before, e.after, e.request, e.linked, e.entity_ref] for e in entries])


def test_a_change_says_who_what_before_and_after(house):
    ref = make.reserve(house, 10, 13)
    make.alter(house, ref, period=make.nights(10, 14))
    (entry,) = make.audit_of("changed")
    assert (entry.actor, entry.person_id, entry.source) == ("member", house.people["staff"], "test")
    assert (entry.entity, entry.entity_ref) == ("reservation", ref)
    assert entry.before == {"departs_on": "2026-07-13", "total_minor": 30_000}
    assert entry.after == {"departs_on": "2026-07-14", "total_minor": 40_000}
    assert int(entry.xid) > 0


def test_a_refusal_is_kept_with_the_whole_request_and_its_codes(house):
    make.reserve(house, 10, 13)
    with pytest.raises(Refused):
        make.reserve(house, 12, 14, client="Grace Okoro")
    (entry,) = make.audit_of("made", "refused")
    assert entry.request["codes"] == ["taken"]
    assert entry.request["unit"] == "cabin-1"
    assert entry.request["starts_on"] == "2026-07-12"
    assert entry.request["policy_version"] == house.version_id
    assert "Okoro" not in everything_kept()


def test_no_personal_value_stands_in_an_entry(house):
    ref = clients.create(
        house.actor(),
        ClientFields(name="Ada Okonkwo", email="ada@okonkwo.test", phone="+34600", notes="Allergic"),
    )
    row = db.session.query(Client).filter_by(ref=ref).one()
    clients.change(house.actor(), ref, ClientFields(name="Ada O. Okonkwo"), version=row.version)
    kept = everything_kept()
    for value in ("Okonkwo", "okonkwo.test", "+34600", "Allergic", "127.0.0.9"):
        assert value not in kept
    values = json.dumps([p.values for p in db.session.query(AuditPrivate).all()])
    assert "ada@okonkwo.test" in values
    assert "127.0.0.9" in values


def test_erasing_a_client_takes_the_values_and_leaves_the_entries(house):
    ref = make.reserve(house, 10, 13, client="Ada Okonkwo", note="Late, by train")
    client = db.session.query(Client).filter_by(id=make.find(ref).client_id).one()
    before = db.session.query(AuditEntry).count()
    clients.erase(house.actor("manager"), client.ref)
    assert db.session.query(AuditEntry).count() == before + 1
    values = json.dumps([p.values for p in db.session.query(AuditPrivate).all()])
    assert "Okonkwo" not in values
    assert "by train" not in values
    assert make.find(ref).note == ""


def test_merging_moves_the_reservations(house):
    first = make.reserve(house, 10, 13, client="Ada Okonkwo")
    second = make.reserve(house, 20, 23, client="A. Okonkwo")
    refs = {row.id: row.ref for row in db.session.query(Client)}
    gone, kept = refs[make.find(second).client_id], refs[make.find(first).client_id]
    clients.merge(house.actor(), gone, into=kept)
    assert make.find(first).client_id == make.find(second).client_id


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"])
def test_the_apps_role_can_not_change_the_record(house, statement):
    make.reserve(house, 10, 13)
    with pytest.raises(Exception, match="permission denied"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_a_repeated_state_change_writes_no_second_entry(house):
    ref = make.request(house, 10, 13)
    states.confirm(house.actor(), ref)
    states.confirm(house.actor(), ref)
    assert len(make.audit_of("confirmed")) == 1
