"""An embedded PostgreSQL: made once in a side folder, started on a private socket, stopped orderly."""

import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg

from app.embedded import addresses, binaries, identity, process, roles, sockets
from app.embedded.errors import EmbeddedError

START_PATIENCE_S = 30.0
STOP_PATIENCE_S = 30.0
ORPHAN_PATIENCE_S = 10.0
# After its postmaster was killed, a backend may hold the shared memory for about two seconds.
STILL_THERE = ("pre-existing shared memory block", "lock file")
DURABLE = {"wal_level": "replica"}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "lc_messages": "C",
}


class Cluster:
    """A PostgreSQL cluster in a folder of ours.

    Shapes:  `passwords` holds superuser_password, owner_password and app_password.
    """

    def __init__(
        self,
        home: Path,
        *,
        passwords: Mapping[str, str],
        bin_folder: Path | None = None,
        is_durable: bool = True,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home.parent / "log" / "postgres.log"
        self.bin_folder = binaries.postgres_bin(bin_folder)
        self.major = binaries.postgres_major(self.bin_folder)
        self.socket_folder = sockets.folder_for(self.home)
        self._passwords = passwords
        self._is_durable = is_durable
        self._options = options or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._identity: identity.Identity | None = None

    @property
    def pid(self) -> int | None:
        """Return the server's process number while it lives."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def url(self, role: str, database: str = addresses.DATABASE) -> str:
        """Return the URL by which one of the three roles reaches a database."""
        names = {
            addresses.SUPERUSER: "superuser_password",
            addresses.OWNER: "owner_password",
            addresses.APP: "app_password",
        }
        password = self._passwords[names[role]]
        return addresses.database_url(self.home, role=role, password=password, database=database)

    def start(self) -> None:
        """Make the cluster when there is none, start it, and make its roles and database.

        Raises:  EmbeddedError, in a sentence.
        """
        self._prepare()
        if not self.data.exists():
            self._make()
        self._check_version()
        self._end_orphan()
        self._launch()
        with self.connect_as_superuser() as connection:
            roles.ensure(
                connection,
                owner_password=self._passwords["owner_password"],
                app_password=self._passwords["app_password"],
            )

    def stop(self) -> None:
        """Stop the server: sessions are ended, everything is written."""
        if self._process is None:
            return
        process.end(self._process, signals=(signal.SIGINT, signal.SIGQUIT), patience_s=STOP_PATIENCE_S)
        self._process = None
        sockets.remove(self.socket_folder)

    def connect_as_superuser(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection that commits each statement by itself."""
        try:
            return psycopg.connect(
                host=str(self.socket_folder),
                user=addresses.SUPERUSER,
                password=self._passwords["superuser_password"],
                dbname=database,
                autocommit=True,
            )
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise EmbeddedError(
                    f"The passwords in secrets.json are not those of the data in {self.home}:"
                    " put the right file back, or move that folder away to begin anew."
                ) from error
            raise

    @property
    def who(self) -> identity.Identity:
        """Return who the server runs as."""
        if self._identity is None:
            self._identity = identity.choose(self.home, self.bin_folder / "postgres")
        return self._identity

    def _prepare(self) -> None:
        self.home.parent.mkdir(parents=True, exist_ok=True)
        sockets.make_private(self.home, self.who.uid, self.who.gid)
        sockets.make_private(self.socket_folder, self.who.uid, self.who.gid)

    def _make(self) -> None:
        """Run initdb in a side folder and rename it, so that half a cluster is never taken for one."""
        side, word = self.home / "data.new", self.home / "password.new"
        shutil.rmtree(side, ignore_errors=True)
        word.unlink(missing_ok=True)
        word.touch(mode=0o600)
        word.write_text(self._passwords["superuser_password"], encoding="utf-8")
        self.who.own(word)
        command = [
            self.bin_folder / "initdb",
            f"--pgdata={side}",
            f"--username={addresses.SUPERUSER}",
            f"--pwfile={word}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.major >= 17 else []),
            *([] if self._is_durable else ["--no-sync"]),
        ]
        answer = subprocess.run(
            [*self.who.prefix, *map(str, command)],
            cwd="/",
            env=process.ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            **self.who.popen_options(),  # type: ignore[call-overload]  # user, group and groups, or nothing
        )
        word.unlink()
        if answer.returncode != 0:
            raise EmbeddedError(f"PostgreSQL's data could not be made:\n{answer.stderr.strip()}")
        side.rename(self.data)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
        if made_by != self.major:
            raise EmbeddedError(
                f"The data in {self.data} were made by PostgreSQL {made_by}, and these programs are {self.major}:"
                f" set EMBEDDED_PG_BIN to PostgreSQL {made_by}'s programs, or name another VAR_DIR."
            )

    def _end_orphan(self) -> None:
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        process.end_orphan(
            pid, home=self.data, signals=(signal.SIGINT, signal.SIGQUIT), patience_s=ORPHAN_PATIENCE_S
        )

    def _launch(self) -> None:
        """Start the server, again when a killed one's backends are still leaving."""
        self._process, read_from = None, 0

        def is_up() -> bool:
            nonlocal read_from
            if self._process is None:
                read_from = process.log_size(self.log)
                self._process = process.spawn(
                    self._command(), identity=self.who, log=self.log, death_signal=signal.SIGINT
                )
            if self._process.poll() is None:
                return self._says_ready(self._process.pid)
            self._process = None
            said = process.log_tail(self.log, read_from=read_from)
            if any(words in said for words in STILL_THERE):
                return False
            raise EmbeddedError(f"PostgreSQL did not start; the end of {self.log}:\n{said}")

        if not process.wait_until(is_up, START_PATIENCE_S):
            self.stop()
            raise EmbeddedError(f"PostgreSQL did not start within {START_PATIENCE_S:.0f} s; see {self.log}")

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _command(self) -> list[str | Path]:
        wanted = COMMON | (DURABLE if self._is_durable else FAST)
        if self._is_durable and self.major >= 17:
            wanted |= {"summarize_wal": "on"}
        wanted |= {"unix_socket_directories": _quoted(self.socket_folder), **self._options}
        flags = [text for name, value in wanted.items() for text in ("-c", f"{name}={value}")]
        return [self.bin_folder / "postgres", "-D", self.data, *flags]


def _quoted(folder: Path) -> str:
    """Return a folder as one entry of a list: commas and spaces need quotes there."""
    escaped = str(folder).replace('"', '""')
    return f'"{escaped}"'
