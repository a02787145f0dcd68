"""History: an action that moves several reservations, a swap or a group, stands in the history of each of them."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KNOWN = "ALTER TABLE audit_mentions ADD CONSTRAINT audit_mentions_entity_is_known CHECK (entity IN ({}))"
MENTION = """
CREATE FUNCTION mention_linked_reservations_of(e audit_entries) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
  SELECT e.tenant_id, 'reservation', (l.link ->> 'id')::bigint, e.recorded_at, e.id
  FROM jsonb_array_elements(e.linked) AS l (link)
  WHERE l.link ->> 'entity' = 'reservation' AND l.link ->> 'id' IS NOT NULL
  ON CONFLICT DO NOTHING
$$
"""
WRITTEN_BEFORE = """
DO $$ DECLARE e audit_entries; BEGIN
  FOR e IN SELECT * FROM audit_entries WHERE linked <> '[]' ORDER BY id LOOP
    PERFORM mention_linked_reservations_of(e);
  END LOOP;
END $$
"""
ON_ENTRY = """
CREATE OR REPLACE FUNCTION mention_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mention_all_of(NEW);
  {}
  RETURN NULL;
END $$
"""
ALSO = "IF NEW.linked <> '[]' THEN PERFORM mention_linked_reservations_of(NEW); END IF;"


def upgrade() -> None:
    op.execute("ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_entity_is_known")
    op.execute(KNOWN.format("'unit', 'client', 'reservation'"))
    op.execute(MENTION)
    op.execute(WRITTEN_BEFORE)
    op.execute(ON_ENTRY.format(ALSO))


def downgrade() -> None:
    op.execute(ON_ENTRY.format(""))
    op.execute("DROP FUNCTION mention_linked_reservations_of(audit_entries)")
    op.execute("DELETE FROM audit_mentions WHERE entity = 'reservation'")
    op.execute("ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_entity_is_known")
    op.execute(KNOWN.format("'unit', 'client'"))
