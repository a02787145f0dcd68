"""Migrations: they make the models, go down and up again, and end at the recorded head."""

import os
import subprocess
import sys
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.cli.release import plain_url
from app.factory import create_app
from app.models import Base
from app.settings import load
from tests.until import until

WAITS = """SELECT 1 FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
           AND (query LIKE '%advisory_lock(%' OR query = 'COMMIT')"""
MORE = """INSERT INTO reservations (tenant_id, ref, unit_id, client_id, policy_version_id, state, arrives_on, departs_on,
            starts_at, ends_at, period, adults, total_minor, made_at, channel)
          SELECT r.tenant_id, %(ref)s, unit_id, client_id, policy_version_id, state, arrives_on, departs_on,
            starts_at, ends_at, period, adults, total_minor, made_at, %(channel)s
          FROM reservations r JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = 'one' AND r.ref = 'r'"""
FOLDER = Path(__file__).resolve().parents[2] / "migrations"


@pytest.fixture
def made(own_database):
    return create_app(load(own_database.environ()))


def catalogue(url):
    """Everything that a migration could forget to undo or to do again."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default
                          FROM information_schema.columns WHERE table_schema = 'public'""",
            "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                              WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
            "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "policies": "SELECT tablename, policyname, qual, with_check FROM pg_policies",
            "functions": """SELECT proname, pg_get_function_arguments(oid) FROM pg_proc
                            WHERE pronamespace = 'public'::regnamespace AND prosecdef""",
        }
        answer = {name: sorted(map(str, connection.execute(text(asked)))) for name, asked in found.items()}
    engine.dispose()
    return answer


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_the_migrations_make_the_models(own_database):
    engine = create_engine(own_database.owner_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_down_and_up_again_leaves_the_same_database(own_database, made):
    before = catalogue(own_database.owner_url)
    with made.app_context():
        flask_migrate.downgrade(revision="base")
        empty = catalogue(own_database.owner_url)
        assert [line for line in empty["constraints"] if "alembic" not in line] == []
        assert empty["functions"] == empty["policies"] == []
        flask_migrate.upgrade()
    assert catalogue(own_database.owner_url) == before


def test_the_head_is_recorded():
    (head,) = ScriptDirectory(str(FOLDER)).get_heads()
    assert (FOLDER / "head.txt").read_text().strip() == head
    names = sorted(path.name for path in (FOLDER / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
    assert names[-1].startswith(head)


def test_a_release_that_waits_for_another_does_not_hold_up_its_indexes(own_database, made):
    with made.app_context():
        flask_migrate.downgrade(revision="0002")
    release = [sys.executable, "-m", "app.cli.release"]
    environ = {**os.environ, **own_database.environ()}
    with psycopg.connect(plain_url(own_database.owner_url), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(7305517)")
        with subprocess.Popen(release, env=environ, stderr=subprocess.PIPE, text=True) as waiting:
            try:
                until(lambda: other.execute(WAITS).fetchone())
                other.execute("SET lock_timeout = '2s'")
                other.execute("CREATE INDEX CONCURRENTLY tried ON tenants (name)")
                assert waiting.poll() is None
                other.execute("DROP INDEX tried")
            finally:  # else leaving would wait for a process that waits for this one
                other.execute("SELECT pg_advisory_unlock(7305517)")
            said = waiting.communicate(timeout=60)[1]
    assert waiting.returncode == 0, said
    assert any("reservations_by_length" in line for line in catalogue(own_database.owner_url)["indexes"])


def test_channels_that_were_written_in_two_ways_have_one_spelling(made, owner_sql):
    with made.app_context():
        flask_migrate.downgrade(revision="0025")
        for number, name in enumerate(("website", "E-Mail", "e-mail", "e-mail")):
            owner_sql.execute(MORE, {"ref": f"r{number}", "channel": name})
        flask_migrate.upgrade()
    asked = (
        "SELECT t.slug, channel FROM reservations r JOIN tenants t ON t.id = r.tenant_id WHERE channel <> ''"
    )
    assert sorted(owner_sql.execute(asked).fetchall()) == [("one", "Website"), *[("one", "e-mail")] * 3]
    rolled = owner_sql.execute("SELECT t.slug FROM stats_rolls s JOIN tenants t ON t.id = s.tenant_id")
    assert rolled.fetchall() == [("two",)]  # the facts of the other are made anew
