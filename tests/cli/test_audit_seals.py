"""The chain over the record: what is changed past the application is found and named; writers never wait for it."""

from datetime import timedelta

import psycopg
import pytest
import time_machine

from app import clock, tenancy
from app.actions import clients, sealing
from app.actions.actor import CLI
from app.actions.clients import ClientFields
from app.domain.sealing import COLUMNS as COLUMNS_SEALED
from app.extensions import db
from app.jobs import schedule
from app.jobs import sealing as jobs
from app.models import AuditEntry, Client
from app.models.base import table_of
from tests.races.rushing import rush
from tests.servers import plain

ADD = """
INSERT INTO audit_entries (tenant_id, happened_at, actor, source, entity, entity_ref, action, after)
SELECT id, now(), 'cli', 'test', 'unit', 'u' || n, 'changed', jsonb_build_object('number', n, 'name', 'Ñandú')
FROM tenants, generate_series(1, %s) AS n WHERE slug = 'resort'
"""
COLUMNS = "happened_at, recorded_at, actor, source, entity, entity_ref, action"


@pytest.fixture
def sealed(business):
    """A business with twenty entries beside its first, all sealed; their numbers go by twos."""
    business.change("ALTER SEQUENCE audit_entries_id_seq INCREMENT 2")
    business.change(ADD, 20)
    assert business.done("audit", "seal") == "21 entries sealed.\n"
    return business


def broken(cli) -> str:
    (line,) = [line for line in cli.refused("audit", "verify").splitlines() if line.startswith("BROKEN")]
    return line


def eleventh(cli) -> int:
    return cli.one("SELECT id FROM audit_entries WHERE entity_ref = 'u10'")


def test_a_whole_chain_holds_and_tells_what_is_not_sealed(sealed):
    sealed.change(ADD, 3)
    said = sealed.done("audit", "verify", "--tenant", "resort")
    assert said.startswith("resort: 21 entries sealed, 3 not yet; the chain holds. Its end: 21:")
    assert sealed.done("audit", "seal") == "3 entries sealed.\n"
    assert "24 entries sealed, 0 not yet" in sealed.done("audit", "verify")
    assert sealed.done("audit", "seal") == "0 entries sealed.\n"
    assert "nobody" in sealed.refused("audit", "verify", "--tenant", "nobody")


@pytest.mark.parametrize(
    "change",
    [
        "action = 'made'",
        "after = after || '{\"number\": 11}'",
        "recorded_at = recorded_at - interval '1 microsecond'",
        "person_id = (SELECT min(id) FROM people)",
        "xid = (SELECT max(xid) FROM audit_entries)",
        "linked = '[{}]'",
    ],
)
def test_an_entry_changed_by_sql_is_named(sealed, change):
    sealed.change("INSERT INTO people (email, name) VALUES ('a@example.test', 'A')")
    sealed.change(ADD, 1)
    number = eleventh(sealed)
    sealed.change(f"UPDATE audit_entries SET {change} WHERE id = {number}")
    assert f"resort: entry {number}, recorded 20" in broken(sealed)
    assert "(unit u10 " in broken(sealed)
    assert "was changed" in broken(sealed)


def test_an_entry_deleted_by_sql_is_named(sealed):
    number = eleventh(sealed)
    sealed.change("DELETE FROM audit_entries WHERE id = %s", number)
    assert f"entry {number}, sealed 20" in broken(sealed)
    assert "as number 11, was deleted" in broken(sealed)


def test_an_entry_deleted_with_its_seal_is_seen_by_the_gap(sealed):
    number = eleventh(sealed)
    sealed.change("DELETE FROM audit_entries WHERE id = %s", number)
    sealed.change("DELETE FROM audit_seals WHERE entry_id = %s", number)
    assert "seal 11 is gone" in broken(sealed)
    sealed.change("UPDATE audit_seals SET id = id - 1 WHERE id > 11")
    assert f"entry {number + 2}," in broken(sealed)


def test_an_entry_put_among_sealed_ones_is_named(sealed):
    number = eleventh(sealed)
    sealed.change(
        f"INSERT INTO audit_entries (tenant_id, id, xid, {COLUMNS})"
        f" SELECT tenant_id, id + 1, xid, {COLUMNS} FROM audit_entries WHERE id = {number}"
    )
    assert sealed.done("audit", "seal") == "0 entries sealed.\n"
    assert f"entry {number + 1}, recorded" in broken(sealed)
    assert "was added among sealed ones" in broken(sealed)


def test_an_entry_put_in_days_later_is_named_although_it_was_sealed(business):
    business.change("ALTER SEQUENCE audit_entries_id_seq INCREMENT 2")
    business.change(ADD, 20)
    with time_machine.travel(clock.now() - timedelta(days=2)):
        assert business.done("audit", "seal") == "21 entries sealed.\n"
    number = eleventh(business)
    business.change(
        f"INSERT INTO audit_entries (tenant_id, id, {COLUMNS})"
        f" SELECT tenant_id, id + 1, {COLUMNS} FROM audit_entries WHERE id = {number}"
    )
    assert business.done("audit", "seal") == "1 entry sealed.\n"
    assert f"entry {number + 1}, recorded" in broken(business)
    assert "more than a day after its number was passed" in broken(business)


def test_a_changed_seal_is_found(sealed):
    sealed.change("UPDATE audit_seals SET digest = sha256('x') WHERE id = 7")
    assert "its seal, number 7, was changed" in broken(sealed)


def test_each_business_is_told_of_by_itself(sealed):
    sealed.done(
        "tenants", "create", "other", "--name", "Other", "--timezone", "Europe/Lisbon", "--currency", "EUR"
    )
    sealed.done("audit", "seal")
    sealed.change("DELETE FROM audit_entries WHERE id = %s", eleventh(sealed))
    assert "other: 1 entry sealed, 0 not yet; the chain holds." in sealed.refused("audit", "verify")
    assert sealed.done("audit", "verify", "--tenant", "other")


def test_what_is_erased_of_a_person_breaks_nothing(business, tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(
        "unit_type,client,arrives,departs,state,people\nT,Ann,2026-01-02,2026-01-04,finished,2\n", "utf-8"
    )
    business.done("import", "bookings", str(file), "--tenant", "resort")
    with business.app.app_context(), tenancy.entered(tenancy.find_by_slug("resort")):
        client = db.session.query(Client).one()
        db.session.rollback()
        fields = ClientFields(name="Ann Bright", email="ann@example.test")
        clients.change(CLI, client.ref, fields, version=client.version)
    assert business.one("SELECT count(*) FROM audit_private") > 0
    business.done("audit", "seal")
    with business.app.app_context(), tenancy.entered(tenancy.find_by_slug("resort")):
        clients.erase(CLI, client.ref)
    assert business.one("SELECT count(*) FROM audit_private") == 0
    business.done("audit", "seal")
    assert "0 not yet; the chain holds" in business.done("audit", "verify")


def test_whoever_writes_is_not_waited_for_and_is_sealed_when_done(sealed):
    sealed.change(ADD, 1)
    with psycopg.connect(plain(sealed.urls.superuser_url)) as slow:
        slow.execute(ADD, (1,))
        sealed.change(ADD, 2)
        assert sealed.done("audit", "seal") == "1 entry sealed.\n"
        assert "22 entries sealed, 2 not yet" in sealed.done("audit", "verify")
        slow.commit()
    assert sealed.done("audit", "seal") == "3 entries sealed.\n"
    numbers = sealed.ask("SELECT entry_id, id FROM audit_seals ORDER BY id DESC LIMIT 3")
    assert [place for _, place in numbers] == [25, 24, 23]
    assert "25 entries sealed, 0 not yet; the chain holds" in sealed.done("audit", "verify")


def test_who_took_a_lower_number_and_writes_later_is_sealed_too(sealed):
    number = sealed.one("SELECT nextval('audit_entries_id_seq')")
    sealed.change(ADD, 2)
    sealed.done("audit", "seal")
    sealed.change(
        f"INSERT INTO audit_entries (tenant_id, id, {COLUMNS})"
        f" SELECT tenant_id, {number}, {COLUMNS} FROM audit_entries LIMIT 1"
    )
    assert sealed.done("audit", "seal") == "1 entry sealed.\n"
    assert "24 entries sealed, 0 not yet; the chain holds" in sealed.done("audit", "verify")


def test_sealers_at_once_seal_each_entry_once(sealed, monkeypatch):
    sealed.change(ADD, 400)
    monkeypatch.setattr(sealing, "BATCH", 50)

    sealed.settle()

    def one(_number):
        with sealed.app.app_context():
            return sealing.seal()

    assert sum(rush(4, one)) == 400
    assert "421 entries sealed, 0 not yet; the chain holds" in sealed.done("audit", "verify")


def test_a_run_that_has_no_time_left_gives_each_business_one_batch(sealed, monkeypatch):
    sealed.done(
        "tenants", "create", "other", "--name", "Other", "--timezone", "Europe/Lisbon", "--currency", "EUR"
    )
    sealed.change(ADD, 50)
    monkeypatch.setattr(sealing, "BATCH", 20)
    sealed.settle()
    with sealed.app.app_context():
        assert [sealing.seal(budget_s=0) for _ in range(4)] == [21, 20, 10, 0]


def test_a_chain_that_another_server_began_goes_on(sealed):
    """A dump keeps the numbers of transactions of the server it is from; here they begin anew."""
    sealed.change("UPDATE audit_entries SET xid = (xid::text::numeric + 1000000)::text::xid8")
    sealed.change("DELETE FROM audit_seals")
    assert sealed.done("audit", "seal") == "21 entries sealed.\n"
    for added in (2, 3):
        sealed.change(ADD, added)
        assert sealed.done("audit", "seal") == f"{added} entries sealed.\n"
    assert "26 entries sealed, 0 not yet; the chain holds" in sealed.done("audit", "verify")


def test_the_worker_seals_every_ten_seconds():
    (seal,) = [each for each in schedule.PERIODIC if each.name == "seal"]
    assert (seal.period_s, seal.function) == (10, f"{jobs.seal.__module__}.{jobs.seal.__name__}")


def test_every_column_of_an_entry_is_sealed():
    assert set(COLUMNS_SEALED) == {column.name for column in table_of(AuditEntry).columns}
