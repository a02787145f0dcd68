"""The record costs less: what most entries mention is written by one statement, and fewer indexes and links are kept.

Most mention a reservation's unit and client, or a client. A mention is written by the database from an entry that has its
tenant, so it needs no link of its own. What is private is found by its entry, so its key begins with it; both are written by
one statement, and no entry ever goes, so the link to it said nothing: it was checked by walking whatever index the planner
took while the table was empty.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# What was just made names the unit that it has. Whatever names something else is looked at by itself, row by row.
OF_ITSELF = """{0}.entity IN ('reservation', 'lock') AND {0}.entity_ref <> '' AND {0}.linked = '[]'
    AND NOT {0}.before ? 'unit' AND NOT {0}.request ? 'unit'
    AND (NOT {0}.after ? 'unit' OR {0}.entity = 'reservation' AND {0}.action = 'made')"""
OF_A_CLIENT = "{0}.entity = 'client' AND {0}.entity_id IS NOT NULL AND {0}.linked = '[]'"
PLAINLY = f"""
CREATE FUNCTION mention_plainly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
  SELECT a.tenant_id, named.entity, named.id, a.recorded_at, a.id
  FROM added a
  JOIN reservations r ON r.tenant_id = a.tenant_id AND r.ref = a.entity_ref
  CROSS JOIN LATERAL (VALUES ('unit', r.unit_id), ('client', r.client_id)) AS named (entity, id)
  WHERE {OF_ITSELF.format("a")}
  UNION ALL
  SELECT a.tenant_id, a.entity, a.entity_id, a.recorded_at, a.id FROM added a WHERE {OF_A_CLIENT.format("a")};
  RETURN NULL;
END $$;
CREATE FUNCTION mention_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mention_all_of(NEW);
  IF NEW.linked <> '[]' THEN PERFORM mention_linked_reservations_of(NEW); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_mention_plainly AFTER INSERT ON audit_entries REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION mention_plainly();
CREATE TRIGGER audit_entry_mentions AFTER INSERT ON audit_entries FOR EACH ROW
  WHEN (
    NEW.entity IN ('reservation', 'group', 'lock', 'client', 'unit', 'site_unit', 'closure', 'slot')
    AND NOT ({OF_ITSELF.format("NEW")}) AND NOT ({OF_A_CLIENT.format("NEW")})
  ) EXECUTE FUNCTION mention_entry();
"""
LESS = """
ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_tenant_id_fkey;
ALTER TABLE audit_private DROP CONSTRAINT audit_private_tenant_id_entry_id_fkey;
DROP INDEX audit_private_by_entry;
ALTER TABLE audit_private DROP CONSTRAINT audit_private_pkey,
  ADD CONSTRAINT audit_private_pkey PRIMARY KEY (tenant_id, entry_id, id);
DROP INDEX audit_private_by_client;
CREATE INDEX audit_private_by_client ON audit_private (tenant_id, client_id) WHERE client_id IS NOT NULL;
"""
# As 0001 and 0014 left it.
MORE = """
DROP INDEX audit_private_by_client;
CREATE INDEX audit_private_by_client ON audit_private (tenant_id, client_id);
ALTER TABLE audit_private DROP CONSTRAINT audit_private_pkey, ADD CONSTRAINT audit_private_pkey PRIMARY KEY (tenant_id, id);
CREATE INDEX audit_private_by_entry ON audit_private (tenant_id, entry_id);
ALTER TABLE audit_private ADD CONSTRAINT audit_private_tenant_id_entry_id_fkey
  FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_entries (tenant_id, id);
ALTER TABLE audit_mentions ADD CONSTRAINT audit_mentions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id);
"""
# As 0020 left it.
AT_ONCE = """
CREATE FUNCTION is_of_its_reservation_alone(
  entity text, entity_ref text, linked jsonb, before jsonb, after jsonb, request jsonb
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT entity IN ('reservation', 'lock') AND entity_ref <> '' AND linked = '[]'
    AND NOT coalesce(before ? 'unit', false) AND NOT coalesce(after ? 'unit', false) AND NOT coalesce(request ? 'unit', false)
$$;
CREATE FUNCTION mention_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE e audit_entries;
BEGIN
  INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
  SELECT a.tenant_id, named.entity, named.id, a.recorded_at, a.id
  FROM added a
  JOIN reservations r ON r.tenant_id = a.tenant_id AND r.ref = a.entity_ref
  CROSS JOIN LATERAL (VALUES ('unit', r.unit_id), ('client', r.client_id)) AS named (entity, id)
  WHERE is_of_its_reservation_alone(a.entity, a.entity_ref, a.linked, a.before, a.after, a.request)
  ON CONFLICT DO NOTHING;
  FOR e IN
    SELECT * FROM added a
    WHERE a.entity IN ('reservation', 'group', 'lock', 'client', 'unit', 'site_unit', 'closure', 'slot')
      AND NOT is_of_its_reservation_alone(a.entity, a.entity_ref, a.linked, a.before, a.after, a.request)
    ORDER BY a.id
  LOOP
    PERFORM mention_all_of(e);
    IF e.linked <> '[]' THEN PERFORM mention_linked_reservations_of(e); END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_mentions AFTER INSERT ON audit_entries REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION mention_entries();
"""


def upgrade() -> None:
    op.execute("DROP TRIGGER audit_entries_mentions ON audit_entries")
    op.execute("DROP FUNCTION mention_entries()")
    op.execute("DROP FUNCTION is_of_its_reservation_alone(text, text, jsonb, jsonb, jsonb, jsonb)")
    op.execute(PLAINLY)
    op.execute(LESS)


def downgrade() -> None:
    op.execute(MORE)
    op.execute("DROP TRIGGER audit_entry_mentions ON audit_entries")
    op.execute("DROP TRIGGER audit_entries_mention_plainly ON audit_entries")
    op.execute("DROP FUNCTION mention_plainly()")
    op.execute("DROP FUNCTION mention_entry()")
    op.execute(AT_ONCE)
