"""Clients: kept, searched, merged, erased; what another business keeps is never seen."""

import pytest
from sqlalchemy import select, update

from app import tenancy
from app.actions import clients
from app.actions.actor import Actor
from app.actions.clients import ClientFields
from app.actions.reservations.states import cancel
from app.domain.refusal import Refused
from app.domain.words import ActorKind
from app.extensions import db
from app.models import AuditPrivate, Client
from app.queries import clients as reading
from app.queries.audit import AuditFilter, list_entries
from tests.make import find, reserve


def add(house, name, **fields):
    return clients.create(house.actor(), ClientFields(name=name, **fields))


def names(rows):
    return [row.name for row in rows]


@pytest.fixture
def beside(build):
    """A house, and beside it another whose clients have the same names."""
    other = build()
    add(other, "Ada Okonkwo", email="other@mail.test")
    tenancy.leave_request()
    return build()


def kept_addresses():
    """Whose addresses the record keeps, of those who are no members."""
    asked = select(AuditPrivate.client_id, AuditPrivate.values).where(AuditPrivate.person_id.is_(None))
    return [(whose, values) for whose, values in db.session.execute(asked) if "ip" in values]


def ref_of(house, reservation):
    """The client of a reservation."""
    return db.session.get(Client, (house.tenant.id, find(reservation).client_id)).ref


def test_a_search_finds_parts_of_names_mails_and_numbers_of_this_business_only(beside):
    add(beside, "José Núñez", email="jose@mail.test", phone="+34 600 111 222")
    add(beside, "Ada Okonkwo", email="ada@mail.test")
    assert names(reading.search_clients("nunez")) == ["José Núñez"]
    assert names(reading.search_clients("600 111")) == ["José Núñez"]
    assert [row.email for row in reading.search_clients("okonkwo")] == ["ada@mail.test"]
    assert names(reading.search_clients("okonkow")) == ["Ada Okonkwo"]
    assert reading.search_clients("100%") == []


def test_clients_are_paged_by_name_forward_and_back(house):
    for letter in "EDCBA":
        add(house, f"{letter} Person")
    first = reading.list_clients(most=2)
    assert names(first[:2]) == ["A Person", "B Person"]
    place = reading.find_place(first[1].ref)
    assert names(reading.list_clients(after=place, most=2)[:2]) == ["C Person", "D Person"]
    assert names(reading.list_before(reading.find_place(first[2].ref), most=2)) == ["A Person", "B Person"]


def test_a_merge_moves_reservations_and_notes_and_leaves_one_client(house):
    kept = add(house, "Ada Okonkwo", email="ada@mail.test", notes="likes the lake")
    ref = reserve(house, 10, 13, client="A. Okonkwo")
    gone = db.session.get(Client, (house.tenant.id, find(ref).client_id)).ref
    clients.merge(house.actor(), gone, into=kept)
    assert reading.find_client(gone).merged_into == kept
    assert [stay.ref for stay in reading.list_stays(reading.find_client(kept).id, find(ref).made_at)] == [ref]
    assert gone not in [row.ref for row in reading.list_clients()]
    with pytest.raises(Refused):
        clients.merge(house.actor(), kept, into=kept)


def test_erasing_reaches_whoever_was_merged_before(house):
    first, second, last = (
        add(house, name, email=f"{name.lower()}@mail.test") for name in ("Ada", "Bea", "Cleo")
    )
    clients.merge(house.actor(), first, into=second)
    clients.merge(house.actor(), second, into=last)
    clients.erase(house.actor("manager"), last)
    left = db.session.execute(
        select(Client.name, Client.email, Client.search_key).where(Client.name != "")
    ).all()
    assert left == []
    assert db.session.execute(select(AuditPrivate).where(AuditPrivate.client_id.is_not(None))).first() is None


def test_an_erased_client_is_erased_in_the_record_and_its_reservation_stays(house):
    ref = reserve(house, 10, 13, client="Ada Okonkwo", note="birthday")
    client_id = find(ref).client_id
    clients.erase(house.actor("manager"), db.session.get(Client, (house.tenant.id, client_id)).ref)
    row = db.session.get(Client, (house.tenant.id, client_id), populate_existing=True)
    assert (row.name, row.search_key, row.erased_at is None) == ("", "", False)
    assert find(ref).state == "confirmed"
    entries = list_entries(AuditFilter(entity="client"))
    assert [entry.action for entry in entries] == ["erased", "added"]
    assert entries[1].after["name"] is None
    assert "name" in entries[1].erased


def test_the_address_of_a_client_who_was_refused_is_erased_with_them(house):
    ref = reserve(house, 10, 13)
    themselves = Actor(kind=ActorKind.CLIENT, source="client", ip="203.0.113.77")
    with pytest.raises(Refused):
        cancel(themselves, ref, fee_shown_minor=99_999)
    assert kept_addresses() == [(find(ref).client_id, {"ip": "203.0.113.77"})]
    clients.erase(house.actor("owner"), ref_of(house, ref))
    assert kept_addresses() == []


def test_a_stale_save_is_refused(house):
    ref = add(house, "Ada")
    clients.change(house.actor(), ref, ClientFields(name="Bea"), version=1)
    with pytest.raises(Refused) as refused:
        clients.change(house.actor(), ref, ClientFields(name="Cleo"), version=1)
    assert refused.value.status == 409
    assert reading.find_client(ref).name == "Bea"


def test_a_client_needs_a_name(house):
    with pytest.raises(Refused) as refused:
        add(house, "  ")
    assert refused.value.refusals[0].code == "client_needs_name"


def test_a_client_has_an_address_that_mail_can_go_to_or_the_one_that_was_imported(house):
    with pytest.raises(Refused, match="bad_email"):
        add(house, "Ada", email="x@y@z")
    ref = add(house, "Ada", email="ada@mail.test")
    with pytest.raises(Refused, match="bad_email"):
        clients.change(house.actor(), ref, ClientFields(name="Ada", email="a..b@mail.test"), version=1)
    db.session.execute(update(Client).where(Client.ref == ref).values(email="ada at mail.test"))
    kept = ClientFields(name="Ada Okonkwo", email="ada at mail.test")
    clients.change(house.actor(), ref, kept, version=1)
    assert (reading.find_client(ref).name, reading.find_client(ref).email) == (kept.name, kept.email)
