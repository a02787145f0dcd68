"""An embedded Valkey: on a private socket, with a password, and with what it holds written down."""

import signal
import subprocess
from pathlib import Path

import redis

from app.embedded import addresses, binaries, identity, process, sockets
from app.embedded.errors import EmbeddedError

START_PATIENCE_S = 15.0
STOP_PATIENCE_S = 10.0
DATABASE_COUNT = 64


class Server:
    """A Valkey server in a folder of ours."""

    def __init__(self, home: Path, *, password: str, is_durable: bool = True) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home.parent / "log" / "valkey.log"
        self.program = binaries.valkey_server()
        self.socket_folder = sockets.folder_for(self.home)
        self._password = password
        self._is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the server's process number while it lives."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def url(self, number: int = 0) -> str:
        """Return the URL of one of its databases."""
        return addresses.redis_url(self.home, password=self._password, number=number)

    def start(self) -> None:
        """Start the server, after ending one that a killed run left here.

        Raises:  EmbeddedError, in a sentence.
        """
        self.home.parent.mkdir(parents=True, exist_ok=True)
        who = identity.choose(self.home, self.program)
        for folder in (self.home, self.data, self.socket_folder):
            sockets.make_private(folder, who.uid, who.gid)
        self._end_orphan()
        self._process = process.spawn(
            [self.program, "-"],
            identity=who,
            log=self.log,
            death_signal=signal.SIGTERM,
            typed=self._configuration(),
        )
        if not process.wait_until(self._answers, START_PATIENCE_S):
            self.stop()
            raise EmbeddedError(f"Valkey did not start within {START_PATIENCE_S:.0f} s; see {self.log}")

    def stop(self) -> None:
        """Stop the server; what it holds is written first."""
        if self._process is None:
            return
        process.end(self._process, signals=(signal.SIGTERM,), patience_s=STOP_PATIENCE_S)
        self._process = None
        sockets.remove(self.socket_folder)

    def _answers(self) -> bool:
        if self.pid is None:
            raise EmbeddedError(f"Valkey did not start; the end of {self.log}:\n{process.log_tail(self.log)}")
        client = redis.Redis.from_url(self.url(), socket_timeout=2)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()

    def _end_orphan(self) -> None:
        try:
            pid = int((self.data / "valkey.pid").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return
        process.end_orphan(pid, home=self.data, signals=(signal.SIGTERM,), patience_s=STOP_PATIENCE_S)

    def _configuration(self) -> str:
        lines = [
            "port 0",
            f"unixsocket {_quoted(self.socket_folder / addresses.SOCKET_NAME)}",
            "unixsocketperm 700",
            f"dir {_quoted(self.data)}",
            f"pidfile {_quoted(self.data / 'valkey.pid')}",
            f"requirepass {_quoted(self._password)}",
            f"databases {DATABASE_COUNT}",
            "daemonize no",
            "maxmemory-policy noeviction",
            'save ""',
            f"appendonly {'yes' if self._is_durable else 'no'}",
        ]
        return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
