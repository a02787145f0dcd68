"""The check of an installation, and that it sees what is broken."""

import pytest

pytestmark = pytest.mark.database


@pytest.fixture
def filled(business, tmp_path):
    """An installation with a stay in it."""
    file = tmp_path / "file.csv"
    file.write_text(
        "unit,unit_type,client,arrives,departs,state,people\nA,T,Ann,2026-01-02,2026-01-04,finished,2\n",
        encoding="utf-8",
    )
    business.done("import", "bookings", str(file), "--tenant", "resort")
    return business


def failures(cli) -> list[str]:
    """Return the lines of what failed."""
    return [line for line in cli.refused("check").splitlines() if line.startswith("FAIL")]


def test_a_whole_installation_passes(filled):
    lines = filled.done("check").splitlines()

    assert all(line.startswith("ok ") for line in lines)
    assert [line[6:].split(":")[0] for line in lines] == [
        "settings", "push", "database", "redis", "mail", "media", "migrations", "app's role", "constraints", "row policies", "privileges",
        "overlaps", "buffers", "unclaimed", "left over",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"VAPID_PRIVATE_KEY": ""}, "VAPID_PRIVATE_KEY"),
        ({"APP_ENV": "production"}, "VAPID_CONTACT"),
    ],
)
def test_what_push_lacks_is_told(install, values, name):
    (line,) = [line for line in failures(install(**values)) if "push" in line.split(":")[0]]
    assert line.startswith(f"FAIL  push: {name} is not set")


def test_a_lost_constraint_is_seen_and_so_is_what_it_let_in(filled):
    filled.change("ALTER TABLE claims DROP CONSTRAINT claims_own_time, DROP CONSTRAINT claims_buffered")
    filled.change(
        "INSERT INTO claims (tenant_id, unit_id, source, reservation_id, starts_at, ends_at, blocks_from, blocks_to)"
        " SELECT tenant_id, unit_id, source, reservation_id, starts_at, ends_at, blocks_from, blocks_to FROM claims"
    )

    found = failures(filled)

    assert [line.split(":")[0] for line in found] == ["FAIL  constraints"] * 2 + [
        "FAIL  overlaps",
        "FAIL  buffers",
    ]
    assert "1 found" in found[-1]


def test_a_weaker_or_unproved_constraint_is_seen(filled):
    filled.change(
        "ALTER TABLE claims DROP CONSTRAINT claims_own_time, DROP CONSTRAINT claims_span_is_not_empty"
    )
    filled.change(
        "ALTER TABLE claims ADD CONSTRAINT claims_own_time EXCLUDE USING gist (tenant_id WITH =, unit_id WITH =,"
        " tstzrange(starts_at, ends_at) WITH &&) WHERE (live AND exclusive AND source = 'closure')"
    )
    filled.change(
        "ALTER TABLE claims ADD CONSTRAINT claims_span_is_not_empty CHECK (starts_at < ends_at) NOT VALID"
    )

    found = failures(filled)

    assert any("claims_own_time is not what it must be" in line for line in found)
    assert any("claims_span_is_not_empty is not valid" in line for line in found)


def test_a_table_without_a_wall_is_seen(filled):
    filled.change("ALTER TABLE clients DISABLE ROW LEVEL SECURITY")
    filled.change("DROP POLICY units_wall ON units")

    assert failures(filled) == [
        "FAIL  row policies: clients has no wall",
        "FAIL  row policies: units has no wall",
    ]


def test_a_power_too_much_is_seen(filled):
    filled.change("GRANT UPDATE ON audit_entries TO rp_app")

    assert failures(filled) == [
        "FAIL  privileges: rp_app may INSERT, SELECT, UPDATE on audit_entries; it must be INSERT, SELECT"
    ]


def test_a_powerful_role_is_seen(install, own_database):
    powerful = install(DATABASE_URL=own_database.owner_url)

    assert any("app's role: it owns tables" in line for line in failures(powerful))


def test_a_stay_without_its_claim_and_a_claim_without_its_stay_are_seen(filled):
    filled.change("UPDATE reservations SET state = 'cancelled'")
    assert failures(filled) == ["FAIL  left over: 1 found, and there must be none"]

    filled.change("UPDATE reservations SET state = 'confirmed'")
    filled.change("UPDATE claims SET live = false")
    assert failures(filled) == ["FAIL  unclaimed: 1 found, and there must be none"]


def test_servers_that_are_away_and_an_old_migration_are_seen(install, own_database, tmp_path):
    away = install(REDIS_URL=f"unix://{tmp_path}/none.sock", DATABASE_OWNER_URL="")
    away.change("UPDATE alembic_version SET version_num = '0001'")

    found = [line.split(":")[0].removeprefix("FAIL  ") for line in failures(away)]

    assert found[:3] == ["settings", "redis", "migrations"]
    assert "overlaps" in found


def test_a_place_for_pictures_that_takes_none_is_told(install, tmp_path):
    (tmp_path / "file").write_text("no folder")
    lines = failures(install(MEDIA_URL=str(tmp_path / "file")))
    assert lines == [f"FAIL  media: {tmp_path / 'file'} does not take files: NotADirectoryError."]
