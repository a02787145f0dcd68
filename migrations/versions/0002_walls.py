"""Row-level security on every table, and the owner's functions that look past it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
PERSON = "nullif(current_setting('app.person_id', true), '')::bigint"

OF_A_TENANT = [
    "tenant_hosts", "invitations", "unit_types", "units", "policies", "policy_versions", "clients",
    "reservations", "state_changes", "price_lines", "closures", "claims", "audit_entries", "audit_private",
    "idempotency_keys",
]  # fmt: skip

WALLS = {
    "tenants": (f"id = {TENANT}", f"id = {TENANT}"),
    "memberships": (f"tenant_id = {TENANT} OR person_id = {PERSON}", f"tenant_id = {TENANT}"),
    "people": (
        f"id = {PERSON} OR id IN (SELECT person_id FROM memberships WHERE tenant_id = {TENANT})",
        f"id = {PERSON}",
    ),
    "credentials": (f"person_id = {PERSON}", f"person_id = {PERSON}"),
    "sessions": (f"person_id = {PERSON}", f"person_id = {PERSON}"),
    **{name: (f"tenant_id = {TENANT}", f"tenant_id = {TENANT}") for name in OF_A_TENANT},
}

FUNCTIONS = {
    "tenant_by_address(host_name text, path_slug text)": """
        RETURNS TABLE (id bigint, slug text, name text, tagline text, timezone text, currency text, locale text,
                       is_demo boolean, by_host boolean)
        LANGUAGE sql STABLE AS $$
          SELECT t.id, t.slug, t.name, t.tagline, t.timezone, t.currency, t.locale, t.is_demo, h.host IS NOT NULL
          FROM tenants t LEFT JOIN tenant_hosts h ON h.tenant_id = t.id AND h.host = host_name
          WHERE h.host = host_name
             OR (t.slug = path_slug AND NOT EXISTS (SELECT FROM tenant_hosts x WHERE x.host = host_name))
          LIMIT 1
        $$""",
    "tenant_by_id(wanted bigint)": """
        RETURNS TABLE (id bigint, slug text, name text, tagline text, timezone text, currency text, locale text,
                       is_demo boolean, by_host boolean)
        LANGUAGE sql STABLE AS $$
          SELECT t.id, t.slug, t.name, t.tagline, t.timezone, t.currency, t.locale, t.is_demo, false
          FROM tenants t WHERE t.id = wanted
        $$""",
    "demo_tenants()": """
        RETURNS TABLE (slug text, name text, tagline text)
        LANGUAGE sql STABLE AS $$
          SELECT t.slug, t.name, t.tagline FROM tenants t WHERE t.is_demo ORDER BY t.id
        $$""",
    "tenants_exist()": """
        RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT EXISTS (SELECT FROM tenants) $$""",
    "person_for_sign_in(wanted text)": """
        RETURNS TABLE (id bigint, name text, password_hash text)
        LANGUAGE sql STABLE AS $$
          SELECT p.id, p.name, c.password_hash
          FROM people p JOIN credentials c ON c.person_id = p.id WHERE p.email = wanted
        $$""",
    "session_by_digest(wanted bytea, wanted_tenant bigint)": """
        RETURNS TABLE (session_id bigint, session_ref text, last_seen_at timestamptz, person_id bigint, email text,
                       name text, locale text, role text, member_ref text)
        LANGUAGE sql STABLE AS $$
          SELECT s.id, s.ref, s.last_seen_at, p.id, p.email, p.name, p.locale, m.role, m.ref
          FROM sessions s JOIN people p ON p.id = s.person_id
          LEFT JOIN memberships m ON m.person_id = p.id AND m.tenant_id = wanted_tenant
          WHERE s.digest = wanted AND s.ended_at IS NULL
        $$""",
    "memberships_of(wanted bigint)": """
        RETURNS TABLE (slug text, name text, tagline text, role text)
        LANGUAGE sql STABLE AS $$
          SELECT t.slug, t.name, t.tagline, m.role
          FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.person_id = wanted ORDER BY t.name
        $$""",
    "register_person(new_email text, new_name text, new_hash text)": """
        RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
        DECLARE made bigint;
        BEGIN
          INSERT INTO people (email, name) VALUES (new_email, new_name)
          ON CONFLICT (email) DO NOTHING RETURNING id INTO made;
          IF made IS NOT NULL THEN
            INSERT INTO credentials (person_id, password_hash) VALUES (made, new_hash);
          END IF;
          RETURN made;
        END $$""",
    "due_tenants(wanted_kind text, at timestamptz)": """
        RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
          SELECT DISTINCT tenant_id FROM reservations
          WHERE wanted_kind = 'transitions' AND due_at IS NOT NULL AND due_at <= at
        $$""",
    "search_clients(fragment text, most integer)": f"""
        RETURNS TABLE (client_id bigint, score real)
        LANGUAGE sql STABLE AS $$
          SELECT c.id, word_similarity(fragment, c.search_key)
          FROM clients c
          WHERE c.tenant_id = {TENANT} AND c.merged_into_id IS NULL
            AND (c.search_key LIKE '%' || replace(replace(replace(fragment, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
                 OR fragment <% c.search_key)
          ORDER BY 2 DESC, c.name_key, c.id LIMIT most
        $$""",
}


def upgrade() -> None:
    for table, (seen, written) in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_wall ON {table} USING ({seen}) WITH CHECK ({written})")
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body} SECURITY DEFINER SET search_path = public, pg_temp")
        op.execute(f"REVOKE ALL ON FUNCTION {_types(signature)} FROM PUBLIC")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {_types(signature)}")
    for table in WALLS:
        op.execute(f"DROP POLICY {table}_wall ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _types(signature: str) -> str:
    """Answer `name(type, type)`, as DROP and REVOKE want it."""
    name, arguments = signature.rstrip(")").split("(")
    types = [part.strip().split(" ", 1)[1] for part in arguments.split(",") if part.strip()]
    return f"{name}({', '.join(types)})"
