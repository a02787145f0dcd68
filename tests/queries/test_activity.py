"""The record by what it is filtered by: entries name their units and clients, and addresses go with their owner."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from app.actions import clients, closures, units
from app.actions.actor import Actor
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations import states
from app.actions.reservations.make import Wish
from app.actions.reservations.make import make as reserve_by
from app.actions.reservations.swap import swap
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.domain.words import ActorKind
from app.extensions import db
from app.models import AuditEntry, AuditPrivate, Client, Reservation
from app.queries.audit import AuditFilter, list_entries
from tests import make
from tests.actions.test_groups import group, item
from tests.counting import queries

MENTIONS = text(
    "SELECT recorded_at < '2001-01-01', entry_id, entity, entity_id FROM audit_mentions ORDER BY 1, 2, 3, 4"
)
# What each entry mentions, found for it alone, as if it had been recorded long ago.
ONE_BY_ONE = text("""
DO $$ DECLARE e audit_entries; BEGIN
  FOR e IN SELECT * FROM audit_entries LOOP
    e.recorded_at := '2000-01-01Z';
    PERFORM mention_all_of(e), mention_linked_reservations_of(e);
  END LOOP;
END $$
""")


def told(**wanted: Any) -> list[tuple[str, str, str]]:
    return [(e.entity, e.action, e.outcome) for e in list_entries(AuditFilter(**wanted))]


def refs_of_group() -> list[str]:
    refs = db.session.scalars(select(Reservation.ref).where(Reservation.group_id.is_not(None))).all()
    assert len(refs) == 2
    return list(refs)


def client_of(ref: str) -> int:
    return make.find(ref).client_id


@pytest.fixture
def busy(house):
    """A reservation of cabin-1 that moved to cabin-2, was confirmed, and stood in somebody's way; a closure of cabin-3."""
    ref = make.request(house, 10, 13)
    states.confirm(house.actor(), ref)
    make.alter(house, ref, unit="cabin-2")
    with pytest.raises(Refused):
        make.reserve(house, 11, 12, unit="cabin-2", client="Grace Okoro")
    closures.create(
        house.actor(), closures.ClosureFields("cabin-3", make.july(10), make.july(12), "maintenance")
    )
    return ref


def test_a_unit_has_all_that_was_done_to_it_and_in_it_and_what_was_refused(house, busy):
    made = [("reservation", "made", "done")]
    assert told(unit_id=house.units["cabin-1"]) == [
        ("reservation", "changed", "done"), ("reservation", "confirmed", "done"), *made,
    ]  # fmt: skip
    assert told(unit_id=house.units["cabin-2"]) == [
        ("reservation", "made", "refused"), ("reservation", "changed", "done"),
    ]  # fmt: skip
    assert told(unit_id=house.units["cabin-3"]) == [("closure", "added", "done")]
    units.move(house.actor("manager"), "cabin-3", step=-1)
    assert told(unit_id=house.units["cabin-3"])[0] == ("unit", "moved", "done")


def test_a_client_has_their_reservations_and_what_was_merged_into_them(house, busy):
    ada = client_of(busy)
    assert [action for _, action, _ in told(client_id=ada)] == ["changed", "confirmed", "made", "added"]
    other = make.reserve(house, 20, 22, client="A. Okonkwo")
    refs = {row.id: row.ref for row in db.session.execute(select(Client)).scalars()}
    gone = client_of(other)
    clients.merge(house.actor(), refs[gone], into=refs[ada])
    merged = [("client", "merged", "done")]
    assert told(client_id=ada) == [
        *merged, ("reservation", "made", "done"), ("client", "added", "done"),
        ("reservation", "changed", "done"), ("reservation", "confirmed", "done"),
        ("reservation", "made", "done"), ("client", "added", "done"),
    ]  # fmt: skip


def test_a_swap_and_a_group_belong_to_all_their_units(house):
    one, two = make.reserve(house, 10, 13), make.reserve(house, 10, 13, unit="cabin-2", client="Eva Ríos")
    swap(house.actor(), one, two)
    for unit, ref in (("cabin-1", one), ("cabin-2", two)):
        assert told(unit_id=house.units[unit])[0] == ("reservation", "swapped", "done")
        assert told(client_id=client_of(ref))[0] == ("reservation", "swapped", "done")
        assert [entry[1] for entry in told(entity="reservation", entity_ref=ref)] == ["swapped", "made"]
    group(house, item("cabin-2", make.nights(20, 22)), item("cabin-3", make.nights(20, 22)))
    assert ("group", "made", "done") in told(unit_id=house.units["cabin-3"])
    assert ("group", "made", "done") in told(unit_id=house.units["cabin-2"])
    for ref in refs_of_group():
        assert ("group", "made", "done") in told(entity="reservation", entity_ref=ref)
    with pytest.raises(Refused):
        group(house, item("cabin-2", make.nights(20, 22)), item("cabin-1", make.nights(27, 29)))
    assert told(unit_id=house.units["cabin-1"])[0] == ("group", "made", "refused")


def test_what_is_written_for_many_at_once_is_what_each_entry_mentions_by_itself(house):
    ref = make.request(house, 10, 13)
    states.confirm(house.actor(), ref)
    states.cancel(house.actor(), ref)
    with pytest.raises(Refused):
        make.reserve(house, 20, 19, client="Grace Okoro")
    group(house, item("cabin-2", make.nights(25, 27)), item("cabin-3", make.nights(25, 27)))
    units.move(house.actor("manager"), "cabin-3", step=-1)
    written = db.session.execute(MENTIONS).all()
    db.session.execute(ONE_BY_ONE)
    by_themselves = [row for row in db.session.execute(MENTIONS) if row not in written]
    assert [row[1:] for row in by_themselves] == [row[1:] for row in written]
    named = "SELECT DISTINCT action FROM audit_entries e JOIN audit_mentions m ON m.entry_id = e.id"
    assert set(db.session.scalars(text(named))) == {"added", "made", "confirmed", "cancelled", "moved"}


def test_filters_hold_together(house, busy):
    both = {"unit_id": house.units["cabin-2"], "client_id": client_of(busy)}
    assert told(**both) == [("reservation", "changed", "done")]
    assert told(**both, ip="127.0.0.9") == told(**both)
    assert told(**both, ip="127.0.0.8") == []
    assert told(unit_id=house.units["cabin-2"], action="refused") == [("reservation", "made", "refused")]
    assert told(entity_ref=busy, entity="reservation", person_id=house.people["staff"])[0][1] == "changed"
    assert told(ip="127.0.0.9", person_id=house.people["manager"]) == []


def test_another_business_is_never_seen(house, busy, owner):
    everything = list_entries(AuditFilter())
    names = db.session.execute(select(AuditEntry.tenant_id).distinct()).scalars().all()
    assert names == [house.tenant.id]
    assert len(everything) == len(told(ip="127.0.0.9")) > 5


def test_pages_of_a_filter_follow_each_other_without_a_gap(house, busy):
    for wanted in (AuditFilter(), AuditFilter(unit_id=house.units["cabin-1"]), AuditFilter(ip="127.0.0.9")):
        all_of_it = [entry.id for entry in list_entries(wanted)]
        paged: list[int] = []
        while found := list_entries(wanted, before_id=paged[-1] if paged else None, most=2)[:2]:
            paged += [entry.id for entry in found]
        assert paged == all_of_it
        assert len(paged) > 2


def test_the_address_of_a_client_is_erased_with_the_client(house):
    visitor = Actor(kind=ActorKind.CLIENT, source="client", ip="203.0.113.7")
    wish = Wish(
        unit_ref="cabin-1", period=make.nights(10, 13), party=Party(adults=2),
        client=ClientChoice(fields=ClientFields(name="Ada Okonkwo")),
    )  # fmt: skip
    ref = reserve_by(visitor, wish)
    assert len(told(ip="203.0.113.7")) == 2
    client = db.session.execute(select(Client).where(Client.id == client_of(ref))).scalar_one()
    clients.erase(house.actor("manager"), client.ref)
    assert told(ip="203.0.113.7") == []
    assert len(told(client_id=client.id)) == 3
    kept = db.session.execute(select(AuditPrivate.ip, AuditPrivate.values)).all()
    assert "203.0.113.7" not in str(kept)


def test_a_page_takes_two_queries_whatever_is_asked(house, busy):
    for wanted in (
        AuditFilter(),
        AuditFilter(unit_id=house.units["cabin-1"]),
        AuditFilter(client_id=client_of(busy), ip="127.0.0.9"),
    ):
        with queries() as seen:
            list_entries(wanted)
        assert len(seen) == 2, seen
