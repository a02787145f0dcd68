"""The wall between tenants: no tenant entered, no rows; another's rows never."""

from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from app.models import Base
from app.models.privileges import TABLES
from app.settings import load
from app.walls import refuse_powerful_role

NAMES = sorted(table.name for table in Base.metadata.sorted_tables)
OF_A_TENANT = sorted(table.name for table in Base.metadata.sorted_tables if "tenant_id" in table.c)


def count(connection, table):
    return connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]


def tables_of(connection):
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    return [row[0] for row in connection.execute(asked)]


def test_every_table_of_the_database_is_a_model_or_the_migrations_own(owner_sql):
    assert set(tables_of(owner_sql)) == {*NAMES, "alembic_version"}


def test_every_table_holds_rows_of_two_tenants(owner_sql):
    assert {table: count(owner_sql, table) for table in NAMES if count(owner_sql, table) < 2} == {}


def test_without_a_tenant_no_row_is_seen_in_any_table(app_sql):
    seen = {table: count(app_sql, table) for table in tables_of(app_sql)}
    assert {table for table, rows in seen.items() if rows} == {"alembic_version"}


@pytest.mark.parametrize("slug", ["one", "two"])
def test_with_a_tenant_only_its_rows_are_seen(app_sql, enter, slug):
    tenant = enter(slug)
    for table in OF_A_TENANT:
        asked = sql.SQL("SELECT DISTINCT tenant_id FROM {}").format(sql.Identifier(table))
        assert app_sql.execute(asked).fetchall() == [(tenant,)], table


def test_a_tenant_sees_its_own_row_and_its_members_but_no_secret_of_theirs(app_sql, enter):
    enter("one")
    assert app_sql.execute("SELECT slug FROM tenants").fetchall() == [("one",)]
    assert app_sql.execute("SELECT name FROM people").fetchall() == [("One",)]
    assert count(app_sql, "credentials") == count(app_sql, "sessions") == 0


def test_a_person_sees_their_own_credential_and_sessions(app_sql, enter, owner_sql):
    person = owner_sql.execute("SELECT id FROM people WHERE name = 'Two'").fetchone()[0]
    enter(None, person=person)
    assert app_sql.execute("SELECT person_id FROM credentials").fetchall() == [(person,)]
    assert app_sql.execute("SELECT person_id FROM sessions").fetchall() == [(person,)]


@pytest.mark.parametrize("table", OF_A_TENANT)
def test_no_row_of_another_tenant_can_be_written(app_sql, enter, owner_sql, table):
    enter("one")
    other = owner_sql.execute("SELECT id FROM tenants WHERE slug = 'two'").fetchone()[0]
    columns = [
        c.name for c in Base.metadata.tables[table].c if c.name not in {"tenant_id", "xid"} and not c.computed
    ]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("INSERT INTO {t} (tenant_id, {names}) SELECT %s, {names} FROM {t}").format(
        t=sql.Identifier(table), names=names
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        app_sql.execute(statement, [other])


@pytest.mark.parametrize("table", [t for t in OF_A_TENANT if "UPDATE" in TABLES[t]])
def test_no_row_can_be_moved_to_another_tenant_nor_reached_there(app_sql, enter, owner_sql, table):
    enter("one")
    other = owner_sql.execute("SELECT id FROM tenants WHERE slug = 'two'").fetchone()[0]
    name = sql.Identifier(table)
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation)):
        app_sql.execute(sql.SQL("UPDATE {} SET tenant_id = %s").format(name), [other])
    touched = app_sql.execute(
        sql.SQL("UPDATE {} SET tenant_id = tenant_id WHERE tenant_id = %s").format(name), [other]
    )
    assert touched.rowcount == 0


def test_a_link_across_tenants_is_impossible_even_for_the_owner(owner_sql):
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner_sql.execute(
            "UPDATE reservations SET client_id = (SELECT id FROM clients WHERE tenant_id <> reservations.tenant_id)"
        )


def test_every_table_has_row_security_and_a_policy(owner_sql):
    asked = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'alembic_version'
                 AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))"""
    assert owner_sql.execute(asked).fetchall() == []


def test_the_apps_role_is_nobody_special(app_sql):
    asked = """SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                      EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
               FROM pg_roles r WHERE rolname = current_user"""
    assert app_sql.execute(asked).fetchone() == (False,) * 5


def test_the_owners_functions_are_for_the_apps_role_and_keep_their_search_path(owner_sql):
    asked = """SELECT p.proname, p.proconfig, p.proacl::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
               WHERE n.nspname = 'public' AND p.prosecdef"""
    found = owner_sql.execute(asked).fetchall()
    assert len(found) >= 9
    for name, config, rights in found:
        assert config == ["search_path=public, pg_temp"], name
        assert not any(right.startswith("=") for right in rights.strip("{}").split(",")), name


def test_search_answers_only_the_entered_tenants_clients(app_sql, enter):
    enter("one")
    own = app_sql.execute("SELECT id FROM clients").fetchall()
    assert app_sql.execute("SELECT client_id FROM search_clients('okonk', 10)").fetchall() == own
    assert app_sql.execute("SELECT client_id FROM search_clients('%%', 10)").fetchall() == []
    enter(None)
    assert app_sql.execute("SELECT client_id FROM search_clients('okonk', 10)").fetchall() == []


@pytest.mark.parametrize(
    ("whose", "word"), [("owner_url", "owns tables"), ("superuser_url", "is a superuser")]
)
def test_a_process_with_a_powerful_role_refuses_to_start(own_database, capsys, whose, word):
    settings = replace(load(own_database.environ()), database_url=getattr(own_database, whose))
    with pytest.raises(SystemExit):
        refuse_powerful_role(settings)
    assert word in capsys.readouterr().err


def test_a_process_with_the_apps_role_starts(own_database, capsys):
    refuse_powerful_role(load(own_database.environ()))
    assert capsys.readouterr().err == ""


def test_the_app_may_withdraw_a_version_and_change_nothing_else_of_it(app_sql, enter):
    enter("one")
    app_sql.execute("UPDATE policy_versions SET withdrawn_at = now()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("UPDATE policy_versions SET document = '{}'")
