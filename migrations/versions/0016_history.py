"""History: an action that moves several reservations, a swap or a group, stands in the history of each of them."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KNOWN = "ALTER TABLE audit_mentions ADD CONSTRAINT audit_mentions_entity_is_known CHECK (entity IN ({}))"
MENTION = """
CREATE OR REPLACE FUNCTION mention_all_of(e audit_entries) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of_units bigint[] := '{}';
  of_clients bigint[] := '{}';
  of_reservations bigint[] := '{}';
  named text[] := array_remove(ARRAY[e.before ->> 'unit', e.after ->> 'unit', e.request ->> 'unit'], NULL);
  row record;
BEGIN
  IF e.entity IN ('reservation', 'lock') AND e.entity_ref <> '' THEN
    SELECT r.unit_id, r.client_id, u.ref INTO row FROM reservations r
    JOIN units u ON u.tenant_id = r.tenant_id AND u.id = r.unit_id
    WHERE r.tenant_id = e.tenant_id AND r.ref = e.entity_ref;
    IF FOUND THEN
      of_units := ARRAY[row.unit_id];
      of_clients := ARRAY[row.client_id];
      named := array_remove(named, row.ref);
    END IF;
  ELSIF e.entity = 'client' AND e.entity_id IS NOT NULL THEN
    of_clients := ARRAY[e.entity_id];
  ELSIF e.entity = 'client' THEN
    SELECT array_agg(c.id) INTO of_clients FROM clients c WHERE c.tenant_id = e.tenant_id AND c.ref = e.entity_ref;
  ELSIF e.entity IN ('unit', 'site_unit') THEN
    named := named || e.entity_ref;
  ELSIF e.entity = 'group' THEN
    SELECT array_agg(g.client_id) INTO of_clients FROM reservation_groups g
    WHERE g.tenant_id = e.tenant_id AND g.ref = e.entity_ref;
    named := named || ARRAY(SELECT item ->> 'unit' FROM jsonb_path_query(e.request, '$.items[*]') AS item);
  END IF;
  IF named <> '{}' THEN
    of_units := of_units || ARRAY(SELECT u.id FROM units u WHERE u.tenant_id = e.tenant_id AND u.ref = ANY(named));
  END IF;
  IF e.linked <> '[]' THEN
    FOR row IN SELECT l.link ->> 'entity' AS entity, (l.link ->> 'id')::bigint AS id FROM jsonb_array_elements(e.linked) AS l (link)
    LOOP
      IF row.entity = 'unit' THEN
        of_units := of_units || row.id;
      ELSIF row.entity = 'client' THEN
        of_clients := of_clients || row.id;
        IF e.entity = 'client' AND e.action = 'merged' THEN -- whoever was merged brings along what was said of them
          INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
          SELECT m.tenant_id, m.entity, e.entity_id, m.recorded_at, m.entry_id FROM audit_mentions m
          WHERE m.tenant_id = e.tenant_id AND m.entity = 'client' AND m.entity_id = row.id
          ON CONFLICT DO NOTHING;
        END IF;
      ELSIF row.entity = 'reservation' THEN
        of_reservations := of_reservations || row.id;
        IF e.entity = 'group' OR e.action = 'swapped' THEN
          SELECT of_units || r.unit_id, of_clients || r.client_id INTO of_units, of_clients
          FROM reservations r WHERE r.tenant_id = e.tenant_id AND r.id = row.id;
        END IF;
      END IF;
    END LOOP;
  END IF;
  INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
  SELECT e.tenant_id, 'unit', u.id, e.recorded_at, e.id FROM unnest(of_units) AS u (id) WHERE u.id IS NOT NULL
  UNION SELECT e.tenant_id, 'client', c.id, e.recorded_at, e.id FROM unnest(of_clients) AS c (id) WHERE c.id IS NOT NULL
  UNION SELECT e.tenant_id, 'reservation', n.id, e.recorded_at, e.id FROM unnest(of_reservations) AS n (id) WHERE n.id IS NOT NULL
  ON CONFLICT DO NOTHING;
END $$;
"""
WRITTEN_BEFORE = """
INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
SELECT e.tenant_id, 'reservation', (l.link ->> 'id')::bigint, e.recorded_at, e.id
FROM audit_entries e CROSS JOIN jsonb_array_elements(e.linked) AS l (link)
WHERE l.link ->> 'entity' = 'reservation' AND l.link ->> 'id' IS NOT NULL
ON CONFLICT DO NOTHING
"""
BEFORE = """
CREATE OR REPLACE FUNCTION mention_all_of(e audit_entries) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of_units bigint[] := '{}';
  of_clients bigint[] := '{}';
  named text[] := array_remove(ARRAY[e.before ->> 'unit', e.after ->> 'unit', e.request ->> 'unit'], NULL);
  row record;
BEGIN
  IF e.entity IN ('reservation', 'lock') AND e.entity_ref <> '' THEN
    SELECT r.unit_id, r.client_id, u.ref INTO row FROM reservations r
    JOIN units u ON u.tenant_id = r.tenant_id AND u.id = r.unit_id
    WHERE r.tenant_id = e.tenant_id AND r.ref = e.entity_ref;
    IF FOUND THEN
      of_units := ARRAY[row.unit_id];
      of_clients := ARRAY[row.client_id];
      named := array_remove(named, row.ref);
    END IF;
  ELSIF e.entity = 'client' AND e.entity_id IS NOT NULL THEN
    of_clients := ARRAY[e.entity_id];
  ELSIF e.entity = 'client' THEN
    SELECT array_agg(c.id) INTO of_clients FROM clients c WHERE c.tenant_id = e.tenant_id AND c.ref = e.entity_ref;
  ELSIF e.entity IN ('unit', 'site_unit') THEN
    named := named || e.entity_ref;
  ELSIF e.entity = 'group' THEN
    SELECT array_agg(g.client_id) INTO of_clients FROM reservation_groups g
    WHERE g.tenant_id = e.tenant_id AND g.ref = e.entity_ref;
    named := named || ARRAY(SELECT item ->> 'unit' FROM jsonb_path_query(e.request, '$.items[*]') AS item);
  END IF;
  IF named <> '{}' THEN
    of_units := of_units || ARRAY(SELECT u.id FROM units u WHERE u.tenant_id = e.tenant_id AND u.ref = ANY(named));
  END IF;
  IF e.linked <> '[]' THEN
    FOR row IN SELECT l.link ->> 'entity' AS entity, (l.link ->> 'id')::bigint AS id FROM jsonb_array_elements(e.linked) AS l (link)
    LOOP
      IF row.entity = 'unit' THEN
        of_units := of_units || row.id;
      ELSIF row.entity = 'client' THEN
        of_clients := of_clients || row.id;
        IF e.entity = 'client' AND e.action = 'merged' THEN -- whoever was merged brings along what was said of them
          INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
          SELECT m.tenant_id, m.entity, e.entity_id, m.recorded_at, m.entry_id FROM audit_mentions m
          WHERE m.tenant_id = e.tenant_id AND m.entity = 'client' AND m.entity_id = row.id
          ON CONFLICT DO NOTHING;
        END IF;
      ELSIF row.entity = 'reservation' AND (e.entity = 'group' OR e.action = 'swapped') THEN
        SELECT of_units || r.unit_id, of_clients || r.client_id INTO of_units, of_clients
        FROM reservations r WHERE r.tenant_id = e.tenant_id AND r.id = row.id;
      END IF;
    END LOOP;
  END IF;
  INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
  SELECT e.tenant_id, 'unit', u.id, e.recorded_at, e.id FROM unnest(of_units) AS u (id) WHERE u.id IS NOT NULL
  UNION SELECT e.tenant_id, 'client', c.id, e.recorded_at, e.id FROM unnest(of_clients) AS c (id) WHERE c.id IS NOT NULL
  ON CONFLICT DO NOTHING;
END $$;
"""


def upgrade() -> None:
    op.execute("ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_entity_is_known")
    op.execute(KNOWN.format("'unit', 'client', 'reservation'"))
    op.execute(MENTION)
    op.execute(WRITTEN_BEFORE)


def downgrade() -> None:
    op.execute("DELETE FROM audit_mentions WHERE entity = 'reservation'")
    op.execute(BEFORE)
    op.execute("ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_entity_is_known")
    op.execute(KNOWN.format("'unit', 'client'"))
