"""Activity: what each entry of the record mentions, its address beside its time, and indexes that its pages walk."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
TABLE = """
CREATE TABLE audit_mentions (
    tenant_id BIGINT NOT NULL,
    entity TEXT NOT NULL,
    entity_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    entry_id BIGINT NOT NULL,
    CONSTRAINT audit_mentions_pkey PRIMARY KEY (tenant_id, entity, entity_id, recorded_at, entry_id),
    CONSTRAINT audit_mentions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT audit_mentions_entity_is_known CHECK (entity IN ('unit', 'client'))
)
"""
# One look-up for each thing that an entry names, and only for the entities that name such a thing; then one insert.
MENTION = """
CREATE FUNCTION mention_all_of(e audit_entries) RETURNS void LANGUAGE plpgsql AS $$
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
CREATE FUNCTION mention_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mention_all_of(NEW);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_mentions AFTER INSERT ON audit_entries
  FOR EACH ROW WHEN (NEW.entity IN ('reservation', 'group', 'lock', 'client', 'unit', 'site_unit', 'closure', 'slot'))
  EXECUTE FUNCTION mention_entry();
"""
WRITTEN_BEFORE = """
DO $$ DECLARE e audit_entries; BEGIN
  FOR e IN SELECT * FROM audit_entries ORDER BY id LOOP PERFORM mention_all_of(e); END LOOP;
END $$
"""
PRIVATE = """
ALTER TABLE audit_private ADD COLUMN ip TEXT GENERATED ALWAYS AS ("values" ->> 'ip') STORED,
    ADD COLUMN recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL;
UPDATE audit_private p SET recorded_at = e.recorded_at FROM audit_entries e WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id;
CREATE INDEX audit_private_by_ip ON audit_private (tenant_id, ip, recorded_at, entry_id) WHERE ip IS NOT NULL;
"""
# Each of them once ended with the key alone, which is not the order of a page.
WALKED = {
    "audit_entries_by_entity": ("tenant_id, entity, recorded_at, id", "tenant_id, entity, entity_id, id"),
    "audit_entries_by_person": ("tenant_id, person_id, recorded_at, id", "tenant_id, person_id, id"),
    "audit_entries_by_action": ("tenant_id, action, recorded_at, id", "tenant_id, action, id"),
}
NEW = """
CREATE INDEX audit_entries_by_ref ON audit_entries (tenant_id, entity_ref, recorded_at, id) WHERE entity_ref <> '';
CREATE INDEX audit_entries_refused ON audit_entries (tenant_id, recorded_at, id) WHERE outcome = 'refused';
"""
# Who chose to be mailed the end of the record each day, and was not since their business's day began.
TO_ANCHOR = """
CREATE INDEX mails_anchored ON mails (tenant_id, person_id, made_at) WHERE kind = 'anchor';
CREATE FUNCTION tenants_to_anchor(at timestamptz, early interval)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM tenants t
  CROSS JOIN LATERAL (SELECT date_trunc('day', at AT TIME ZONE t.timezone) AT TIME ZONE t.timezone AS began) today
  WHERE at >= today.began + early
    AND EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = t.id)
    AND EXISTS (
      SELECT FROM mail_choices c WHERE c.tenant_id = t.id AND c.events ? 'anchor' AND NOT EXISTS (
        SELECT FROM mails m
        WHERE m.tenant_id = c.tenant_id AND m.person_id = c.person_id AND m.kind = 'anchor' AND m.made_at >= today.began)
    )
  ORDER BY t.id
$$;
REVOKE ALL ON FUNCTION tenants_to_anchor(timestamptz, interval) FROM PUBLIC;
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute("ALTER TABLE audit_mentions ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY audit_mentions_wall ON audit_mentions"
        f" USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute(MENTION)
    op.execute(WRITTEN_BEFORE)
    op.execute(PRIVATE)
    for name, (columns, _) in WALKED.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON audit_entries ({columns})")
    op.execute(NEW)
    op.execute(TO_ANCHOR)


def downgrade() -> None:
    op.execute("DROP FUNCTION tenants_to_anchor(timestamptz, interval)")
    op.execute("DROP INDEX mails_anchored")
    op.execute("DROP INDEX audit_entries_refused")
    op.execute("DROP INDEX audit_entries_by_ref")
    for name, (_, columns) in WALKED.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON audit_entries ({columns})")
    op.execute("DROP INDEX audit_private_by_ip")
    op.execute("ALTER TABLE audit_private DROP COLUMN recorded_at, DROP COLUMN ip")
    op.execute("DROP TRIGGER audit_entry_mentions ON audit_entries")
    op.execute("DROP FUNCTION mention_entry()")
    op.execute("DROP FUNCTION mention_all_of(audit_entries)")
    op.execute("DROP TABLE audit_mentions")
