"""What the app's role may do with each table: the wall's other half."""

from __future__ import annotations

from sqlalchemy import Connection, text

READ_AND_ADD = "SELECT, INSERT"
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"

TABLES = {
    "tenants": "SELECT, UPDATE",
    "tenant_hosts": EVERYTHING,
    "people": "SELECT, UPDATE",
    "credentials": "SELECT, UPDATE",
    "sessions": EVERYTHING,
    "memberships": EVERYTHING,
    "invitations": EVERYTHING,
    "unit_types": EVERYTHING,
    "units": EVERYTHING,
    "unit_parts": EVERYTHING,
    "slot_occurrences": "SELECT, INSERT, UPDATE",
    "policies": EVERYTHING,
    "policy_versions": READ_AND_ADD,
    "clients": EVERYTHING,
    "reservations": EVERYTHING,
    "reservation_groups": EVERYTHING,
    "quotes": "SELECT, INSERT, DELETE",
    "state_changes": READ_AND_ADD,
    "price_lines": EVERYTHING,
    "closures": EVERYTHING,
    "claims": EVERYTHING,
    "audit_entries": READ_AND_ADD,
    "audit_mentions": READ_AND_ADD,
    "audit_private": "SELECT, INSERT, DELETE",
    "audit_seals": READ_AND_ADD,
    "idempotency_keys": "SELECT, INSERT, DELETE",
    "outbox": EVERYTHING,
    "devices": EVERYTHING,
    "deliveries": EVERYTHING,
    "mails": EVERYTHING,
    "mail_texts": EVERYTHING,
    "mail_settings": EVERYTHING,
    "mail_choices": EVERYTHING,
    "password_resets": EVERYTHING,
    "sites": EVERYTHING,
    "site_units": EVERYTHING,
    "site_pages": EVERYTHING,
    "pictures": EVERYTHING,
    "stats_unit_days": EVERYTHING,
    "stats_unit_months": EVERYTHING,
    "stats_type_days": EVERYTHING,
    "stats_type_arrivals": EVERYTHING,
    "stats_rolls": EVERYTHING,
    "alembic_version": "SELECT",
}
COLUMNS = {("policy_versions", "withdrawn_at")}

_ROLE = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
_COLUMNS = text(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
)
_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = 'public' AND p.prosecdef"
)


def grant(connection: Connection, role: str) -> None:
    """Give the app's role exactly what TABLES lists, the COLUMNS it may update besides, and the owner's functions.

    Raises:  LookupError when the role does not exist.
    """
    if connection.execute(_ROLE, {"role": role}).first() is None:
        raise LookupError(f"The app's role {role!r} does not exist in this database.")
    quoted = connection.dialect.identifier_preparer.quote(role)
    present = set(connection.execute(_TABLES).scalars())
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    for table, privileges in TABLES.items():
        if table in present:
            connection.execute(text(f"REVOKE ALL ON {table} FROM {quoted}"))
            connection.execute(text(f"GRANT {privileges} ON {table} TO {quoted}"))
    columns = {(row.table_name, row.column_name) for row in connection.execute(_COLUMNS)}
    for table, column in sorted(COLUMNS & columns):
        connection.execute(text(f"GRANT UPDATE ({column}) ON {table} TO {quoted}"))
    for function in connection.execute(_FUNCTIONS).scalars().all():
        connection.execute(text(f"GRANT EXECUTE ON FUNCTION {function} TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
