"""Real commits on a database of the test's own: the wall is not what a rolled-back transaction shows."""

import psycopg
import pytest

from app.cli.release import plain_url
from app.extensions import db
from app.factory import create_app
from app.settings import load

TWO_HOUSES = """
INSERT INTO tenants (slug, name, timezone, currency, locale) VALUES
  ('one', 'One', 'Europe/Madrid', 'EUR', 'en'), ('two', 'Two', 'Europe/Madrid', 'EUR', 'en');
INSERT INTO people (email, name) VALUES ('one@example.test', 'One'), ('two@example.test', 'Two');
INSERT INTO credentials (person_id, password_hash) SELECT id, 'hash' FROM people;
INSERT INTO memberships (tenant_id, person_id, ref, role)
  SELECT t.id, p.id, 'm', 'owner' FROM tenants t JOIN people p ON p.name = t.name;
INSERT INTO sessions (ref, person_id, digest) SELECT 's' || id, id, sha256(email::bytea) FROM people;
INSERT INTO tenant_hosts (host, tenant_id) SELECT slug || '.example.test', id FROM tenants;
INSERT INTO invitations (tenant_id, ref, email, role, digest, expires_at)
  SELECT id, 'i', 'new@example.test', 'staff', '\\x00', now() FROM tenants;
INSERT INTO unit_types (tenant_id, ref, name) SELECT id, 'cabins', 'Cabins' FROM tenants;
INSERT INTO policies (tenant_id, ref, name) SELECT id, 'p', 'P' FROM tenants;
INSERT INTO policy_versions (tenant_id, policy_id, number, kind, document, note)
  SELECT tenant_id, id, 1, 'nightly', '{}', '' FROM policies;
INSERT INTO units (tenant_id, ref, name, unit_type_id, policy_id, capacity)
  SELECT y.tenant_id, 'u', 'U', y.id, p.id, 2 FROM unit_types y JOIN policies p USING (tenant_id);
INSERT INTO clients (tenant_id, ref, name, name_key, search_key)
  SELECT id, 'c', 'Ada', 'ada', 'ada okonkwo' FROM tenants;
INSERT INTO reservations (tenant_id, ref, unit_id, client_id, policy_version_id, state, arrives_on, departs_on,
    starts_at, ends_at, period, adults, total_minor, made_at)
  SELECT u.tenant_id, 'r', u.id, c.id, v.id, 'confirmed', '2026-07-10', '2026-07-13',
    '2026-07-10 13:00Z', '2026-07-13 09:00Z', '{}', 2, 30000, now()
  FROM units u JOIN clients c USING (tenant_id) JOIN policy_versions v USING (tenant_id);
INSERT INTO state_changes (tenant_id, reservation_id, to_state, happened_at)
  SELECT tenant_id, id, 'confirmed', now() FROM reservations;
INSERT INTO price_lines (tenant_id, reservation_id, position, kind, code, facts, quantity, amount_minor, counts)
  SELECT tenant_id, id, 0, 'night', 'night', '{}', 1, 30000, true FROM reservations;
INSERT INTO closures (tenant_id, ref, unit_id, starts_on, ends_on, starts_at, ends_at, reason)
  SELECT tenant_id, 'x', id, '2026-08-01', '2026-08-02', '2026-08-01 13:00Z', '2026-08-02 09:00Z', 'owner' FROM units;
INSERT INTO claims (tenant_id, unit_id, source, reservation_id, starts_at, ends_at, blocks_from, blocks_to)
  SELECT tenant_id, unit_id, 'reservation', id, starts_at, ends_at, starts_at, ends_at FROM reservations;
INSERT INTO claims (tenant_id, unit_id, source, closure_id, starts_at, ends_at, blocks_from, blocks_to)
  SELECT tenant_id, unit_id, 'closure', id, starts_at, ends_at, starts_at, ends_at FROM closures;
INSERT INTO audit_entries (tenant_id, happened_at, actor, source, entity, entity_ref, action)
  SELECT tenant_id, now(), 'cli', 'test', 'unit', ref, 'added' FROM units;
INSERT INTO audit_private (tenant_id, entry_id, values, salt) SELECT tenant_id, id, '{}', '\\x00' FROM audit_entries;
INSERT INTO audit_seals (tenant_id, id, entry_id, xid, sealed_at, digest)
  SELECT tenant_id, 1, id, xid, now(), sha256('') FROM audit_entries;
INSERT INTO idempotency_keys (tenant_id, key, action, body_digest, status, reference)
  SELECT id, 'k', 'a', '\\x00', 201, 'r' FROM tenants;
INSERT INTO outbox (tenant_id, ref, job, queue, ids, made_at, look_at)
  SELECT id, 'x', 'a', 'now', '{}', now(), now() FROM tenants;
INSERT INTO devices (tenant_id, ref, person_id, name, endpoint, p256dh, auth, events)
  SELECT tenant_id, 'd', person_id, 'Phone', 'https://push.test/' || tenant_id, 'p', 'a', '[]' FROM memberships;
INSERT INTO deliveries (tenant_id, device_id, entry_id, event, made_at, due_at)
  SELECT d.tenant_id, d.id, e.id, 'made', now(), now() FROM devices d JOIN audit_entries e USING (tenant_id);
INSERT INTO mails (tenant_id, ref, audience, kind, language, recipient, subject, body, client_id, reservation_id, made_at)
  SELECT tenant_id, 'm', 'client', 'confirmed', 'en', 'ada@example.test', 'S', 'B', client_id, id, now() FROM reservations;
INSERT INTO mail_texts (tenant_id, kind, language, subject, body) SELECT id, 'confirmed', 'en', 'S', 'B' FROM tenants;
INSERT INTO mail_settings (tenant_id, switched_off, reminder_days) SELECT id, '[]', 2 FROM tenants;
INSERT INTO mail_choices (tenant_id, person_id, events) SELECT tenant_id, person_id, '[]' FROM memberships;
INSERT INTO password_resets (tenant_id, ref, person_id, digest, made_at, expires_at)
  SELECT tenant_id, 'p', person_id, '\\x00', now(), now() FROM memberships;
INSERT INTO sites (tenant_id, draft) SELECT id, '{}' FROM tenants;
INSERT INTO site_units (tenant_id, unit_id, slug, draft) SELECT tenant_id, id, 'u', '{}' FROM units;
INSERT INTO site_pages (tenant_id, ref, slug, draft) SELECT id, 's', 'rules', '{}' FROM tenants;
INSERT INTO pictures (tenant_id, ref, width, height, colour, alt, formats, digest, made_at)
  SELECT id, 'x', 3, 2, '', '{}', '[]', '\\x00', now() FROM tenants;
INSERT INTO stats_rolls (tenant_id, first_on, last_on, xid, entry_id)
  SELECT id, '2026-07-01', '2026-08-01', pg_current_xact_id(), 0 FROM tenants;
INSERT INTO stats_type_arrivals SELECT tenant_id, '2026-07-01', id, '', 'nights', '3', 1 FROM unit_types;
INSERT INTO stats_unit_days SELECT tenant_id, id, '2026-07-10', '', 'nightly', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 FROM units;
INSERT INTO stats_unit_months SELECT tenant_id, unit_id, '2026-07-01', channel, kind, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
  FROM stats_unit_days;
INSERT INTO stats_type_days SELECT tenant_id, id, '2026-07-10', '', 'nightly', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 FROM unit_types;
INSERT INTO units (tenant_id, ref, name, unit_type_id, policy_id, capacity, stock, exclusive, quantity)
  SELECT u.tenant_id, more.ref, more.ref, u.unit_type_id, u.policy_id, 2, more.ref, false, more.quantity
  FROM units u CROSS JOIN (VALUES ('pool', 10), ('seats', 12), ('composite', 1)) AS more (ref, quantity);
INSERT INTO unit_parts (tenant_id, composite_id, part_id, quantity)
  SELECT c.tenant_id, c.id, p.id, 3 FROM units c JOIN units p USING (tenant_id)
  WHERE c.stock = 'composite' AND p.stock = 'pool';
INSERT INTO slot_occurrences (tenant_id, ref, unit_id, starts_at, ends_at, seats)
  SELECT tenant_id, 'o', id, '2026-07-10 08:00Z', '2026-07-10 10:00Z', 12 FROM units WHERE stock = 'seats';
INSERT INTO reservation_groups (tenant_id, ref, client_id, made_at) SELECT tenant_id, 'g', id, now() FROM clients;
INSERT INTO quotes (tenant_id, ref, unit_id, policy_version_id, request_digest, lines, total_minor, made_at, expires_at)
  SELECT u.tenant_id, 'q', u.id, v.id, '\\x00', '[]', 0, now(), now() FROM units u
  JOIN policy_versions v USING (tenant_id) WHERE u.stock = 'single';
"""


@pytest.fixture
def engine(own_database):
    """The application's own engine, inside its context."""
    app = create_app(load(own_database.environ()))
    with app.app_context():
        yield db.engine
        db.engine.dispose()


@pytest.fixture
def owner_sql(own_database):
    """A session as the owner of the tables, with two tenants that hold a row of everything."""
    with psycopg.connect(plain_url(own_database.owner_url), autocommit=True) as connection:
        connection.execute(TWO_HOUSES)
        yield connection


@pytest.fixture
def app_sql(own_database, owner_sql):
    """A session as the app's role, with nothing entered."""
    with psycopg.connect(plain_url(own_database.app_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def enter(app_sql, owner_sql):
    """Enter a tenant, a person, or both, in the app's session."""

    def set_both(slug=None, *, person=None):
        tenant = slug and owner_sql.execute("SELECT id FROM tenants WHERE slug = %s", [slug]).fetchone()[0]
        app_sql.execute(
            "SELECT set_config('app.tenant_id', %s, false), set_config('app.person_id', %s, false)",
            [str(tenant or ""), str(person or "")],
        )
        return tenant

    return set_both
