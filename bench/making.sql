\set i :i + 1
\set n :i * 16 + :client_id
\set unit :first_unit + :n % :units
\set day :first_day + 4 * (:n / :units)
BEGIN;
SELECT set_config('app.tenant_id', :tenant, true), set_config('app.person_id', :person, true);
INSERT INTO clients (tenant_id, ref, name, name_key, email, search_key)
  VALUES (:tenant, gen_random_uuid()::text, 'Ada Okonkwo', 'ada okonkwo', 'ada@clients.example', 'ada okonkwo ada@clients.example')
  RETURNING id AS client \gset
INSERT INTO audit_entries (tenant_id, happened_at, recorded_at, actor, person_id, source, request_id, entity, entity_id, entity_ref, action, after)
  VALUES (:tenant, now(), now(), 'member', :person, 'editor', 'ab12', 'client', :client, 'x', 'added', :facts::jsonb)
  RETURNING id AS first_entry \gset
INSERT INTO audit_private (tenant_id, entry_id, client_id, person_id, values, salt)
  VALUES (:tenant, :first_entry, :client, NULL, '{"after": {"name": "Ada Okonkwo", "email": "ada@clients.example"}}', '\x00112233445566778899aabbccddeeff'),
         (:tenant, :first_entry, NULL, :person, '{"ip": "127.0.0.1"}', '\x00112233445566778899aabbccddeeff');
INSERT INTO reservations (tenant_id, ref, unit_id, client_id, policy_version_id, state, arrives_on, departs_on, starts_at, ends_at,
                          period, adults, due_at, due_state, total_minor, made_at)
  VALUES (:tenant, gen_random_uuid()::text, :unit, :client, :version, 'confirmed', date '2000-01-01' + :day::int, date '2000-01-04' + :day::int,
          timestamptz '2000-01-01 15:00' + :day::int * interval '1 day', timestamptz '2000-01-04 11:00' + :day::int * interval '1 day',
          '{"starts_time": null, "ends_time": null}', 2, timestamptz '2000-01-01 22:00' + :day::int * interval '1 day', 'absent', 30000, now())
  RETURNING id AS reservation \gset
INSERT INTO claims (tenant_id, unit_id, source, reservation_id, starts_at, ends_at, blocks_from, blocks_to, due_at)
  VALUES (:tenant, :unit, 'reservation', :reservation,
          timestamptz '2000-01-01 15:00' + :day::int * interval '1 day', timestamptz '2000-01-04 11:00' + :day::int * interval '1 day',
          timestamptz '2000-01-01 15:00' + :day::int * interval '1 day', timestamptz '2000-01-04 13:00' + :day::int * interval '1 day',
          timestamptz '2000-01-01 22:00' + :day::int * interval '1 day');
INSERT INTO price_lines (tenant_id, reservation_id, position, kind, code, facts, on_date, quantity, amount_minor, counts)
  VALUES (:tenant, :reservation, 0, 'night', 'night', :facts::jsonb, date '2000-01-01' + :day::int, 1, 10000, true),
         (:tenant, :reservation, 1, 'night', 'night', :facts::jsonb, date '2000-01-02' + :day::int, 1, 10000, true),
         (:tenant, :reservation, 2, 'night', 'night', :facts::jsonb, date '2000-01-03' + :day::int, 1, 10000, true);
INSERT INTO state_changes (tenant_id, reservation_id, to_state, happened_at, recorded_at, person_id)
  VALUES (:tenant, :reservation, 'confirmed', now(), now(), :person);
INSERT INTO audit_entries (tenant_id, happened_at, recorded_at, actor, person_id, source, request_id, entity, entity_id, entity_ref, action, after)
  VALUES (:tenant, now(), now(), 'member', :person, 'editor', 'ab12', 'reservation', :reservation, 'x', 'made', :facts::jsonb)
  RETURNING id AS second_entry \gset
INSERT INTO audit_private (tenant_id, entry_id, client_id, person_id, values, salt)
  VALUES (:tenant, :second_entry, NULL, :person, '{"ip": "127.0.0.1"}', '\x00112233445566778899aabbccddeeff');
INSERT INTO idempotency_keys (tenant_id, key, action, body_digest, status, reference)
  VALUES (:tenant, gen_random_uuid()::text, 'reservation.made', '\x00112233445566778899aabbccddeeff', 201, 'x');
INSERT INTO outbox (tenant_id, ref, job, queue, ids, made_at, look_at)
  VALUES (:tenant, gen_random_uuid()::text, 'notices', 'now', '{"entry": 1}', now(), now() + interval '2 minutes');
COMMIT;
