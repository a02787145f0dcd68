import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.embedded import addresses, process
from app.embedded.errors import EmbeddedError
from tests.servers import plain

ROOT = Path(__file__).resolve().parents[2]


def connect(cluster, role, database=addresses.DATABASE):
    return psycopg.connect(plain(cluster.url(role, database)), autocommit=True)


def value(cluster, role, question):
    with connect(cluster, role) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_fresh_cluster_has_three_roles_and_safe_settings(folder, make_cluster):
    cluster = make_cluster(folder / "a folder")
    cluster.start()
    with connect(cluster, addresses.SUPERUSER) as connection:
        rights = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'rp%' ORDER BY rolname"
        ).fetchall()
        assert rights == [("rp_app", False, False, False, False), ("rp_owner", False, False, False, False)]
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("fsync", "listen_addresses", "wal_level", "password_encryption", "server_encoding")
        }
        assert shown == {
            "fsync": "on",
            "listen_addresses": "",
            "wal_level": "replica",
            "password_encryption": "scram-sha-256",
            "server_encoding": "UTF8",
        }
        if cluster.major >= 17:
            assert connection.execute("SHOW summarize_wal").fetchone() == ("on",)
    with connect(cluster, addresses.OWNER) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT lower('MÜLLER')").fetchone() == ("müller",)


def test_the_apps_role_passes_no_wall(folder, make_cluster):
    cluster = make_cluster(folder, is_durable=False)
    cluster.start()
    with connect(cluster, addresses.OWNER) as owner:
        owner.execute("CREATE TABLE walled (n int)")
        owner.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
        owner.execute("INSERT INTO walled VALUES (1)")
        owner.execute("GRANT SELECT ON walled TO rp_app")
    with connect(cluster, addresses.APP) as app:
        assert app.execute("SELECT count(*) FROM walled").fetchone() == (0,)
        app.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT count(*) FROM walled")
        for forbidden in (
            "ALTER ROLE rp_app BYPASSRLS",
            "SET ROLE rp_owner",
            "ALTER TABLE walled DISABLE ROW LEVEL SECURITY",
            "CREATE TABLE own (n int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_only_a_private_socket_and_a_password_let_in_and_root_is_left(folder, make_cluster):
    cluster = make_cluster(folder, is_durable=False)
    cluster.start()
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(cluster.socket_folder), user="postgres", password="guess", dbname="postgres")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(cluster.socket_folder), user="rp_app", dbname="reservations")
    status = Path(f"/proc/{cluster.pid}/status").read_text()
    assert int(status.split("Uid:")[1].split()[0]) == cluster.who.uid
    assert cluster.who.uid != 0 or cluster.who.prefix
    listening = Path(f"/proc/{cluster.pid}/net/tcp")
    opened = {os.readlink(entry) for entry in Path(f"/proc/{cluster.pid}/fd").iterdir()}
    inodes = {line.split()[9] for line in listening.read_text().splitlines()[1:]}
    assert not {f"socket:[{inode}]" for inode in inodes} & opened


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_was_committed_survives_the_servers_end(folder, make_cluster, number):
    first = make_cluster(folder)
    first.start()
    with connect(first, addresses.OWNER) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    os.kill(first.pid, number)
    assert process.wait_until(lambda: first.pid is None, 10)
    for again in (first, make_cluster(folder)):
        again.start()
        assert value(again, addresses.OWNER, "SELECT count(*) FROM kept") == 1000
        again.stop()


def test_a_server_that_a_killed_run_left_is_ended_first(folder, make_cluster):
    lost = make_cluster(folder, is_durable=False)
    lost.start()
    lost_pid = lost.pid
    found = make_cluster(folder, is_durable=False)
    found.start()
    assert process.wait_until(lambda: lost.pid is None, 5)
    assert found.pid != lost_pid
    assert value(found, addresses.APP, "SELECT 1") == 1


def test_servers_end_when_their_killed_parent_does(folder, make_cluster):
    script = (
        "import os, sys; from pathlib import Path; from app.embedded import postgres, secrets;"
        "var = Path(sys.argv[1]); c = postgres.Cluster(var / 'postgres', passwords=secrets.read_or_make(var),"
        " bin_folder=Path(sys.argv[2])); c.start(); print(c.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    mould = make_cluster(folder)
    answer = subprocess.run(
        [sys.executable, "-c", script, folder, mould.bin_folder], cwd=ROOT, capture_output=True, text=True
    )
    pid = int(answer.stdout)
    assert answer.returncode == -signal.SIGKILL
    assert process.wait_until(lambda: not process.works_in(pid, mould.data), 10)
    mould.start()
    assert "database system was shut down" in mould.log.read_text()


def test_half_a_cluster_is_made_anew(folder, make_cluster):
    cluster = make_cluster(folder, is_durable=False)
    side = folder / "postgres" / "data.new"
    side.mkdir(parents=True)
    (side / "PG_VERSION").write_text("18")
    (folder / "postgres").chmod(0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder / "postgres", nobody.pw_uid, nobody.pw_gid)
    cluster.start()
    assert not side.exists()
    assert value(cluster, addresses.APP, "SELECT 1") == 1


def test_a_long_path_gets_a_short_private_socket(folder, make_cluster):
    cluster = make_cluster(folder / ("long" * 30), is_durable=False)
    cluster.start()
    assert len(os.fsencode(cluster.socket_folder)) < 60
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    assert value(cluster, addresses.APP, "SELECT 1") == 1
    cluster.stop()
    assert not cluster.socket_folder.exists()


def test_somebody_elses_socket_folder_is_refused(folder, make_cluster):
    cluster = make_cluster(folder / ("long" * 30), is_durable=False)
    cluster.socket_folder.symlink_to(folder)
    try:
        with pytest.raises(EmbeddedError, match="belongs to another user"):
            cluster.start()
    finally:
        cluster.socket_folder.unlink()


def test_data_of_another_version_are_named_not_touched(folder, make_cluster):
    cluster = make_cluster(folder, is_durable=False)
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 12"):
        cluster.start()


def test_lost_passwords_are_told(folder, make_cluster):
    cluster = make_cluster(folder, is_durable=False)
    cluster.start()
    cluster.stop()
    (folder / "secrets.json").unlink()
    with pytest.raises(EmbeddedError, match=r"put the right file back"):
        make_cluster(folder, is_durable=False).start()


def test_root_whose_folder_nobody_else_may_enter_uses_a_namespace(folder, make_cluster):
    if os.geteuid() != 0:
        pytest.skip("only root has somebody to hand the server to")
    folder.chmod(0o700)
    cluster = make_cluster(folder / "var", is_durable=False)
    cluster.start()
    assert cluster.who.uid == 0
    assert value(cluster, addresses.APP, "SELECT 1") == 1


def test_an_ordinary_user_runs_both_servers(folder):
    """As 'nobody' where the tests run as root, else as whoever runs them."""
    script = (
        "import sys, redis, psycopg; from pathlib import Path; sys.path[:0] = sys.argv[2:];"
        "from tests.servers import TestServers, plain;"
        "servers = TestServers(Path(sys.argv[1])); urls = servers.start();"
        "print(psycopg.connect(plain(urls.app_url)).execute('select 42').fetchone()[0]);"
        "print(redis.Redis.from_url(urls.redis_url).ping()); servers.stop()"
    )
    packages = [path for path in sys.path if "site-packages" in path]
    user = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    answer = subprocess.run(
        [_reachable_python(user), "-c", script, folder, ROOT, *packages],
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join([str(ROOT), *packages])},
        capture_output=True,
        text=True,
        **user,
    )
    assert (answer.stdout.split(), answer.stderr) == (["42", "True"], "")


def _reachable_python(user):
    """The tests' interpreter may stand in a folder of root's own; the system's is of the same version."""
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (sys.executable, system):
        try:
            if subprocess.run([program, "-c", ""], cwd="/", capture_output=True, **user).returncode == 0:
                return program
        except PermissionError:
            continue
    return system
