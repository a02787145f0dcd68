"""What entries of the record mention is found for all that one statement writes: a sweep writes a thousand."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Most entries are of one reservation and name nothing else: its unit and its client are looked up for all at once.
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
# As 0014 and 0016 left it.
ONE_BY_ONE = """
CREATE FUNCTION mention_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mention_all_of(NEW);
  IF NEW.linked <> '[]' THEN PERFORM mention_linked_reservations_of(NEW); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_mentions AFTER INSERT ON audit_entries
  FOR EACH ROW WHEN (NEW.entity IN ('reservation', 'group', 'lock', 'client', 'unit', 'site_unit', 'closure', 'slot'))
  EXECUTE FUNCTION mention_entry();
"""


def upgrade() -> None:
    op.execute("DROP TRIGGER audit_entry_mentions ON audit_entries")
    op.execute("DROP FUNCTION mention_entry()")
    op.execute(AT_ONCE)


def downgrade() -> None:
    op.execute("DROP TRIGGER audit_entries_mentions ON audit_entries")
    op.execute("DROP FUNCTION mention_entries()")
    op.execute("DROP FUNCTION is_of_its_reservation_alone(text, text, jsonb, jsonb, jsonb, jsonb)")
    op.execute(ONE_BY_ONE)
